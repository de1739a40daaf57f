#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "segue/playlist/export_text.h"

namespace segue::playlist {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(std::string(text));
}

// The double whose shortest text is that of the float: 0.1, not 0.10000000149011612.
Json number_or_null(float value) {
  if (!std::isfinite(value)) return nullptr;
  const std::string text = shortest(value);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Json song_json(const catalog::SongFacts& facts) {
  Json song;
  song["title"] = facts.title;
  song["artists"] = facts.artists;
  song["album"] = text_or_null(facts.album);
  song["year"] = facts.released ? Json(facts.released->year) : Json(nullptr);
  song["duration_ms"] = facts.duration_ms ? Json(*facts.duration_ms) : Json(nullptr);
  song["spotify_id"] = text_or_null(id_of(facts, "spotify"));
  song["path"] = text_or_null(facts.path);
  return song;
}

}  // namespace

std::string to_json(const MadePlaylist& playlist) {
  Json document;
  document["version"] = 1;
  document["seeds"] = Json::array();
  for (const catalog::Song& seed : playlist.seeds) document["seeds"].push_back(song_json(seed.facts));
  document["songs"] = Json::array();
  for (const Pick& pick : playlist.songs) {
    Json song = song_json(pick.song.facts);
    song["distance"] = number_or_null(pick.distance);
    document["songs"].push_back(std::move(song));
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace segue::playlist
