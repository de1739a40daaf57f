#include <cstdlib>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "segue/app/evaluate.h"
#include "segue/app/evaluate_text.h"
#include "segue/app/text_models.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

nlohmann::ordered_json report_json(const evaluation::Report& report) {
  nlohmann::ordered_json document{
      {"version", 1},
      {"songs", report.songs},
      {"sample_of", report.sample_of > 0 ? nlohmann::ordered_json(report.sample_of) : nullptr},
      {"training_playlists", report.training_playlists},
      {"test_playlists", report.test_playlists},
      {"pool", report.pool},
      {"queries", report.queries}};
  document["rows"] = nlohmann::ordered_json::array();
  for (const auto& row : report.rows) {
    document["rows"].push_back({{"method", row.method},
                                {"queries", row.per_query.size()},
                                {"p_at_10", row.p_at_10},
                                {"ci95", row.ci95},
                                {"ndcg_at_10", row.ndcg_at_10},
                                {"coverage", row.coverage},
                                {"artist_diversity", row.artist_diversity},
                                {"hubness", row.hubness}});
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
  console.print(fmt::format(
      "{} songs{}, {} training and {} test playlists, {} queries to a pool of {}\n\n", number(report.songs),
      report.sample_of > 0 ? ", a sample of " + number(report.sample_of) : "", number(report.training_playlists),
      number(report.test_playlists), number(report.queries), number(report.pool)));
  Table table({{"Method", Table::Align::kLeft},
               {"P@10", Table::Align::kRight},
               {"95%", Table::Align::kRight},
               {"nDCG@10", Table::Align::kRight},
               {"Coverage", Table::Align::kRight},
               {"Artists", Table::Align::kRight},
               {"Hubness", Table::Align::kRight},
               {"Queries", Table::Align::kRight}});
  for (const auto& row : report.rows) {
    table.add({row.method, fmt::format("{:.4f}", row.p_at_10), fmt::format("±{:.4f}", row.ci95),
               fmt::format("{:.4f}", row.ndcg_at_10), fmt::format("{:.1f}%", 100 * row.coverage),
               fmt::format("{:.1f}%", 100 * row.artist_diversity), fmt::format("{:.2f}", row.hubness),
               number(row.per_query.size())});
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

nlohmann::ordered_json text_report_json(const evaluation::TextReport& report) {
  nlohmann::ordered_json document{{"version", 1}};
  const auto array = nlohmann::ordered_json::array();
  document["rows"] = array;
  for (const auto& row : report.rows) {
    document["rows"].push_back(
        {{"task", row.task}, {"method", row.method}, {"value", row.value}, {"ci95", row.ci95}, {"n", row.n}});
  }
  document["differences"] = array;
  for (const auto& [task, method, against, difference] : report.differences) {
    document["differences"].push_back({{"task", task},
                                       {"method", method},
                                       {"against", against},
                                       {"difference", difference.mean},
                                       {"ci95", {difference.low, difference.high}}});
  }
  document["left_out"] = array;
  for (const auto& [task, method, reason] : report.left_out) {
    nlohmann::ordered_json entry{{"task", task}, {"method", nullptr}, {"reason", reason}};
    if (!method.empty()) entry["method"] = method;
    document["left_out"].push_back(entry);
  }
  document["remarks"] = report.remarks;
  return document;
}

void print_text_report(Console& console, const evaluation::TextReport& report) {
  Table table({{"Task", Table::Align::kLeft},
               {"Method", Table::Align::kLeft},
               {"Value", Table::Align::kRight},
               {"95%", Table::Align::kRight},
               {"Asked", Table::Align::kRight}});
  for (const auto& row : report.rows) {
    table.add({row.task, row.method, fmt::format("{:.4f}", row.value), fmt::format("±{:.4f}", row.ci95),
               count(static_cast<std::int64_t>(row.n))});
  }
  if (!report.rows.empty()) console.print(table.text(console.width(), ""));
  if (!report.differences.empty()) console.print("\nPaired differences, 95% bootstrap interval:\n");
  for (const auto& [task, method, against, difference] : report.differences) {
    console.print(fmt::format("  {}: {} − {}: {:+.4f} ({:+.4f} to {:+.4f})\n", task, method, against, difference.mean,
                              difference.low, difference.high));
  }
  for (const auto& [task, method, reason] : report.left_out) {
    const std::string what = method.empty() ? task : fmt::format("{} of {}", method, task);
    console.print(fmt::format("{} was left out: {}\n", what, reason));
  }
}

/// The words of the command line.
struct EvaluateWords {
  app::EvaluateOptions playlists;
  app::EvaluateTextOptions text;
  bool words = false;  ///< --text
  std::string data;
};

int run_text(Context& context, EvaluateWords& words) {
  const char* folder = std::getenv("SEGUE_DATA");
  words.text.data = words.data.empty() && folder != nullptr ? folder : words.data;
  if (words.text.data.empty()) {
    throw Error(ErrorKind::kUsage, "--text measures on tables of tweets and lyrics, and no folder with them was named",
                "name it with --data or SEGUE_DATA");
  }
  words.text.models = context.models();
  words.text.seed = context.random_seed;
  words.text.threads = context.threads();
  ProgressBar progress(context.console);
  const auto report = app::evaluate_text(words.text, progress, *context.cancellation);
  progress.end();
  for (const auto& remark : report.remarks) context.console.warn(remark);
  if (context.json) {
    context.print_json(text_report_json(report));
  } else {
    print_text_report(context.console, report);
  }
  return 0;
}

int run_playlists(Context& context, app::EvaluateOptions& options) {
  options.seed = context.random_seed;
  options.threads = context.threads();
  options.models = app::model_places(context.models()).folders;
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
  auto words = std::make_shared<EvaluateWords>();
  auto* command = app.add_subcommand("evaluate", "Measure on the collected playlists how good each method's lists are");
  auto* text = command->add_flag("--text", words->words, "Measure the text model on tweets and lyrics instead");
  command
      ->add_option("--recipe", words->playlists.recipe,
                   "Also measure this stored recipe ('current', a name or a number)")
      ->type_name("NAME")
      ->excludes(text);
  command
      ->add_option("--validation", words->playlists.validation,
                   "Ask training playlists only, split once more in the N-th way: for choosing between settings")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->excludes(text);
  command
      ->add_option("--sample", words->playlists.most_songs,
                   "Measure on at most so many songs, drawn with their playlists")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{100}, std::size_t{10'000'000}))
      ->capture_default_str()
      ->excludes(text);
  command->add_option("--data", words->data, "Folder with tweets/, lyrics/ and playlists/ (default: SEGUE_DATA)")
      ->type_name("DIR")
      ->needs(text);
  command->add_option("--model", words->text.model, "Text model: a name or a folder (default: the one of segue)")
      ->type_name("NAME|FOLDER")
      ->needs(text);
  command->add_option("--precision", words->text.precision, "auto, float32, bfloat16 or int8 (default: auto)")
      ->type_name("NAME")
      ->needs(text);
  command->add_option("--task", words->text.tasks, "Only this task; may be given several times (default: all)")
      ->type_name("TASK")
      ->allow_extra_args(false)
      ->needs(text);
  add_json_flag(*command, context);
  command->footer(R"(
P@10: of the 10 songs nearest to a song, by other artists, the share that stands with it in a playlist the methods have
not seen; mean over all songs asked. Coverage: songs that stand in any list. Artists: different ones in a list. Hubness: how
unevenly songs stand in lists (skewness; 0 is even). docs/evaluation.md has the protocol.

Tasks of --text: sentiment140-accuracy, kaggle-accuracy, semeval-macro-recall, mood-auc, valence-correlation,
lyrics-p-at-10, sound-and-lyrics-p-at-10.

Examples:
  segue evaluate
  segue evaluate --json --recipe current
  segue evaluate --validation 1
  segue evaluate --text --data ~/data
  segue evaluate --text --data ~/data --task kaggle-accuracy --task mood-auc)");
  command->callback([&context, words] {
    context.run = [&context, words] {
      return words->words ? run_text(context, *words) : run_playlists(context, words->playlists);
    };
  });
}

}  // namespace segue::cli
