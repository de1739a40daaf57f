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

Json why_json(const Explanation& why) {
  Json document;
  document["distance"] = why.distance;
  document["baseline"] = why.baseline;
  document["groups"] = Json::array();
  for (std::size_t i = 0; i < kAspects; ++i) {
    const auto aspect = static_cast<Aspect>(i);
    Json& groups = document["groups"];
    if (groups.empty() || groups.back()["group"] != group(aspect)) {
      groups.push_back({{"group", group(aspect)}, {"nearer_by", 0.0}, {"parts", Json::array()}});
    }
    groups.back()["nearer_by"] = groups.back()["nearer_by"].get<double>() + why.nearer_by[i];
    groups.back()["parts"].push_back(
        {{"name", name(aspect)}, {"nearer_by", why.nearer_by[i]}, {"words", why.words[i]}});
  }
  return document;
}

}  // namespace

std::string to_json(const ExplainedSongs& pair) {
  Json document;
  document["version"] = 1;
  document["from"] = song_json(pair.from.facts);
  document["to"] = song_json(pair.to.facts);
  document["why"] = why_json(pair.why);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_json(const MadePlaylist& playlist) {
  Json document;
  document["version"] = 1;
  document["seeds"] = Json::array();
  for (const catalog::Song& seed : playlist.seeds) document["seeds"].push_back(song_json(seed.facts));
  document["songs"] = Json::array();
  for (const Pick& pick : playlist.songs) {
    Json song = song_json(pick.song.facts);
    song["distance"] = number_or_null(pick.distance);
    if (pick.why) song["why"] = why_json(*pick.why);
    document["songs"].push_back(std::move(song));
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace segue::playlist
