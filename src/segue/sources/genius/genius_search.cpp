#include "segue/sources/genius/genius_search.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "segue/sources/folder/file_text.h"
#include "segue/sources/same_song.h"

namespace segue::sources {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostHits = 50;
constexpr std::size_t kMostArtists = 20;

const Json& member(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found == object.end() ? kNone : *found;
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

void add_artist(std::vector<std::string>& artists, const Json& artist) {
  auto name = clean_name(text_of(member(artist, "name")));
  if (name.empty() || artists.size() >= kMostArtists) return;
  if (std::ranges::find(artists, name) == artists.end()) artists.push_back(std::move(name));
}

/// A path on the host of the pages and nothing else: it is put behind the address of Genius.
bool is_path(std::string_view path) {
  constexpr std::size_t kLongest = 1000;
  if (path.size() < 2 || path.size() > kLongest || path[0] != '/' || path[1] == '/') return false;
  return std::ranges::all_of(path, [](char c) { return c > ' ' && c != '\\' && c != '?' && c != '#' && c != '\x7f'; });
}

std::optional<GeniusHit> hit_in(const Json& hit) {
  if (const auto& type = member(hit, "type"); type.is_string() && type != "song") return std::nullopt;
  const auto& result = member(hit, "result");
  GeniusHit read;
  read.facts.title = clean_name(text_of(member(result, "title")));
  add_artist(read.facts.artists, member(result, "primary_artist"));
  if (const auto& artists = member(result, "primary_artists"); artists.is_array()) {
    for (const auto& artist : artists) add_artist(read.facts.artists, artist);
  }
  read.path = text_of(member(result, "path"));
  if (const auto& state = member(result, "lyrics_state"); state.is_string()) read.complete = state == "complete";
  read.instrumental = member(result, "instrumental") == Json(true);
  if (read.facts.title.empty() || read.facts.artists.empty() || !is_path(read.path)) return std::nullopt;
  return read;
}

/// Titles of what is no song, unless the song is called so itself.
bool is_no_song(const catalog::SongFacts& song, std::string_view title) {
  static constexpr std::array<std::string_view, 12> kMarks = {"tracklist", "track list", "album art", "liner notes",
                                                              "booklet",   "credits",    "interview", "skit",
                                                              "setlist",   "set list",   "romanized", "translation"};
  const std::string found = ascii_lower(title);
  const std::string wanted = ascii_lower(song.title);
  return std::ranges::any_of(kMarks, [&](std::string_view mark) {
    return found.find(mark) != std::string::npos && wanted.find(mark) == std::string::npos;
  });
}

}  // namespace

std::optional<std::vector<GeniusHit>> read_genius_hits(std::string_view body) {
  const auto document = Json::parse(body, nullptr, false);
  const auto& list = member(member(document, "response"), "hits");
  if (!list.is_array()) return std::nullopt;
  std::vector<GeniusHit> hits;
  for (const auto& hit : list) {
    if (hits.size() >= kMostHits) break;
    if (auto read = hit_in(hit)) hits.push_back(std::move(*read));
  }
  return hits;
}

const GeniusHit* right_hit(const catalog::SongFacts& song, const std::vector<GeniusHit>& hits) {
  const auto found = std::ranges::find_if(hits, [&](const GeniusHit& hit) {
    return (hit.complete || hit.instrumental) && !is_no_song(song, hit.facts.title) &&
           match_song(song, hit.facts).has_value();
  });
  return found == hits.end() ? nullptr : &*found;
}

}  // namespace segue::sources
