#include "segue/app/similar.h"

#include <fmt/format.h>

#include "segue/app/explain.h"
#include "segue/app/space.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

catalog::Song song_named(const catalog::Catalog& catalog, const std::string& typed) {
  return catalog.songs(std::vector{find_seed(catalog, typed)}).front();
}

}  // namespace

SimilarSongs similar(const catalog::Catalog& catalog, const std::string& typed, std::int64_t limit,
                     const std::string& recipe) {
  if (limit < 1) throw Error(ErrorKind::kUsage, fmt::format("--limit must be at least 1, found {}", limit));
  const Space space(catalog, recipe);
  SimilarSongs found{space.name(), space.recipe().similarity, song_named(catalog, typed), {}};
  const auto is_other = [&](std::int64_t id) { return id != found.song.id.value; };
  const auto nearest = space.nearest(space.question_of(found.song), static_cast<std::size_t>(limit), is_other);
  std::vector<SongId> ids;
  for (const auto& neighbor : nearest) ids.push_back({neighbor.id});
  auto songs = catalog.songs(ids);
  for (std::size_t i = 0; i < songs.size(); ++i)
    found.nearest.push_back({std::move(songs[i]), nearest[i].distance, {}});
  return found;
}

ExplainedPair explain_pair(const catalog::Catalog& catalog, const std::string& from, const std::string& to,
                           const std::string& recipe) {
  const Space space(catalog, recipe);
  ExplainedPair pair{space.name(), space.recipe().similarity, song_named(catalog, from), song_named(catalog, to), {}};
  if (pair.from.id == pair.to.id) {
    throw Error(ErrorKind::kUsage,
                fmt::format("two songs are explained, and both are '{}'", catalog::display_name(pair.from.facts)));
  }
  pair.explanation = explain(catalog, space, pair.from, {&pair.to, 1}).front();
  return pair;
}

}  // namespace segue::app
