#include "segue/sources/same_song.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>

#include "segue/base/title.h"
#include "segue/base/unicode.h"

namespace segue::sources {
namespace {

constexpr std::int64_t kLengthToleranceMs = 15'000;

bool share_id(const catalog::SongFacts& a, const catalog::SongFacts& b) {
  return std::any_of(a.ids.begin(), a.ids.end(), [&](const catalog::ExternalId& id) {
    return (id.scheme == "isrc" || id.scheme == "musicbrainz") &&
           std::find(b.ids.begin(), b.ids.end(), id) != b.ids.end();
  });
}

/// Whether a credit written as one text ("A, B", "A feat. B") begins with this artist.
bool heads_credit(std::string_view credit, std::string_view artist) {
  constexpr std::array<std::string_view, 8> kSeparators = {",", ";", "/", " /", " & ", " feat", " ft", " x "};
  const std::string text = lower(credit);
  const std::string head = lower(artist);
  if (head.empty() || !text.starts_with(head)) return false;
  const auto rest = std::string_view(text).substr(head.size());
  return std::any_of(kSeparators.begin(), kSeparators.end(),
                     [&](std::string_view separator) { return rest.starts_with(separator); });
}

/// The artist one song is filed under is credited in the other.
bool share_artist(const catalog::SongFacts& a, const catalog::SongFacts& b) {
  if (a.artists.empty() || b.artists.empty()) return false;
  const auto credited = [](const std::string& artist, const std::vector<std::string>& artists) {
    const std::string key = artist_key(artist);
    return !key.empty() && std::any_of(artists.begin(), artists.end(), [&](const std::string& other) {
      return artist_key(other) == key || heads_credit(other, artist);
    });
  };
  return credited(a.artists.front(), b.artists) || credited(b.artists.front(), a.artists);
}

std::int64_t length_difference(const catalog::SongFacts& a, const catalog::SongFacts& b) {
  if (!a.duration_ms || !b.duration_ms) return kLengthToleranceMs;
  return std::abs(*a.duration_ms - *b.duration_ms);
}

}  // namespace

std::optional<SongMatch> match_song(const catalog::SongFacts& wanted, const catalog::SongFacts& found) {
  if (share_id(wanted, found)) return SongMatch::kId;
  if (wanted.title.empty() || found.title.empty()) return std::nullopt;
  if (title_key(wanted.title) != title_key(found.title) || !share_artist(wanted, found)) return std::nullopt;
  if (lower(wanted.title) == lower(found.title) && lower(wanted.artists.front()) == lower(found.artists.front())) {
    return SongMatch::kExact;
  }
  if (length_difference(wanted, found) > kLengthToleranceMs) return std::nullopt;
  return SongMatch::kVersion;
}

bool is_better_hit(const catalog::SongFacts& wanted, const catalog::SongFacts& a, const catalog::SongFacts& b) {
  const auto rank = [&](const catalog::SongFacts& hit) {
    const auto match = match_song(wanted, hit);
    const int level = match ? static_cast<int>(*match) : std::numeric_limits<int>::max();
    return std::tuple(level, length_difference(wanted, hit));
  };
  return rank(a) < rank(b);
}

}  // namespace segue::sources
