#include <memory>

#include <fmt/format.h>

#include "segue/app/evaluate.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

nlohmann::ordered_json report_json(const evaluation::Report& report) {
  nlohmann::ordered_json document{{"version", 1},
                                  {"songs", report.songs},
                                  {"training_playlists", report.training_playlists},
                                  {"test_playlists", report.test_playlists},
                                  {"pool", report.pool},
                                  {"queries", report.queries}};
  document["rows"] = nlohmann::ordered_json::array();
  for (const auto& row : report.rows) {
    document["rows"].push_back(
        {{"method", row.method}, {"p_at_10", row.p_at_10}, {"ci95", row.ci95}, {"ndcg_at_10", row.ndcg_at_10}});
  }
  document["comparisons"] = nlohmann::ordered_json::array();
  for (const auto& comparison : report.comparisons) {
    const auto& difference = comparison.p_at_10;
    document["comparisons"].push_back({{"method", comparison.method},
                                       {"against", comparison.against},
                                       {"p_at_10_difference", difference.mean},
                                       {"ci95", {difference.low, difference.high}}});
  }
  document["skipped"] = nlohmann::ordered_json::array();
  for (const auto& skipped : report.skipped) {
    document["skipped"].push_back({{"method", skipped.method}, {"reason", skipped.reason}});
  }
  return document;
}

void print_report(Console& console, const evaluation::Report& report) {
  const auto number = [](std::size_t n) { return count(static_cast<std::int64_t>(n)); };
  console.print(fmt::format("{} songs, {} training and {} test playlists, {} queries to a pool of {}\n\n",
                            number(report.songs), number(report.training_playlists), number(report.test_playlists),
                            number(report.queries), number(report.pool)));
  Table table({{"Method", Table::Align::kLeft},
               {"P@10", Table::Align::kRight},
               {"95%", Table::Align::kRight},
               {"nDCG@10", Table::Align::kRight}});
  for (const auto& row : report.rows) {
    table.add({row.method, fmt::format("{:.4f}", row.p_at_10), fmt::format("±{:.4f}", row.ci95),
               fmt::format("{:.4f}", row.ndcg_at_10)});
  }
  console.print(table.text(console.width(), ""));
  if (!report.comparisons.empty()) console.print("\nPaired differences of P@10, 95% bootstrap interval:\n");
  for (const auto& comparison : report.comparisons) {
    const auto& difference = comparison.p_at_10;
    console.print(fmt::format("  {} − {}: {:+.4f} ({:+.4f} to {:+.4f})\n", comparison.method, comparison.against,
                              difference.mean, difference.low, difference.high));
  }
  for (const auto& skipped : report.skipped) {
    console.print(fmt::format("{} was left out: {}\n", skipped.method, skipped.reason));
  }
}

int run(Context& context, app::EvaluateOptions& options) {
  options.seed = context.random_seed;
  options.threads = context.threads();
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  ProgressBar progress(context.console);
  const auto report = app::evaluate(catalog, options, progress, *context.cancellation);
  progress.end();
  if (context.json) {
    context.print_json(report_json(report));
  } else {
    print_report(context.console, report);
  }
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Context& context) {
  auto options = std::make_shared<app::EvaluateOptions>();
  auto* command = app.add_subcommand("evaluate", "Measure on the collected playlists how good each method's lists are");
  command->add_option("--recipe", options->recipe, "Also measure this stored recipe ('current', a name or a number)")
      ->type_name("NAME");
  add_json_flag(*command, context);
  command->footer(R"(
P@10: of the 10 songs nearest to a song, by other artists, the share that stands with it in a playlist the methods have
not seen; mean over all songs asked. docs/evaluation.md has the protocol.

Examples:
  segue evaluate
  segue evaluate --json --recipe current)");
  command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace segue::cli
