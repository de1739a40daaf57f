#include "segue/app/survey_networks.h"

#include <optional>

#include <fmt/format.h>

#include "segue/app/recipe.h"
#include "segue/app/search_best.h"
#include "segue/app/song_numbers.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

/// With fewer songs whose words were read, words take no part (fit_encoder).
constexpr std::size_t kFewestWords = 3;

bool same_network(const embedding::AutoencoderShape& a, const embedding::AutoencoderShape& b) {
  return a.layers == b.layers && a.activations == b.activations && a.latent == b.latent;
}

bool same_training(const embedding::TrainingOptions& a, const embedding::TrainingOptions& b) {
  return a.batch == b.batch && a.learning_rate == b.learning_rate && a.epochs == b.epochs && a.patience == b.patience &&
         a.validation_share == b.validation_share && a.seed == b.seed && a.keep_last == b.keep_last;
}

/// Whether a recipe is what these options would train from as many songs.
bool is_trained(const Recipe& recipe, const TrainOptions& options, std::size_t songs, std::size_t songs_with_words) {
  if (recipe.songs != songs || !same_network(recipe.shape, options.shape) ||
      !same_training(recipe.training, options.training)) {
    return false;
  }
  if (!recipe.words) return songs_with_words < kFewestWords || options.lyrics_weight == 0;
  const auto& words = *recipe.words;
  return words.weight == options.lyrics_weight && words.songs == songs_with_words &&
         same_network(words.shape, options.words_shape.value_or(default_words_shape(words.shape.inputs))) &&
         same_training(words.training, options.words_training.value_or(options.training));
}

/// Songs that a recipe for numbers rests on, and those of them whose words were read.
struct KnownSongs {
  std::size_t with_numbers = 0;
  std::size_t with_words = 0;
};

KnownSongs known_songs(const catalog::Catalog& catalog) {
  const auto numbers = load_numbers(catalog);
  const auto songs = sound_inputs(features::make_table(numbers, recipe_columns(numbers))).table.songs;
  const auto words = load_embeddings(catalog);
  KnownSongs known{songs.size(), 0};
  for (const SongId song : songs) known.with_words += words.find(song) ? 1 : 0;
  return known;
}

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
  const auto known = known_songs(catalog);
  if (lyrics.empty() && known.with_words > 0 && options.lyrics_weight > 0) {
    notes.note("No networks for lyrics were searched: all three recipes read them by the usual one.");
  }

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
    const auto there = catalog.find_recipe(training.name);
    if (there && is_trained(Recipe::from_json(catalog.read_recipe(there->id).json, training.name), training,
                            known.with_numbers, known.with_words)) {
      notes.note(fmt::format("'{}' is there already: {}", training.name, training.shape.text()));
    } else {
      notes.note(fmt::format("Training '{}': {}", training.name, training.shape.text()));
      const auto report = train(catalog, training, progress, notes, cancellation);
      // A recipe that is replaced keeps its number: the current one can be named by it even if it was replaced.
      if (current == RecipeId{}) current = report.id;
      catalog.use_recipe(current);
    }
  }
  return names;
}

}  // namespace segue::app
