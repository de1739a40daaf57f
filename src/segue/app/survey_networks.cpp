#include "segue/app/survey_networks.h"

#include <fmt/format.h>

#include "segue/app/search_best.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

void require_three(const std::vector<NetworkChoice>& networks, SearchKind kind) {
  if (networks.size() >= kSearchedRecipes) return;
  throw Error(ErrorKind::kNotFound,
              fmt::format("expected at least {} networks of 'segue search {}' to compare, found {}", kSearchedRecipes,
                          name(kind), networks.size()),
              fmt::format("Search first: 'segue search {} --preset report'.", name(kind)));
}

}  // namespace

std::vector<std::string> train_searched_recipes(catalog::Catalog& catalog, const TrainOptions& options,
                                                Progress& progress, Notes& notes, const Cancellation& cancellation) {
  const auto numbers = ranked_networks(catalog, SearchKind::kTabular, BestBy::kValidationLoss, notes);
  require_three(numbers, SearchKind::kTabular);
  const auto lyrics = options.lyrics_weight > 0
                          ? ranked_networks(catalog, SearchKind::kLyrics, BestBy::kValidationLoss, notes)
                          : std::vector<NetworkChoice>();
  if (!lyrics.empty()) require_three(lyrics, SearchKind::kLyrics);

  const auto before = catalog.current_recipe();
  RecipeId current = before ? before->id : RecipeId{};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kSearchedRecipes; ++i) {
    auto training = options;
    training.name = fmt::format("survey-{}", i + 1);
    training.shape = numbers[i].shape;
    training.training = numbers[i].training;
    training.fewest_steps = 0;
    if (!lyrics.empty()) {
      training.words_shape = lyrics[i].shape;
      training.words_training = lyrics[i].training;
    }
    names.push_back(training.name);
    notes.note(fmt::format("Training '{}': {}", training.name, training.shape.text()));
    const auto report = train(catalog, training, progress, notes, cancellation);
    // A recipe that is replaced keeps its number: the current one can be named by it even if it was replaced.
    if (current == RecipeId{}) current = report.id;
    catalog.use_recipe(current);
    if (i == 0 && lyrics.empty() && report.recipe.words) {
      notes.note("No networks for lyrics were searched: all three recipes read them by the usual one.");
    }
  }
  return names;
}

}  // namespace segue::app
