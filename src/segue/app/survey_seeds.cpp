#include "segue/app/survey_seeds.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <unordered_set>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"

namespace segue::app {
namespace {

/// Of the songs, the share that counts as well known, and how many that are at least for each song wanted.
constexpr std::size_t kOneOf = 100;
constexpr std::size_t kChoiceOf = 10;

struct Candidate {
  SongId id;
  std::string artist;
  int popularity = -1;
  std::size_t playlists = 0;
};

bool better_known(const Candidate& a, const Candidate& b) {
  if (a.popularity != b.popularity) return a.popularity > b.popularity;
  if (a.playlists != b.playlists) return a.playlists > b.playlists;
  return a.id < b.id;
}

std::vector<Candidate> candidates_of(const catalog::Catalog& catalog, const std::vector<SongId>& songs) {
  std::map<SongId, std::size_t> playlists;
  for (const auto& playlist : catalog.playlists()) {
    for (const SongId song : playlist.songs) ++playlists[song];
  }
  const auto silent = catalog.songs_without_file();
  std::vector<Candidate> candidates;
  catalog.for_each_name([&](const catalog::SongName& name) {
    if (!std::ranges::binary_search(songs, name.id) || std::ranges::binary_search(silent, name.id)) return;
    const auto found = playlists.find(name.id);
    candidates.push_back({name.id, name.artists.empty() ? "" : lower(name.artists.front()),
                          name.popularity.value_or(-1), found == playlists.end() ? 0 : found->second});
  });
  return candidates;
}

}  // namespace

std::vector<SongId> well_known_songs(const catalog::Catalog& catalog, const std::vector<SongId>& songs,
                                     std::size_t count, std::uint64_t random_seed) {
  auto candidates = candidates_of(catalog, songs);
  std::ranges::sort(candidates, better_known);
  candidates.resize(std::min(candidates.size(), std::max(kChoiceOf * count, candidates.size() / kOneOf)));
  Rng(random_seed).shuffle(std::span(candidates));

  std::vector<SongId> drawn;
  std::unordered_set<std::string> artists;
  for (const auto& candidate : candidates) {
    if (drawn.size() < count && artists.insert(candidate.artist).second) drawn.push_back(candidate.id);
  }
  for (const auto& candidate : candidates) {
    if (drawn.size() < count && std::ranges::find(drawn, candidate.id) == drawn.end()) drawn.push_back(candidate.id);
  }
  return drawn;
}

}  // namespace segue::app
