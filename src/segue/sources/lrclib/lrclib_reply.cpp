#include "segue/sources/lrclib/lrclib_reply.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <tuple>

#include <nlohmann/json.hpp>

#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/lrc.h"
#include "segue/sources/same_song.h"

namespace segue::sources {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostTracks = 100;

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

std::optional<std::int64_t> duration_in(const Json& object) {
  constexpr double kLongest = 24 * 3600;
  const auto found = object.find("duration");
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!(seconds > 0 && seconds <= kLongest)) return std::nullopt;
  return std::llround(seconds * 1000);
}

std::string words_in(const Json& object) {
  const std::string plain = text_in(object, "plainLyrics");
  std::string words = looks_like_lrc(plain) ? lrc_words(plain) : clean_lyrics(plain);
  if (words.empty()) words = lrc_words(text_in(object, "syncedLyrics"));
  return words;
}

std::optional<LrclibTrack> track_in(const Json& object) {
  if (!object.is_object()) return std::nullopt;
  LrclibTrack track;
  track.facts.title = clean_name(text_in(object, "trackName"));
  if (track.facts.title.empty()) track.facts.title = clean_name(text_in(object, "name"));
  if (auto artist = clean_name(text_in(object, "artistName")); !artist.empty()) track.facts.artists = {artist};
  track.facts.album = clean_name(text_in(object, "albumName"));
  track.facts.duration_ms = duration_in(object);
  const auto instrumental = object.find("instrumental");
  track.instrumental = instrumental != object.end() && instrumental->is_boolean() && instrumental->get<bool>();
  if (!track.instrumental) track.words = words_in(object);
  if (track.facts.title.empty() || track.facts.artists.empty()) return std::nullopt;
  return track;
}

/// In ms; nothing if they are too far apart to be the same recording.
std::optional<std::int64_t> distance(const catalog::SongFacts& song, const catalog::SongFacts& found) {
  constexpr std::int64_t kTolerance = 2000;
  constexpr double kShare = 0.05;
  if (!song.duration_ms || !found.duration_ms) return kTolerance;  // neither better nor worse than the edge of it
  const std::int64_t difference = std::abs(*song.duration_ms - *found.duration_ms);
  if (difference > kTolerance && static_cast<double>(difference) > kShare * static_cast<double>(*song.duration_ms)) {
    return std::nullopt;
  }
  return difference;
}

}  // namespace

std::optional<LrclibTrack> read_lrclib_track(std::string_view body) {
  return track_in(Json::parse(body, nullptr, false));
}

std::optional<std::vector<LrclibTrack>> read_lrclib_tracks(std::string_view body) {
  const auto document = Json::parse(body, nullptr, false);
  if (!document.is_array()) return std::nullopt;
  std::vector<LrclibTrack> tracks;
  for (const auto& object : document) {
    if (tracks.size() >= kMostTracks) break;
    if (auto track = track_in(object)) tracks.push_back(std::move(*track));
  }
  return tracks;
}

const LrclibTrack* best_track(const catalog::SongFacts& song, const std::vector<LrclibTrack>& tracks) {
  const LrclibTrack* best = nullptr;
  std::tuple<bool, std::int64_t> best_rank;
  for (const auto& track : tracks) {
    if (!track.says_something() || !match_song(song, track.facts)) continue;
    const auto far = distance(song, track.facts);
    if (!far) continue;
    const std::tuple rank(track.words.empty(), *far);
    if (best == nullptr || rank < best_rank) {
      best = &track;
      best_rank = rank;
    }
  }
  return best;
}

}  // namespace segue::sources
