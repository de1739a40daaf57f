#include "segue/app/song_join.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <tuple>

#include "segue/base/title.h"
#include "segue/base/unicode.h"

namespace segue::app {
namespace {

constexpr std::int64_t kSameLengthMs = 3000;

/// All artists as lists write them in one text: "A, B".
std::string credit(const std::vector<std::string>& artists) {
  std::string line;
  for (const auto& artist : artists) line += (line.empty() ? "" : ", ") + artist;
  return line;
}

/// The first artists agree, or the whole credit does: a list writes "Tyler, The Maker, Zoë" as one text.
bool same_artist(const std::vector<std::string>& listed, const std::vector<std::string>& known) {
  if (listed.empty() || known.empty()) return listed.empty() && known.empty();
  if (artist_key(listed.front()) == artist_key(known.front())) return true;
  return fold_words(credit(listed)) == fold_words(credit(known));
}

}  // namespace

SongJoin::SongJoin(const catalog::Catalog& catalog) : catalog_(catalog) {
  for (const auto& file : catalog.files()) {
    if (!file.missing) files_.emplace(file.path, file.song);
  }
}

std::optional<SongId> SongJoin::find(const sources::ListedSong& song) const {
  for (const auto& path : song.paths) {
    if (const auto at = files_.find(path.native()); at != files_.end()) return at->second;
  }
  for (const auto& id : song.facts.ids) {
    if (const auto known = catalog_.find_by_id(id)) return known;
  }
  return song.facts.title.empty() ? std::nullopt : find_by_name(song.facts);
}

std::optional<SongId> SongJoin::find_by_name(const catalog::SongFacts& facts) const {
  const std::string words = fold_words(facts.title);
  std::vector<SongId> ids;
  for (const auto& name : catalog_.songs_titled(title_key(facts.title))) {
    if (same_artist(facts.artists, name.artists)) ids.push_back(name.id);
  }
  // The surest first: the same title, the same but for spelling, another version of the same length.
  std::optional<std::tuple<int, std::int64_t, SongId>> best;
  for (const auto& song : catalog_.songs(ids)) {
    const bool lengths = facts.duration_ms && song.facts.duration_ms;
    const std::int64_t apart = lengths ? std::abs(*facts.duration_ms - *song.facts.duration_ms) : kSameLengthMs;
    int level = 0;
    if (lower(song.facts.title) != lower(facts.title)) level = fold_words(song.facts.title) == words ? 1 : 2;
    if (level == 2 && (!lengths || apart > kSameLengthMs)) continue;
    const std::tuple found(level, apart, song.id);
    if (!best || found < *best) best = found;
  }
  return best ? std::optional(std::get<SongId>(*best)) : std::nullopt;
}

}  // namespace segue::app
