#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

using Json = nlohmann::json;

constexpr const char* kTrackExtension = "https://musicbrainz.org/doc/jspf#track";
constexpr std::size_t kMostUris = 64;     // of one song
constexpr std::size_t kMostArtists = 64;  // of one song
constexpr std::int64_t kLongestMs = std::int64_t{7} * 24 * 3600 * 1000;

const Json& member(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto at = object.find(name);
  return at == object.end() ? kNone : *at;
}

std::string text_of(const Json& value) {
  return value.is_string() ? clean_name(value.get_ref<const std::string&>()) : "";
}

/// A URI, or a list of them.
template <class Visit>
void for_each_uri(const Json& value, const Visit& visit) {
  if (value.is_string()) visit(value.get_ref<const std::string&>());
  if (!value.is_array()) return;
  for (std::size_t i = 0; i < std::min(value.size(), kMostUris); ++i) {
    if (value[i].is_string()) visit(value[i].get_ref<const std::string&>());
  }
}

std::optional<std::int64_t> milliseconds_of(const Json& value) {
  double ms = -1;
  if (value.is_number()) ms = value.get<double>();
  if (value.is_string()) ms = read_number(value.get_ref<const std::string&>(), false).value_or(-1);
  if (!(ms > 0) || ms > static_cast<double>(kLongestMs)) return std::nullopt;
  return std::llround(ms);
}

/// The artists one by one, as ListenBrainz knows them.
std::vector<std::string> artists_of(const Json& track) {
  const Json* extension = &member(member(track, "extension"), kTrackExtension);
  if (extension->is_array() && !extension->empty()) extension = &(*extension)[0];
  std::vector<std::string> artists;
  const Json& list = member(member(*extension, "additional_metadata"), "artists");
  if (!list.is_array()) return artists;
  for (std::size_t i = 0; i < std::min(list.size(), kMostArtists); ++i) {
    auto name = text_of(member(list[i], "artist_credit_name"));
    if (!name.empty()) artists.push_back(std::move(name));
  }
  return artists;
}

ListedSong song_of(const Json& track, const std::filesystem::path& folder) {
  ListedSong song;
  song.facts.title = text_of(member(track, "title"));
  song.facts.artists = artists_of(track);
  if (song.facts.artists.empty()) {
    if (auto creator = text_of(member(track, "creator")); !creator.empty()) {
      song.facts.artists.push_back(std::move(creator));
    }
  }
  song.facts.album = text_of(member(track, "album"));
  song.facts.duration_ms = milliseconds_of(member(track, "duration"));
  for_each_uri(member(track, "identifier"), [&](const std::string& uri) {
    if (uri.find(':') != std::string::npos) add_uri(song, uri, folder);
  });
  for_each_uri(member(track, "location"), [&](const std::string& uri) { add_uri(song, uri, folder); });
  complete_from_path(song);
  return song;
}

/// "https://listenbrainz.org/playlist/MBID" as "listenbrainz:MBID".
std::string key_of(const Json& playlist) {
  constexpr std::string_view kPath = "listenbrainz.org/playlist/";
  std::string key;
  for_each_uri(member(playlist, "identifier"), [&](const std::string& uri) {
    const std::size_t at = uri.find(kPath);
    if (at == std::string::npos) return;
    constexpr std::size_t kUuid = 36;
    if (const auto id = read_musicbrainz_id(std::string_view(uri).substr(at + kPath.size()).substr(0, kUuid))) {
      key = "listenbrainz:" + *id;
    }
  });
  return key;
}

}  // namespace

ListedPlaylist read_jspf(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const Json document = Json::parse(bytes, nullptr, false);
  const Json& radio = member(member(member(document, "payload"), "jspf"), "playlist");  // ListenBrainz' LB Radio
  const Json& playlist = radio.is_object() ? radio : member(document, "playlist");
  const auto refuse = [&](std::string_view found) {
    return Error(ErrorKind::kBadData, fmt::format("{}: expected a playlist in JSPF, found {}", shown, found));
  };
  if (document.is_discarded()) throw refuse("no JSON (cut off?)");
  if (!playlist.is_object()) throw refuse("JSON without a \"playlist\"");
  const Json& tracks = member(playlist, "track");
  if (!tracks.is_array() && !tracks.is_null()) throw refuse("a \"track\" that is no list");
  if (tracks.size() > kMostListedSongs) throw refuse(fmt::format("more than {} songs", kMostListedSongs));
  ListedPlaylist list;
  list.key = key_of(playlist);
  list.name = text_of(member(playlist, "title"));
  for (const Json& track : tracks) {
    ListedSong song = song_of(track, folder);
    if (names_a_song(song)) {
      list.songs.push_back(std::move(song));
    } else {
      ++list.left_out;
    }
  }
  return list;
}

}  // namespace segue::sources
