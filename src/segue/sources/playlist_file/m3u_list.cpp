#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/m3u_text.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

/// "Artist - Title" with the artist given apart, or to be found in it.
void take_shown(const M3uSong& entry, catalog::SongFacts& facts) {
  constexpr std::string_view kBetween = " - ";
  std::string shown = clean_name(decoded_text(entry.shown));
  std::string artist = clean_name(decoded_text(entry.artist));
  if (!artist.empty() && shown.starts_with(artist + std::string(kBetween))) {
    facts.title = shown.substr(artist.size() + kBetween.size());
  } else if (const auto at = shown.find(kBetween); at != std::string::npos && artist.empty()) {
    artist = shown.substr(0, at);
    facts.title = shown.substr(at + kBetween.size());
  } else {
    facts.title = shown == artist && !entry.place.empty() ? std::string() : std::move(shown);
  }
  facts.title = clean_name(facts.title);
  if (artist = clean_name(artist); !artist.empty()) facts.artists.push_back(std::move(artist));
}

}  // namespace

ListedPlaylist read_m3u_list(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder) {
  const M3uText text = parse_m3u(bytes, shown);
  ListedPlaylist list;
  list.name = text.name;
  for (const M3uSong& entry : text.songs) {
    ListedSong song;
    song.facts.duration_ms = entry.duration_ms;
    song.facts.album = clean_name(decoded_text(entry.album));
    add_uri(song, entry.place, folder);
    take_shown(entry, song.facts);
    // A link to a stream says what the station is called.
    const bool station = song.paths.empty() && song.facts.ids.empty() && !entry.place.empty() &&
                         (song.facts.artists.empty() || !song.facts.duration_ms);
    complete_from_path(song);
    if (station || !names_a_song(song)) {
      ++list.left_out;
    } else {
      list.songs.push_back(std::move(song));
    }
  }
  return list;
}

}  // namespace segue::sources
