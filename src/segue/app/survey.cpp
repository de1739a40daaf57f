#include "segue/app/survey.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "segue/app/recipe.h"
#include "segue/app/recipe_precision.h"
#include "segue/app/recipes.h"
#include "segue/app/recommend.h"
#include "segue/app/seeds.h"
#include "segue/app/survey_page.h"
#include "segue/app/survey_seeds.h"
#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/sha256.h"

namespace segue::app {
namespace {

// Each thing that is drawn has a stream of its own.
constexpr std::uint64_t kCodes = 1;
constexpr std::uint64_t kOrder = 2;

void check(const SurveyOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorKind::kUsage, message); };
  if (options.recipes.size() < kFewestSurveyRecipes || options.recipes.size() > kMostSurveyRecipes) {
    refuse(fmt::format("a survey compares {} to {} recipes, found {}", kFewestSurveyRecipes, kMostSurveyRecipes,
                       options.recipes.size()));
  }
  const std::size_t seeds = options.seeds.empty() ? options.draw : options.seeds.size();
  if (seeds < 1 || seeds > kMostSurveySeeds) {
    refuse(fmt::format("a survey has 1 to {} seeds, found {}", kMostSurveySeeds, seeds));
  }
  if (options.length < 1 || options.length > kMostSurveyLength) {
    refuse(fmt::format("--length must be from 1 to {}, found {}", kMostSurveyLength, options.length));
  }
}

std::optional<double> held_out_loss(const embedding::TrainingHistory& history) {
  if (history.best_epoch >= history.validation.size()) return std::nullopt;
  return static_cast<double>(history.validation[history.best_epoch]);
}

SurveyRecipe describe(const catalog::RecipeSummary& summary, const catalog::StoredRecipe& stored,
                      const RecipePrecision& precision, std::size_t threads) {
  const auto recipe = Recipe::from_json(stored.json, fmt::format("recipe '{}'", summary.name));
  SurveyRecipe described{summary.name, recipe.shape.text(), held_out_loss(recipe.history), {}, {}, precision.problem()};
  if (recipe.words) {
    described.network += "; words " + recipe.words->shape.text();
    described.words_loss = held_out_loss(recipe.words->history);
  }
  if (described.no_p_at_10.empty()) described.p_at_10 = precision.measure(stored, threads);
  return described;
}

/// Letters and digits that are not mistaken for each other when read aloud, none of them a vowel: no words come about.
std::string draw_code(Rng& rng) {
  constexpr std::string_view kSigns = "23456789BCDFGHJKMNPQRSTVWXZ";
  constexpr std::size_t kLength = 5;
  std::string code;
  while (code.size() < kLength) code += kSigns[rng.below(kSigns.size())];
  return code;
}

/// The recipes that are compared, and the songs that all of them can find.
struct Compared {
  std::vector<SurveyRecipe> recipes;
  std::vector<SongId> songs;
  Sha256 digest;  ///< of names and vectors
};

/// What codes and order are drawn from. The random seed alone (0 more often than not) would give every survey the same
/// codes, and somebody who knows the key of one would know those of all.
Rng hidden_source(const Compared& compared, std::uint64_t random_seed) {
  constexpr std::size_t kDigits = 16;
  Sha256 digest = compared.digest;
  digest.add(fmt::format("random seed {}", random_seed));
  return Rng(std::stoull(digest.hex().substr(0, kDigits), nullptr, 16));
}

Compared load(const catalog::Catalog& catalog, const SurveyOptions& options, Progress& progress,
              const Cancellation& cancellation) {
  std::vector<catalog::RecipeSummary> summaries;
  for (const auto& wanted : options.recipes) {
    summaries.push_back(find_recipe(catalog, wanted));
    for (std::size_t i = 0; i + 1 < summaries.size(); ++i) {
      if (summaries[i].id != summaries.back().id) continue;
      throw Error(ErrorKind::kUsage, fmt::format("recipe '{}' was named twice", summaries.back().name),
                  "A survey compares recipes with each other.");
    }
  }
  Compared compared;
  progress.begin("Measuring recipes", summaries.size(), "recipes");
  const RecipePrecision precision(catalog);
  for (const auto& summary : summaries) {
    cancellation.check();
    const auto stored = catalog.read_recipe(summary.id);
    compared.recipes.push_back(describe(summary, stored, precision, options.threads));
    compared.digest.add(fmt::format("{} {}\n", summary.name.size(), summary.name));
    compared.digest.add(std::as_bytes(std::span(stored.vectors)));
    if (compared.recipes.size() == 1) {
      compared.songs = stored.songs;
    } else {
      std::vector<SongId> both;
      std::ranges::set_intersection(compared.songs, stored.songs, std::back_inserter(both));
      compared.songs = std::move(both);
    }
    progress.advance(compared.recipes.size());
  }
  progress.end();
  return compared;
}

std::vector<SongId> find_seeds(const catalog::Catalog& catalog, const SurveyOptions& options,
                               const std::vector<SongId>& songs) {
  if (options.seeds.empty()) {
    auto drawn = well_known_songs(catalog, songs, options.draw, options.random_seed);
    if (!drawn.empty()) return drawn;
    throw Error(ErrorKind::kNotFound, "no song can be drawn as a seed: the recipes have none in common",
                "Train them anew ('segue train --name NAME'), or name seeds with --seed.");
  }
  std::vector<SongId> seeds;
  for (const auto& typed : options.seeds) {
    const SongId id = find_seed(catalog, typed);
    if (std::ranges::find(seeds, id) == seeds.end()) seeds.push_back(id);
  }
  return seeds;
}

bool same_songs(const SurveyList& a, const SurveyList& b) {
  return std::ranges::equal(
      a.songs, b.songs, {}, [](const auto& song) { return song.id; }, [](const auto& song) { return song.id; });
}

/// What would make a rating say less than it seems to.
void remark_on(const SurveyPart& part, const SurveyKey& key, std::vector<std::string>& remarks) {
  std::size_t same = 0;
  std::size_t shortest = key.length;
  for (std::size_t i = 0; i < part.lists.size(); ++i) {
    shortest = std::min(shortest, part.lists[i].songs.size());
    for (std::size_t j = 0; j < i; ++j) same += same_songs(part.lists[i], part.lists[j]) ? 1 : 0;
  }
  const auto seed = catalog::display_name(part.seed.facts);
  if (same > 0) remarks.push_back(fmt::format("From '{}' two recipes make the same list.", seed));
  if (shortest < key.length) {
    remarks.push_back(
        fmt::format("From '{}' a list has only {} songs: there are no more different ones.", seed, shortest));
  }
}

}  // namespace

Survey create_survey(const catalog::Catalog& catalog, const SurveyOptions& options, Progress& progress,
                     const Cancellation& cancellation) {
  check(options);
  auto compared = load(catalog, options, progress, cancellation);
  const auto seeds = catalog.songs(find_seeds(catalog, options, compared.songs));

  const Rng hidden = hidden_source(compared, options.random_seed);

  Survey survey;
  auto& key = survey.key;
  key.random_seed = options.random_seed;
  key.length = static_cast<std::size_t>(options.length);
  key.recipes = std::move(compared.recipes);
  if (options.seeds.empty() && seeds.size() < options.draw) {
    survey.remarks.push_back(fmt::format("Only {} songs can be seeds; {} were asked for.", seeds.size(), options.draw));
  }
  Rng codes = hidden.fork(kCodes);
  Rng order = hidden.fork(kOrder);
  std::set<std::string> taken;
  progress.begin("Making lists", seeds.size() * key.recipes.size(), "lists");
  for (const auto& seed : seeds) {
    SurveyPart part{seed, {}};
    for (std::size_t r = 0; r < key.recipes.size(); ++r) {
      cancellation.check();
      RecommendOptions recommended;
      recommended.seed_songs = {seed.id};
      recommended.length = options.length;
      recommended.within_cluster = options.within_cluster;
      recommended.feedback = false;
      recommended.recipe = key.recipes[r].name;
      SurveyList list;
      do list.code = draw_code(codes);
      while (!taken.insert(list.code).second);
      for (auto& pick : recommend(catalog, recommended).playlist.songs) list.songs.push_back(std::move(pick.song));
      key.lists.push_back({list.code, key.seeds.size(), r});
      part.lists.push_back(std::move(list));
      progress.advance(key.lists.size());
    }
    remark_on(part, key, survey.remarks);
    order.shuffle(std::span(part.lists));
    key.seeds.push_back(catalog::display_name(seed.facts));
    survey.parts.push_back(std::move(part));
  }
  progress.end();
  order.shuffle(std::span(survey.parts));
  key.id = survey_id(survey);
  return survey;
}

}  // namespace segue::app
