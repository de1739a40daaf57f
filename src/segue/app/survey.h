#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/trial.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

inline constexpr std::size_t kFewestSurveyRecipes = 2;
inline constexpr std::size_t kMostSurveyRecipes = 5;
inline constexpr std::size_t kMostSurveySeeds = 50;
inline constexpr std::int64_t kMostSurveyLength = 100;
inline constexpr double kBestRating = 10;  ///< ratings go from 0 to this

/// What the listeners of the 2020 report gave its best, second and third architecture, out of 10.
inline constexpr std::array<double, 3> kPublishedRatings = {7.49, 6.06, 5.87};

/// A recipe that listeners compare without knowing it.
struct SurveyRecipe {
  std::string name;
  std::string network;                    ///< "10 ← 20,16 relu", for people
  std::optional<double> validation_loss;  ///< of the network for numbers; nothing: nothing was held out
  std::optional<double> words_loss;       ///< of the network for words; nothing: it has none
  std::optional<Precision> p_at_10;       ///< on test playlists (recipe_precision.h)
  std::string no_p_at_10;                 ///< why there is none, for a person; empty if there is one
};

/// Which recipe made the list that a page shows under a code.
struct SurveyCode {
  std::string code;
  std::size_t seed = 0;    ///< of SurveyKey::seeds
  std::size_t recipe = 0;  ///< of SurveyKey::recipes
};

/// What a page hides, to be kept until its answers are scored.
struct SurveyKey {
  std::string id;  ///< of the survey: 16 hex digits, the same in the page, the key and the answers
  std::uint64_t random_seed = 0;
  std::size_t length = 0;          ///< songs a list
  std::vector<std::string> seeds;  ///< "Title — Artist"
  std::vector<SurveyRecipe> recipes;
  std::vector<SurveyCode> lists;  ///< each code once; seed by seed, in the order of the recipes
};

/// One list as listeners see it.
struct SurveyList {
  std::string code;
  std::vector<catalog::Song> songs;
};

/// A seed with the lists made from it, in the order in which they are shown.
struct SurveyPart {
  catalog::Song seed;
  std::vector<SurveyList> lists;
};

/// A listening test: what is shown, and what is hidden.
struct Survey {
  SurveyKey key;
  std::vector<SurveyPart> parts;
  std::vector<std::string> remarks;  ///< what a person should know, sentences
};

struct SurveyOptions {
  std::vector<std::string> recipes;  ///< 2 to 5 different ones, by name or number
  std::vector<std::string> seeds;    ///< as typed (seeds.h)
  std::size_t draw = 0;              ///< if there are none: as many well-known songs of the catalog
  std::int64_t length = 10;
  bool within_cluster = false;    ///< lists keep to the seed's cluster, as the report's do
  std::uint64_t random_seed = 0;  ///< of the seeds drawn, the codes, and the order of seeds and lists
  std::size_t threads = 1;        ///< changes the time, never the result
};

/// Makes the list of every recipe from every seed, all of them otherwise alike (likes and dislikes do not count), under
/// codes that say nothing, in an order drawn by random_seed, and measures the recipes on collected playlists.
///
/// Deterministic: the same catalog and options give the same survey. Codes and order are drawn from the random seed and
/// the recipes' names and vectors together, so that who has the page and this source but not the catalog cannot work
/// out what is hidden. Error(kUsage) for options out of range; else as find_recipe(), find_seed() and recommend().
Survey create_survey(const catalog::Catalog& catalog, const SurveyOptions& options,
                     Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
