#include "segue/app/info.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "segue/app/recipes.h"
#include "segue/text/language.h"

namespace segue::app {
namespace {

std::array<std::int64_t, 3> sentiments_of(const catalog::Catalog& catalog) {
  using catalog::Variable;
  constexpr std::array kSentiments = {Variable::kSentimentNegative, Variable::kSentimentNeutral,
                                      Variable::kSentimentPositive};
  std::array<std::int64_t, 3> songs{};
  catalog.for_each_values([&](SongId, const catalog::KnownValues& known) {
    std::array<double, 3> shares{};
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (!known.values.has(kSentiments[i])) return;
      shares[i] = known.values[kSentiments[i]];
    }
    ++songs[static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin())];
  });
  return songs;
}

WordsInfo words_of(const catalog::Catalog& catalog) {
  WordsInfo words;
  words.songs = static_cast<std::int64_t>(catalog.songs_with_lyrics().size());
  words.models = catalog.text_models();
  words.embeds = catalog.embedding_model();
  const std::string made_for = words.embeds ? words.embeds->model.language : std::string();
  if (!made_for.empty()) words.model_language = text::language_name(made_for);
  for (const auto& language : catalog.languages()) {
    words.languages.push_back(
        {language.code, language.code.empty() ? "" : text::language_name(language.code), language.songs});
    if (made_for.empty() || language.code.empty() || language.code == made_for) continue;
    words.foreign.push_back(words.languages.back());
    words.songs_in_foreign += language.songs;
  }
  words.sentiments = sentiments_of(catalog);
  return words;
}

}  // namespace

Info info(const catalog::Catalog& catalog) {
  Info result;
  result.path = catalog.path().string();
  std::error_code ignored;
  result.bytes = std::filesystem::file_size(catalog.path(), ignored);
  if (ignored) result.bytes = 0;
  result.summary = catalog.summary();
  result.words = words_of(catalog);
  result.recipe = catalog.current_recipe();
  if (result.recipe) {
    result.similarity = similarity_of(catalog, result.recipe->id);
    const auto json = catalog.read_recipe(result.recipe->id, catalog::RecipePart::kDocument).json;
    const auto found = find_song_index(catalog, *result.recipe, json);
    result.index_state = found.state;
    if (found.index) {
      result.index = report_on(found.index->places);
      result.songs_unplaced = catalog.last_song().value - found.index->last.value;
    }
  }

  std::optional<catalog::SongName> best;
  catalog.for_each_name([&](const catalog::SongName& name) {
    if (!best || name.popularity.value_or(-1) > best->popularity.value_or(-1)) best = name;
  });
  if (best) result.example = catalog.songs(std::vector{best->id}).front();
  return result;
}

}  // namespace segue::app
