#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/survey.h"
#include "segue/app/survey_files.h"

namespace segue::app {

/// A mean with its 95% interval.
struct RatingMean {
  double mean = 0;
  std::optional<double> low;  ///< nothing: a single rating says nothing about others
  std::optional<double> high;
  std::size_t count = 0;
};

struct RecipeScore {
  std::optional<RatingMean> rating;  ///< nothing: nobody rated a list of it
  std::optional<double> published;   ///< the report's for the recipe in this place
};

/// By how much one recipe is rated higher than another by the same listener for the same seed.
struct RatingDifference {
  std::size_t recipe = 0;
  std::size_t against = 0;
  RatingMean difference;
};

/// Of the recipes' mean ratings with another number of theirs.
struct RatingCorrelation {
  std::string with;         ///< "validation_loss", "words_validation_loss", "p_at_10"
  std::size_t recipes = 0;  ///< that have both
  std::optional<double> pearson;
  std::optional<double> spearman;  ///< Pearson's of the ranks, equal values sharing theirs
  std::string problem;             ///< why there is none, for a person; empty if there is one
};

/// What listeners said of one list.
struct ListScore {
  std::size_t list = 0;  ///< of SurveyKey::lists
  std::vector<double> ratings;
  double mean = 0;       ///< with ratings
  double deviation = 0;  ///< of a sample; 0 of one
  std::vector<std::string> comments;
};

struct SurveyScore {
  std::size_t raters = 0;  ///< who rated a list at least
  std::size_t seeds = 0;   ///< with a rating at least
  std::size_t ratings = 0;
  std::vector<RecipeScore> recipes;           ///< in the key's order
  std::vector<RatingDifference> differences;  ///< every two recipes that a listener rated for the same seed
  std::array<RatingCorrelation, 3> correlations;
  std::vector<ListScore> lists;  ///< in the key's order
  /// Lists with ratings that differ, those with the largest deviation first, then in the key's order.
  std::vector<std::size_t> disputed;
  std::vector<std::string> remarks;  ///< what these numbers do not say, sentences
};

struct SurveyScoreOptions {
  std::size_t resamples = 10000;
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// Means over all ratings of a recipe; differences over the pairs of ratings by one listener for one seed.
///
/// Intervals by the bootstrap of two crossed factors (the "pigeonhole" bootstrap, Owen 2007): listeners and seeds are
/// each drawn with replacement, as many as there are, a rating counts as often as its listener times as often as its
/// seed was drawn, and the interval goes from the 2.5th to the 97.5th percentile of the means; a resample without a
/// rating of the recipe does not count. So it speaks of other listeners and other seeds, and is rather too narrow with
/// few of either. Resample i draws from Rng(seed).fork(i), first the listeners, then the seeds.
SurveyScore score_survey(const SurveyKey& key, const std::vector<SurveyAnswers>& answers,
                         const SurveyScoreOptions& options = {});

}  // namespace segue::app
