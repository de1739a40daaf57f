#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostArtists = 64;
constexpr std::uint64_t kLongestMs = std::uint64_t{7} * 24 * 3600 * 1000;

const Json& member(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto at = object.find(name);
  return at == object.end() ? kNone : *at;
}

std::string text_of(const Json& value) {
  return value.is_string() ? clean_name(value.get_ref<const std::string&>()) : "";
}

ListedSong song_of(const Json& value) {
  ListedSong song;
  song.facts.title = text_of(member(value, "title"));
  const Json& artists = member(value, "artists");
  if (artists.is_array()) {
    for (std::size_t i = 0; i < std::min(artists.size(), kMostArtists); ++i) {
      if (auto name = text_of(artists[i]); !name.empty()) song.facts.artists.push_back(std::move(name));
    }
  }
  song.facts.album = text_of(member(value, "album"));
  const Json& duration = member(value, "duration_ms");
  if (duration.is_number_unsigned() && duration.get<std::uint64_t>() <= kLongestMs) {
    song.facts.duration_ms = duration.get<std::int64_t>();
  }
  const auto spotify = read_spotify_name(text_of(member(value, "spotify_id")));
  if (spotify.kind == SpotifyName::Kind::kTrack) song.facts.ids.push_back({"spotify", spotify.id});
  const Json& path = member(value, "path");
  if (path.is_string()) {
    const auto& text = path.get_ref<const std::string&>();
    if (text.starts_with('/') && text.find('\0') == std::string::npos) {
      song.paths.push_back(std::filesystem::path(text).lexically_normal());
    }
  }
  return song;
}

}  // namespace

ListedPlaylist read_made_list(std::string_view bytes, const std::string& shown,
                              const std::filesystem::path& /*folder*/) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const Json document = Json::parse(bytes, nullptr, false);
  const Json& songs = member(document, "songs");
  if (!songs.is_array()) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: expected what 'segue playlist --json' prints, found {}", shown,
                            document.is_discarded() ? "no JSON (cut off?)" : "JSON without \"songs\""));
  }
  const Json& seeds = member(document, "seeds");
  if (songs.size() + seeds.size() > kMostListedSongs) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: expected at most {} songs, found {}", shown, kMostListedSongs, songs.size()));
  }
  ListedPlaylist list;
  const auto take = [&](const Json& values) {
    for (const Json& value : values) {
      ListedSong song = song_of(value);
      if (song.facts.title.empty()) {
        ++list.left_out;
      } else {
        list.songs.push_back(std::move(song));
      }
    }
  };
  if (seeds.is_array()) take(seeds);
  // Called as `segue playlist` calls it.
  if (list.songs.size() == 1) list.name = clean_name(catalog::display_name(list.songs.front().facts));
  if (list.songs.size() > 1) {
    for (const auto& seed : list.songs) list.name += (list.name.empty() ? "" : ", ") + seed.facts.title;
    list.name = clean_name(list.name);
  }
  take(songs);
  return list;
}

}  // namespace segue::sources
