#include "segue/cli/seed_errors.h"

#include <fmt/format.h>

#include "segue/cli/text.h"

namespace segue::cli {
namespace {

void print_candidates(Console& console, const app::SeedError& error) {
  if (error.nearest.empty()) return;
  Table table({{"Title", Table::Align::kLeft, 48}, {"Artist", Table::Align::kLeft, 40}});
  for (const auto& candidate : error.nearest) table.add({candidate.title, joined_artists(candidate.artists)});
  console.note(error.ambiguous ? "These fit:" : "The nearest there are:");
  console.note(table.text(console.width()));
}

nlohmann::ordered_json error_json(const app::SeedError& error) {
  nlohmann::ordered_json candidates = nlohmann::ordered_json::array();
  for (const auto& candidate : error.nearest) {
    candidates.push_back({{"title", candidate.title}, {"artists", candidate.artists}});
  }
  return {{"version", 1},
          {"error",
           {{"seed", error.typed}, {"reason", error.ambiguous ? "ambiguous" : "unknown"}, {"message", error.what()}}},
          {"candidates", candidates}};
}

}  // namespace

std::string joined_artists(const std::vector<std::string>& artists) {
  return fmt::format("{}", fmt::join(artists, ", "));
}

int complain_of_seed(Context& context, const app::SeedError& error) {
  if (context.json) {
    context.print_json(error_json(error));
    context.console.finish();
  }
  context.console.warn(error.what());
  if (!context.json) print_candidates(context.console, error);
  context.console.note(error.hint());
  return error.exit_code();
}

}  // namespace segue::cli
