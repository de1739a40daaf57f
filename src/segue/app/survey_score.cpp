#include "segue/app/survey_score.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/numeric/correlation.h"
#include "segue/numeric/statistics.h"

namespace segue::app {
namespace {

/// Resamples one task draws.
constexpr std::size_t kGrain = 100;
constexpr std::size_t kFewestPoints = 3;
constexpr double kUnrated = std::numeric_limits<double>::quiet_NaN();

/// Ratings by listener, seed and recipe; NaN where there is none. Listeners and seeds without any are not in it.
struct Ratings {
  std::size_t raters = 0;
  std::size_t seeds = 0;
  std::size_t recipes = 0;
  std::vector<double> values;

  double& at(std::size_t rater, std::size_t seed, std::size_t recipe) {
    return values[(rater * seeds + seed) * recipes + recipe];
  }
  double at(std::size_t rater, std::size_t seed, std::size_t recipe) const {
    return values[(rater * seeds + seed) * recipes + recipe];
  }
};

Ratings ratings_of(const SurveyKey& key, const std::vector<SurveyAnswers>& answers) {
  std::vector<std::size_t> place(key.seeds.size(), 0);  // of a seed among those rated, plus one
  Ratings ratings;
  ratings.recipes = key.recipes.size();
  for (const auto& rater : answers) {
    bool any = false;
    for (const auto& answer : rater.answers) {
      if (!answer.rating) continue;
      any = true;
      auto& at = place[key.lists[answer.list].seed];
      if (at == 0) at = ++ratings.seeds;
    }
    if (any) ++ratings.raters;
  }
  // In the key's order, whoever rated first.
  std::size_t next = 0;
  for (auto& at : place) {
    if (at > 0) at = ++next;
  }
  ratings.values.assign(ratings.raters * ratings.seeds * ratings.recipes, kUnrated);
  std::size_t rater = 0;
  for (const auto& by : answers) {
    bool any = false;
    for (const auto& answer : by.answers) {
      if (!answer.rating) continue;
      any = true;
      const auto& list = key.lists[answer.list];
      ratings.at(rater, place[list.seed] - 1, list.recipe) = *answer.rating;
    }
    if (any) ++rater;
  }
  return ratings;
}

/// A number of a cell (listener, seed) that a mean is taken of; NaN: the cell has none.
using CellValue = std::function<double(std::size_t rater, std::size_t seed)>;

std::vector<std::uint32_t> drawn(Rng& rng, std::size_t count) {
  std::vector<std::uint32_t> times(count, 0);
  for (std::size_t i = 0; i < count; ++i) ++times[rng.below(count)];
  return times;
}

std::optional<RatingMean> mean_of(const Ratings& ratings, const CellValue& value, const SurveyScoreOptions& options) {
  struct Cell {
    std::size_t rater;
    std::size_t seed;
    double value;
  };
  std::vector<Cell> cells;
  double sum = 0;
  for (std::size_t r = 0; r < ratings.raters; ++r) {
    for (std::size_t s = 0; s < ratings.seeds; ++s) {
      const double number = value(r, s);
      if (std::isnan(number)) continue;
      cells.push_back({r, s, number});
      sum += number;
    }
  }
  if (cells.empty()) return std::nullopt;
  RatingMean result{sum / static_cast<double>(cells.size()), std::nullopt, std::nullopt, cells.size()};
  if (cells.size() < 2) return result;

  std::vector<double> means(options.resamples, kUnrated);
  const Rng source(options.seed);
  parallel_ranges(options.resamples, kGrain, options.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t resample = begin; resample < end; ++resample) {
      Rng rng = source.fork(resample);
      const auto raters = drawn(rng, ratings.raters);
      const auto seeds = drawn(rng, ratings.seeds);
      double weighted = 0;
      double weight = 0;
      for (const auto& cell : cells) {
        const double times = static_cast<double>(raters[cell.rater]) * static_cast<double>(seeds[cell.seed]);
        weighted += times * cell.value;
        weight += times;
      }
      if (weight > 0) means[resample] = weighted / weight;
    }
  });
  std::erase_if(means, [](double mean) { return std::isnan(mean); });
  if (means.empty()) return result;
  result.low = numeric::quantile(means, 0.025);
  result.high = numeric::quantile(std::move(means), 0.975);
  return result;
}

/// Nothing where there is no correlation.
std::optional<double> finite(double correlation) {
  return std::isnan(correlation) ? std::nullopt : std::optional(correlation);
}

RatingCorrelation correlate(const std::string& with, const SurveyKey& key, const std::vector<RecipeScore>& scores,
                            const std::function<std::optional<double>(const SurveyRecipe&)>& number) {
  RatingCorrelation correlation;
  correlation.with = with;
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto value = number(key.recipes[i]);
    if (!value || !scores[i].rating) continue;
    x.push_back(*value);
    y.push_back(scores[i].rating->mean);
  }
  correlation.recipes = x.size();
  if (x.size() < kFewestPoints) {
    correlation.problem = fmt::format("it takes 3 recipes that have the number and a rating, and there {} {}",
                                      x.size() == 1 ? "is" : "are", x.size());
    return correlation;
  }
  correlation.pearson = finite(numeric::correlation(x, y));
  correlation.spearman = finite(numeric::rank_correlation(x, y));
  if (!correlation.pearson) correlation.problem = "one of the two is the same for all recipes";
  return correlation;
}

std::vector<ListScore> lists_of(const SurveyKey& key, const std::vector<SurveyAnswers>& answers) {
  std::vector<ListScore> lists(key.lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) lists[i].list = i;
  for (const auto& rater : answers) {
    for (const auto& answer : rater.answers) {
      if (answer.rating) lists[answer.list].ratings.push_back(*answer.rating);
      if (!answer.comment.empty()) lists[answer.list].comments.push_back(answer.comment);
    }
  }
  for (auto& list : lists) {
    if (list.ratings.empty()) continue;
    list.mean = numeric::mean(list.ratings);
    const auto n = static_cast<double>(list.ratings.size());
    if (n > 1) list.deviation = std::sqrt(numeric::variance(list.ratings) * n / (n - 1));
  }
  return lists;
}

/// What |r| of so many points exceeds by chance in one case of twenty (two-sided, Student's t with n - 2 degrees).
double chance_of_points(std::size_t points) {
  constexpr std::array<double, 3> kCritical = {0.997, 0.950, 0.878};
  return kCritical.at(std::min(points, kMostSurveyRecipes) - kFewestPoints);
}

std::vector<std::string> remarks_on(const SurveyScore& score) {
  std::vector<std::string> remarks;
  if (score.raters == 1) remarks.emplace_back("One listener: the intervals speak of other songs, not of other people.");
  if (score.seeds == 1 && score.raters > 0) {
    remarks.emplace_back("One seed: the intervals speak of other people, not of other songs.");
  }
  std::size_t points = 0;
  for (const auto& correlation : score.correlations) {
    if (correlation.pearson) points = std::max(points, correlation.recipes);
  }
  if (points > 0) {
    remarks.push_back(fmt::format(
        "A correlation of {} points means little: chance alone brings one of {:.3f} or more in one survey of twenty.",
        points == kFewestPoints       ? "three"
        : points == kFewestPoints + 1 ? "four"
                                      : "five",
        chance_of_points(points)));
  }
  return remarks;
}

}  // namespace

SurveyScore score_survey(const SurveyKey& key, const std::vector<SurveyAnswers>& answers,
                         const SurveyScoreOptions& options) {
  const auto ratings = ratings_of(key, answers);
  SurveyScore score;
  score.raters = ratings.raters;
  score.seeds = ratings.seeds;
  score.ratings = static_cast<std::size_t>(
      std::ranges::count_if(ratings.values, [](double rating) { return !std::isnan(rating); }));
  for (std::size_t i = 0; i < key.recipes.size(); ++i) {
    RecipeScore recipe;
    recipe.rating = mean_of(
        ratings, [&](std::size_t r, std::size_t s) { return ratings.at(r, s, i); }, options);
    if (i < kPublishedRatings.size()) recipe.published = kPublishedRatings.at(i);
    score.recipes.push_back(recipe);
  }
  for (std::size_t i = 0; i < key.recipes.size(); ++i) {
    for (std::size_t j = i + 1; j < key.recipes.size(); ++j) {
      const auto difference = mean_of(
          ratings, [&](std::size_t r, std::size_t s) { return ratings.at(r, s, i) - ratings.at(r, s, j); }, options);
      if (difference) score.differences.push_back({i, j, *difference});
    }
  }
  score.correlations = {
      correlate("validation_loss", key, score.recipes, [](const SurveyRecipe& r) { return r.validation_loss; }),
      correlate("words_validation_loss", key, score.recipes, [](const SurveyRecipe& r) { return r.words_loss; }),
      correlate("p_at_10", key, score.recipes,
                [](const SurveyRecipe& r) { return r.p_at_10 ? std::optional(r.p_at_10->value) : std::nullopt; })};
  score.lists = lists_of(key, answers);
  for (std::size_t i = 0; i < score.lists.size(); ++i) {
    if (score.lists[i].deviation > 0) score.disputed.push_back(i);
  }
  std::ranges::stable_sort(score.disputed, std::ranges::greater(),
                           [&](std::size_t i) { return score.lists[i].deviation; });
  score.remarks = remarks_on(score);
  return score;
}

}  // namespace segue::app
