#include "segue/sources/playlist_file/listed_playlist.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_name.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/m3u_text.h"

namespace segue::sources {
namespace {

constexpr std::size_t kLongestUri = 4096;
constexpr std::size_t kMostIds = 32;

void add_id(catalog::SongFacts& facts, catalog::ExternalId id) {
  if (facts.ids.size() >= kMostIds || std::find(facts.ids.begin(), facts.ids.end(), id) != facts.ids.end()) return;
  facts.ids.push_back(std::move(id));
}

}  // namespace

void add_uri(ListedSong& song, const std::string& uri, const std::filesystem::path& folder) {
  if (uri.empty() || uri.size() > kLongestUri) return;
  if (!is_link(uri)) {
    constexpr std::string_view kIsrc = "urn:isrc:";
    constexpr std::string_view kIsrcToo = "isrc:";
    const std::string small = ascii_lower(uri.substr(0, kIsrc.size()));
    for (const auto prefix : {kIsrc, kIsrcToo}) {
      if (!small.starts_with(prefix)) continue;
      if (const auto isrc = read_isrc(std::string_view(uri).substr(prefix.size()))) add_id(song.facts, {"isrc", *isrc});
      return;
    }
    if (small.starts_with("urn:") || small.starts_with("mbid:")) return;
    for (auto& path : entry_paths(uri, folder)) {
      if (std::find(song.paths.begin(), song.paths.end(), path) == song.paths.end()) {
        song.paths.push_back(std::move(path));
      }
    }
    return;
  }
  const auto spotify = read_spotify_name(uri);
  if (spotify.kind == SpotifyName::Kind::kTrack) {
    add_id(song.facts, {"spotify", spotify.id});
  } else if (uri.find("musicbrainz.org/recording/") != std::string::npos) {
    if (const auto id = read_musicbrainz_id(uri)) add_id(song.facts, {"musicbrainz", *id});
  }
}

bool names_a_song(const ListedSong& song) {
  return !song.facts.title.empty() || !song.facts.ids.empty() || !song.paths.empty();
}

void complete_from_path(ListedSong& song) {
  if (!song.facts.title.empty() || song.paths.empty()) return;
  const NamedSong named = read_file_name(shown_name(song.paths.front().stem()), {});
  song.facts.title = clean_name(named.title);
  if (song.facts.artists.empty() && !named.artist.empty()) song.facts.artists.push_back(clean_name(named.artist));
}

}  // namespace segue::sources
