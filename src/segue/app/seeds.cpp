#include "segue/app/seeds.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "segue/app/song_numbers.h"
#include "segue/base/title.h"

namespace segue::app {
namespace {

playlist::SeedCandidate candidate_of(const catalog::SongName& name) {
  return {name.id, name.title, name.artists, name.popularity.value_or(0)};
}

/// The songs a seed can mean, found by index: those titled like any reading of it.
std::vector<playlist::SeedCandidate> titled_like(const catalog::Catalog& catalog, const std::string& typed) {
  std::set<std::string> keys;
  for (const auto& reading : playlist::read_seed(typed)) {
    keys.insert(title_key(reading.title));
    keys.insert(name_key(reading.title));
  }
  std::vector<playlist::SeedCandidate> candidates;
  std::set<SongId> seen;
  for (const auto& key : keys) {
    for (const auto& name : catalog.songs_titled(key)) {
      if (seen.insert(name.id).second) candidates.push_back(candidate_of(name));
    }
  }
  return candidates;
}

/// The id in a Spotify link, URI, or bare; nothing if `typed` is none of these.
std::optional<std::string> spotify_id(std::string_view typed) {
  constexpr std::size_t kIdLength = 22;
  for (const std::string_view prefix : {"spotify:track:", "https://open.spotify.com/track/", ""}) {
    if (!typed.starts_with(prefix)) continue;
    auto id = typed.substr(prefix.size());
    id = id.substr(0, id.find('?'));
    const auto is_base62 = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (id.size() == kIdLength && std::ranges::all_of(id, is_base62)) return std::string(id);
  }
  return std::nullopt;
}

}  // namespace

SeedError::SeedError(const std::string& message, std::string hint, std::string typed_seed, bool is_ambiguous,
                     std::vector<playlist::SeedCandidate> nearest_candidates)
    : Error(ErrorKind::kNotFound, message, std::move(hint)),
      typed(std::move(typed_seed)),
      ambiguous(is_ambiguous),
      nearest(std::move(nearest_candidates)) {}

SongId find_seed(const catalog::Catalog& catalog, const std::string& typed) {
  if (const auto id = spotify_id(typed)) {
    if (const auto song = catalog.find_by_id({"spotify", *id})) return *song;
  }
  auto match = playlist::match_seed(typed, titled_like(catalog, typed));
  if (match.song) return *match.song;
  if (match.ambiguous) {
    throw SeedError(fmt::format("seed '{}' fits several songs", typed), "Name the artist too: --seed 'Title,Artist'.",
                    typed, true, std::move(match.nearest));
  }
  std::vector<playlist::SeedCandidate> all;
  catalog.for_each_name([&](const catalog::SongName& name) { all.push_back(candidate_of(name)); });
  throw SeedError(fmt::format("no song in the catalog matches the seed '{}'", typed),
                  "A seed is written --seed 'Title,Artist'.", typed, false, playlist::nearest_names(typed, all));
}

std::optional<SongId> look_up_seed(const catalog::Catalog& catalog, const std::string& typed) {
  if (const auto id = spotify_id(typed)) {
    if (const auto song = catalog.find_by_id({"spotify", *id})) return song;
  }
  return playlist::match_seed(typed, titled_like(catalog, typed)).song;
}

}  // namespace segue::app
