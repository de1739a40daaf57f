#include "segue/cli/survey_report.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

using app::RatingCorrelation;
using app::RatingMean;
using app::SurveyKey;
using app::SurveyScore;
using nlohmann::ordered_json;

/// Lists shown as disputed.
constexpr std::size_t kMostDisputed = 5;

std::string number(std::size_t n, std::string_view one, std::string_view many) {
  return count(static_cast<std::int64_t>(n), one, many);
}

std::string or_dash(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "-";
}

/// "0.0028", and with more digits what would be 0.
std::string loss_text(const std::optional<double>& loss) {
  if (!loss) return "-";
  return *loss < 0.001 ? fmt::format("{:.2e}", *loss) : fmt::format("{:.4f}", *loss);
}

std::string precision_text(const std::optional<app::Precision>& precision) {
  return precision ? fmt::format("{:.4f} ±{:.4f}", precision->value, precision->ci95) : "-";
}

std::string interval_text(const RatingMean& mean) {
  return mean.low ? fmt::format("{:.2f} to {:.2f}", *mean.low, *mean.high) : "-";
}

std::string summary_of(const SurveyKey& key, const SurveyScore& score) {
  return fmt::format("{} rated {}: {} of {} recipes with {}, {} each.\n\n",
                     number(score.raters, "listener", "listeners"), number(key.lists.size(), "list", "lists"),
                     number(score.ratings, "rating", "ratings"), key.recipes.size(),
                     number(key.seeds.size(), "seed", "seeds"), number(key.length, "song", "songs"));
}

Table recipe_table(const SurveyKey& key, const SurveyScore& score) {
  using Align = Table::Align;
  Table table({{"", Align::kRight},
               {"Recipe", Align::kLeft},
               {"Rating", Align::kRight},
               {"95%", Align::kRight},
               {"Ratings", Align::kRight},
               {"Report", Align::kRight},
               {"MSE", Align::kRight},
               {"MSE words", Align::kRight},
               {"P@10", Align::kRight}});
  for (std::size_t i = 0; i < key.recipes.size(); ++i) {
    const auto& recipe = key.recipes[i];
    const auto& rating = score.recipes[i].rating;
    table.add({std::to_string(i + 1), recipe.name, rating ? fmt::format("{:.2f}", rating->mean) : "-",
               rating ? interval_text(*rating) : "-", count(static_cast<std::int64_t>(rating ? rating->count : 0)),
               or_dash(score.recipes[i].published, 2), loss_text(recipe.validation_loss), loss_text(recipe.words_loss),
               precision_text(recipe.p_at_10)});
  }
  return table;
}

std::string_view in_words(std::string_view with) {
  if (with == "validation_loss") return "validation MSE";
  if (with == "words_validation_loss") return "validation MSE of words";
  return "P@10";
}

std::string correlation_line(const RatingCorrelation& correlation) {
  const auto what = in_words(correlation.with);
  if (!correlation.pearson) return fmt::format("  {}: none; {}\n", what, correlation.problem);
  return fmt::format("  {}: {:+.2f}, of the ranks {:+.2f} ({} recipes)\n", what, *correlation.pearson,
                     correlation.spearman.value_or(0), correlation.recipes);
}

std::string disputed_text(const SurveyKey& key, const SurveyScore& score) {
  if (score.disputed.empty()) {
    return score.raters < 2 ? "" : "\nListeners agree: no list got ratings that differ.\n";
  }
  std::string text = "\nWhere listeners disagreed most:\n";
  for (std::size_t i = 0; i < std::min(kMostDisputed, score.disputed.size()); ++i) {
    const auto& list = score.lists[score.disputed[i]];
    const auto& code = key.lists[list.list];
    const auto [least, most] = std::ranges::minmax(list.ratings);
    text += fmt::format("  {} from '{}' ({}): {:g} to {:g}, mean {:.2f}, deviation {:.2f}\n",
                        printable(key.recipes[code.recipe].name), shorten(printable(key.seeds[code.seed]), 60),
                        printable(code.code), least, most, list.mean, list.deviation);
    for (const auto& comment : list.comments) text += fmt::format("    “{}”\n", shorten(printable(comment), 90));
  }
  return text;
}

/// Why a recipe has no P@10, once where it is the same for all.
std::string missing_text(const SurveyKey& key) {
  std::string text;
  std::string last;
  for (const auto& recipe : key.recipes) {
    if (recipe.p_at_10 || recipe.no_p_at_10 == last) continue;
    last = recipe.no_p_at_10;
    text += fmt::format("P@10 was not measured: {}.\n", printable(last));
  }
  return text;
}

ordered_json mean_json(const std::optional<RatingMean>& mean) {
  if (!mean) return nullptr;
  ordered_json json{{"mean", mean->mean}, {"ci95", nullptr}, {"count", mean->count}};
  if (mean->low) json["ci95"] = {*mean->low, *mean->high};
  return json;
}

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json recipe_json(const app::SurveyRecipe& recipe, const app::RecipeScore& score) {
  ordered_json json{{"recipe", recipe.name},
                    {"network", recipe.network},
                    {"rating", mean_json(score.rating)},
                    {"published_rating", or_null(score.published)},
                    {"validation_loss", or_null(recipe.validation_loss)},
                    {"words_validation_loss", or_null(recipe.words_loss)},
                    {"p_at_10", nullptr}};
  if (recipe.p_at_10) json["p_at_10"] = {{"value", recipe.p_at_10->value}, {"ci95", recipe.p_at_10->ci95}};
  return json;
}

}  // namespace

std::string survey_text(const SurveyKey& key, const SurveyScore& score, std::size_t width) {
  std::string text = summary_of(key, score) + recipe_table(key, score).text(width, "");
  text += "Report: what listeners gave the 2020 report's best, second and third architecture.\n" + missing_text(key);
  if (!score.differences.empty()) text += "\nDifferences, by the same listener for the same seed (95%):\n";
  for (const auto& difference : score.differences) {
    text += fmt::format("  {} − {}: {:+.2f}", printable(key.recipes[difference.recipe].name),
                        printable(key.recipes[difference.against].name), difference.difference.mean);
    if (difference.difference.low) {
      text += fmt::format(" ({:+.2f} to {:+.2f})", *difference.difference.low, *difference.difference.high);
    }
    text += "\n";
  }
  text += "\nCorrelation of the recipes' mean ratings with\n";
  for (const auto& correlation : score.correlations) text += correlation_line(correlation);
  text += disputed_text(key, score);
  if (!score.remarks.empty()) text += "\n";
  for (const auto& remark : score.remarks) text += remark + "\n";
  return text;
}

ordered_json survey_json(const SurveyKey& key, const SurveyScore& score) {
  ordered_json document{{"version", 1},
                        {"survey", key.id},
                        {"raters", score.raters},
                        {"seeds", score.seeds},
                        {"ratings", score.ratings},
                        {"recipes", ordered_json::array()},
                        {"differences", ordered_json::array()},
                        {"correlations", ordered_json::array()},
                        {"lists", ordered_json::array()},
                        {"disputed", ordered_json::array()}};
  for (std::size_t i = 0; i < key.recipes.size(); ++i) {
    document["recipes"].push_back(recipe_json(key.recipes[i], score.recipes[i]));
  }
  for (const auto& difference : score.differences) {
    ordered_json json{{"recipe", key.recipes[difference.recipe].name},
                      {"against", key.recipes[difference.against].name}};
    json.update(mean_json(difference.difference));
    document["differences"].push_back(std::move(json));
  }
  for (const auto& correlation : score.correlations) {
    document["correlations"].push_back(
        {{"with", correlation.with},
         {"recipes", correlation.recipes},
         {"pearson", or_null(correlation.pearson)},
         {"spearman", or_null(correlation.spearman)},
         {"problem", correlation.problem.empty() ? ordered_json(nullptr) : ordered_json(correlation.problem)}});
  }
  for (const auto& list : score.lists) {
    const auto& code = key.lists[list.list];
    const bool rated = !list.ratings.empty();
    document["lists"].push_back({{"code", code.code},
                                 {"seed", key.seeds[code.seed]},
                                 {"recipe", key.recipes[code.recipe].name},
                                 {"ratings", list.ratings},
                                 {"mean", rated ? ordered_json(list.mean) : ordered_json(nullptr)},
                                 {"deviation", rated ? ordered_json(list.deviation) : ordered_json(nullptr)},
                                 {"comments", list.comments}});
  }
  for (const std::size_t list : score.disputed) document["disputed"].push_back(key.lists[list].code);
  document["remarks"] = score.remarks;
  return document;
}

}  // namespace segue::cli
