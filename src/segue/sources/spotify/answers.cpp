#include "segue/sources/spotify/answers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/spotify/answer_shape.h"
#include "segue/sources/spotify/json_value.h"
#include "segue/sources/spotify/link.h"

namespace segue::sources {
namespace {

using catalog::SongFacts;

constexpr std::size_t kLongestName = 2000;  // bytes of a title, an artist, an album
constexpr std::size_t kMostArtists = 100;
constexpr std::int64_t kLongestMs = std::int64_t{24} * 3600 * 1000;
constexpr int kEarliestYear = 1860;
constexpr int kLatestYear = 2100;
constexpr std::uint64_t kMostPopular = 100;

/// A name fit for the catalog; empty if there is none or it is too long.
std::string name_of(JsonValue value) {
  const auto text = value.text();
  return text.size() > kLongestName ? std::string() : read_name(text);
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMostBytes = 400;
  constexpr std::size_t kMostCells = 60;
  return shorten(printable(text.substr(0, kMostBytes)), kMostCells);
}

void add_id(SongFacts& facts, std::string_view id) {
  if (is_spotify_id(id) && std::ranges::find(facts.ids, id, &catalog::ExternalId::value) == facts.ids.end()) {
    facts.ids.push_back({"spotify", std::string(id)});
  }
}

/// What a track object says; title and artists may be missing.
SongFacts facts_of(JsonValue track) {
  SongFacts facts;
  facts.title = name_of(track["name"]);
  const auto artists = track["artists"];
  for (std::size_t i = 0; i < std::min(artists.size(), kMostArtists); ++i) {
    auto artist = name_of(artists.at(i)["name"]);
    const bool known = std::ranges::find(facts.artists, artist) != facts.artists.end();
    if (!artist.empty() && !known) facts.artists.push_back(std::move(artist));
  }
  facts.album = name_of(track["album"]["name"]);
  const auto released = catalog::ReleaseDate::parse(track["album"]["release_date"].text());
  if (released && released->year >= kEarliestYear && released->year <= kLatestYear) facts.released = released;
  const auto duration = track["duration_ms"].whole();
  if (duration && *duration >= 1 && *duration <= kLongestMs) facts.duration_ms = static_cast<std::int64_t>(*duration);
  const auto popularity = track["popularity"].whole();
  if (popularity && *popularity <= kMostPopular) facts.popularity = static_cast<int>(*popularity);
  facts.explicit_words = track["explicit"].flag();
  add_id(facts, track["id"].text());
  // Where a market has its own copy of a song, this is the id that was asked for.
  add_id(facts, track["linked_from"]["id"].text());
  if (auto isrc = read_isrc(track["external_ids"]["isrc"].text())) facts.ids.push_back({"isrc", std::move(*isrc)});
  return facts;
}

bool is_song(const SongFacts& facts) {
  return !facts.title.empty() && !facts.artists.empty();
}

bool is_episode(JsonValue track) {
  return track["type"].text() == "episode" || track["uri"].text().starts_with("spotify:episode:");
}

SpotifyItem local_item(JsonValue track) {
  SpotifyItem item;
  item.facts = facts_of(track);
  item.facts.ids.clear();         // none of Spotify's
  item.facts.popularity.reset();  // says 0 of what it does not know
  item.facts.explicit_words.reset();
  if (auto said = read_spotify_local_uri(track["uri"].text())) {
    if (item.facts.title.empty()) item.facts.title = std::move(said->title);
    if (item.facts.artists.empty()) item.facts.artists = std::move(said->artists);
    if (item.facts.album.empty()) item.facts.album = std::move(said->album);
    if (!item.facts.duration_ms) item.facts.duration_ms = said->duration_ms;
  }
  if (is_song(item.facts)) {
    item.kind = SpotifyItem::Kind::kLocal;
  } else {
    item.found = shown(item.facts.title.empty() ? track["uri"].text() : item.facts.title);
    item.expected = "a title and an artist in the tags of a local file";
  }
  return item;
}

SpotifyItem item_of(JsonValue entry) {
  SpotifyItem item;
  // Inside a track of old, "track" is true or false.
  auto track = entry["item"];
  if (!track.is_object()) track = entry["track"];
  if (!track.is_object()) {
    if (entry.is_object() || !entry.there()) {
      item.kind = SpotifyItem::Kind::kGone;
    } else {
      item.found = entry.type();
      item.expected = "an entry of a playlist (an object)";
    }
    return item;
  }
  if (is_episode(track)) {
    item.kind = SpotifyItem::Kind::kEpisode;
    return item;
  }
  const bool local = entry["is_local"].flag().value_or(false) || track["is_local"].flag().value_or(false) ||
                     track["uri"].text().starts_with("spotify:local:");
  if (local) return local_item(track);
  item.facts = facts_of(track);
  if (is_song(item.facts)) {
    item.kind = SpotifyItem::Kind::kSong;
  } else if (item.facts.title.empty() && track["name"].text().empty()) {
    item.kind = SpotifyItem::Kind::kGone;  // taken down: an id without a name is left of it
  } else {
    item.found = shown(track["name"].text());
    item.expected = fmt::format("a title and an artist, each of at most {} bytes", kLongestName);
  }
  return item;
}

SpotifyPage page_of(JsonValue paging, std::string_view what) {
  const auto items = paging["items"];
  if (!items.is_array()) strange_answer(what, "\"items\", a list of entries", items.type());
  SpotifyPage page;
  page.items.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) page.items.push_back(item_of(items.at(i)));
  page.offset = paging["offset"].whole().value_or(0);
  page.total = paging["total"].whole();
  page.next = paging["next"].text();
  return page;
}

}  // namespace

SpotifyPlaylistHead read_spotify_playlist_head(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  const auto root = object_in(document, what);
  if (!root["id"].there() && !root["name"].there())
    strange_answer(what, "a playlist with \"id\" and \"name\"", "neither");
  SpotifyPlaylistHead head;
  head.id = root["id"].text();
  head.name = name_of(root["name"]);
  head.owner = name_of(root["owner"]["display_name"]);
  if (head.owner.empty()) head.owner = name_of(root["owner"]["id"]);
  head.snapshot = root["snapshot_id"].text();
  for (const std::string_view field : {"items", "tracks"}) {
    const auto paging = root[field];
    if (!paging.is_object()) continue;
    if (!head.total) head.total = paging["total"].whole();
    if (head.page || !paging["items"].is_array()) continue;
    head.page = page_of(paging, what);
    head.page_name = field;
  }
  return head;
}

SpotifyPage read_spotify_playlist_page(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  return page_of(object_in(document, what), what);
}

std::optional<SongFacts> read_spotify_track(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  const auto root = object_in(document, what);
  auto facts = facts_of(root);
  if (is_episode(root) || !is_song(facts)) return std::nullopt;
  return facts;
}

std::vector<std::optional<SongFacts>> read_spotify_tracks(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  const auto list = object_in(document, what)["tracks"];
  if (!list.is_array()) strange_answer(what, "\"tracks\", a list", list.type());
  std::vector<std::optional<SongFacts>> tracks(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto facts = facts_of(list.at(i));
    if (is_song(facts)) tracks[i] = std::move(facts);
  }
  return tracks;
}

std::vector<SongFacts> read_spotify_search(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  const auto list = object_in(document, what)["tracks"]["items"];
  if (!list.is_array()) strange_answer(what, "\"tracks\" with \"items\", a list", list.type());
  std::vector<SongFacts> found;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto facts = facts_of(list.at(i));
    if (is_song(facts)) found.push_back(std::move(facts));
  }
  return found;
}

std::optional<SongFacts> read_spotify_local_uri(std::string_view uri) {
  constexpr std::string_view kBegin = "spotify:local:";
  if (!uri.starts_with(kBegin)) return std::nullopt;
  uri.remove_prefix(kBegin.size());
  std::array<std::string_view, 4> parts;
  for (auto& part : parts) {
    const auto end = uri.find(':');
    part = uri.substr(0, end);
    uri.remove_prefix(end == std::string_view::npos ? uri.size() : end + 1);
  }
  const auto decoded = [](std::string_view text) {
    return text.size() > kLongestName ? std::string() : read_name(valid_utf8(form_decode(text)));
  };
  SongFacts facts;
  if (auto artist = decoded(parts[0]); !artist.empty()) facts.artists.push_back(std::move(artist));
  facts.album = decoded(parts[1]);
  facts.title = decoded(parts[2]);
  std::int64_t seconds = 0;
  const auto* end = parts[3].data() + parts[3].size();
  const auto result = std::from_chars(parts[3].data(), end, seconds);
  constexpr std::int64_t kMsInSecond = 1000;
  if (result.ec == std::errc() && result.ptr == end && seconds > 0 && seconds <= kLongestMs / kMsInSecond) {
    facts.duration_ms = seconds * kMsInSecond;
  }
  return facts;
}

std::string read_spotify_text(std::string_view json, std::string_view field) {
  const JsonDocument document(json);
  return std::string(document.root()[field].text());
}

}  // namespace segue::sources
