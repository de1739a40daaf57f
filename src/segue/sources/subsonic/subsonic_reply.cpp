#include "segue/sources/subsonic/subsonic_reply.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "segue/base/unicode.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostEntries = 100'000;  // of one answer
constexpr std::size_t kMostArtists = 64;       // of one song
constexpr std::size_t kLongestId = 500;
constexpr std::int64_t kLongestSeconds = 7 * 24 * 3600;

/// A member, or null where there is none.
const Json& member(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto at = object.find(name);
  return at == object.end() ? kNone : *at;
}

std::optional<std::int64_t> whole(const Json& value) {
  if (value.is_number_integer()) {
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return std::nullopt;
    }
    return value.get<std::int64_t>();
  }
  constexpr double kLargest = 9e15;  // whole numbers of a double
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (!(std::abs(number) < kLargest)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A line of text; numbers as they are written.
std::string line(const Json& value) {
  if (value.is_string()) return clean_name(value.get_ref<const std::string&>());
  const auto number = whole(value);
  return number ? std::to_string(*number) : "";
}

/// An id as the server writes it: it is sent back to it, so nothing is mended. Empty if no id can be so.
std::string id_of(const Json& value) {
  std::string id;
  if (value.is_string()) {
    id = value.get<std::string>();
  } else if (const auto number = whole(value)) {
    id = std::to_string(*number);
  }
  return id.size() <= kLongestId && is_valid_utf8(id) && id.find('\0') == std::string::npos ? id : "";
}

bool flag(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  return value.is_string() && value.get_ref<const std::string&>() == "true";
}

/// Calls `visit` with every element of a list, or with the one that stands in its place.
template <class Visit>
void for_each(const Json& list, std::size_t most, const Visit& visit) {
  if (list.is_object()) {
    visit(list);
  } else if (list.is_array()) {
    for (std::size_t i = 0; i < std::min(most, list.size()); ++i) visit(list[i]);
  }
}

void read_artists_of(const Json& child, catalog::SongFacts& facts) {
  for_each(member(child, "artists"), kMostArtists, [&](const Json& artist) {
    auto name = line(member(artist, "name"));
    if (!name.empty()) facts.artists.push_back(std::move(name));
  });
  if (!facts.artists.empty()) return;
  for (const char* name : {"artist", "displayArtist"}) {
    auto artist = line(member(child, name));
    if (artist.empty()) continue;
    facts.artists.push_back(std::move(artist));
    return;
  }
}

void read_ids(const Json& child, catalog::SongFacts& facts) {
  if (const auto id = read_musicbrainz_id(line(member(child, "musicBrainzId")))) {
    facts.ids.push_back({"musicbrainz", *id});
  }
  const auto add_isrc = [&](const Json& value) {
    if (const auto isrc = read_isrc(line(value))) facts.ids.push_back({"isrc", *isrc});
  };
  const Json& isrc = member(child, "isrc");
  if (isrc.is_array()) {
    for (std::size_t i = 0; i < std::min<std::size_t>(isrc.size(), 16); ++i) add_isrc(isrc[i]);
  } else {
    add_isrc(isrc);
  }
}

void add_song(const Json& child, std::vector<SubsonicSong>& songs) {
  SubsonicSong song;
  song.id = id_of(member(child, "id"));
  song.facts.title = line(member(child, "title"));
  if (song.id.empty() || song.facts.title.empty()) return;
  if (flag(member(child, "isDir")) || flag(member(child, "isVideo"))) return;
  const auto type = line(member(child, "type"));
  if (type == "podcast" || type == "audiobook" || type == "video") return;
  read_artists_of(child, song.facts);
  song.facts.album = line(member(child, "album"));
  const auto year = whole(member(child, "year"));
  if (year && *year > 0 && *year < 10'000) {
    song.facts.released = catalog::ReleaseDate{static_cast<int>(*year), 0, 0};
  }
  const auto seconds = whole(member(child, "duration"));
  if (seconds && *seconds > 0 && *seconds <= kLongestSeconds) song.facts.duration_ms = *seconds * 1000;
  read_ids(child, song.facts);
  song.starred = !line(member(child, "starred")).empty();
  song.rating = static_cast<int>(std::clamp<std::int64_t>(whole(member(child, "userRating")).value_or(0), 0, 5));
  songs.push_back(std::move(song));
}

void add_playlist(const Json& value, SubsonicReply& reply) {
  SubsonicPlaylist playlist;
  playlist.id = id_of(member(value, "id"));
  if (playlist.id.empty()) return;
  const Json& name = member(value, "name");
  playlist.name = name.is_string() ? clean_name(name.get_ref<const std::string&>()) : line(name);
  playlist.owner = line(member(value, "owner"));
  playlist.songs = std::max<std::int64_t>(0, whole(member(value, "songCount")).value_or(0));
  reply.playlists.push_back(std::move(playlist));
  for_each(member(value, "entry"), kMostEntries, [&](const Json& child) { add_song(child, reply.songs); });
}

/// The words of one set of structured lyrics, line by line.
std::string words_of(const Json& structured) {
  std::string words;
  for_each(member(structured, "line"), kMostEntries, [&](const Json& one) {
    const Json& value = member(one, "value");
    if (value.is_string()) words += value.get_ref<const std::string&>();
    words += '\n';
  });
  return clean_lyrics(words);
}

void read_lyrics(const Json& body, SubsonicReply& reply) {
  bool synced = true;
  for_each(member(member(body, "lyricsList"), "structuredLyrics"), 64, [&](const Json& structured) {
    const bool this_synced = flag(member(structured, "synced"));
    const auto kind = line(member(structured, "kind"));  // OpenSubsonic 2: "main", "translation", "pronunciation"
    if (!kind.empty() && kind != "main") return;
    if (!reply.lyrics.empty() && (this_synced || !synced)) return;
    auto words = words_of(structured);
    if (words.empty()) return;
    reply.lyrics = std::move(words);
    synced = this_synced;
  });
  const Json& plain = member(member(body, "lyrics"), "value");
  if (reply.lyrics.empty() && plain.is_string()) reply.lyrics = clean_lyrics(plain.get_ref<const std::string&>());
}

void read_failure(const Json& body, SubsonicReply& reply) {
  const Json& error = member(body, "error");
  const auto code = whole(member(error, "code")).value_or(0);
  reply.code = code >= 0 && code < 1000 ? static_cast<int>(code) : 0;
  reply.message = line(member(error, "message"));
}

}  // namespace

std::optional<SubsonicReply> read_subsonic_reply(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const Json document = Json::parse(bytes, nullptr, false);
  const Json& body = member(document, "subsonic-response");
  if (!body.is_object()) return std::nullopt;
  SubsonicReply reply;
  const auto status = line(member(body, "status"));
  if (status != "ok" && status != "failed") return std::nullopt;
  reply.failed = status == "failed";
  reply.version = line(member(body, "version"));
  reply.type = line(member(body, "type"));
  reply.server_version = line(member(body, "serverVersion"));
  reply.open_subsonic = flag(member(body, "openSubsonic"));
  if (reply.failed) {
    read_failure(body, reply);
    return reply;
  }
  for_each(member(body, "openSubsonicExtensions"), 1000, [&](const Json& extension) {
    auto name = line(member(extension, "name"));
    if (!name.empty()) reply.extensions.push_back(std::move(name));
  });
  const auto songs_of = [&](const Json& list) {
    for_each(list, kMostEntries, [&](const Json& child) {
      ++reply.entries;
      add_song(child, reply.songs);
    });
  };
  songs_of(member(member(body, "searchResult3"), "song"));
  songs_of(member(member(body, "album"), "song"));
  songs_of(member(body, "song"));
  for_each(member(member(body, "albumList2"), "album"), kMostEntries, [&](const Json& album) {
    SubsonicAlbum one{id_of(member(album, "id")), line(member(album, "name")), 0};
    one.songs = std::max<std::int64_t>(0, whole(member(album, "songCount")).value_or(0));
    if (!one.id.empty()) reply.albums.push_back(std::move(one));
  });
  for_each(member(member(body, "playlists"), "playlist"), kMostEntries,
           [&](const Json& playlist) { add_playlist(playlist, reply); });
  if (member(body, "playlist").is_object()) add_playlist(member(body, "playlist"), reply);
  reply.last_modified = line(member(member(body, "indexes"), "lastModified"));
  read_lyrics(body, reply);
  return reply;
}

}  // namespace segue::sources
