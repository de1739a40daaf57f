#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A song as a playlist names it: by what the list says of it, not by what it is.
struct ListedSong {
  catalog::SongFacts facts;                  ///< title and artists as the list has them; ids; no path
  std::vector<std::filesystem::path> paths;  ///< where its file may lie, the likeliest first; absolute, normalised
};

/// A playlist that some file or service states, in its order.
struct ListedPlaylist {
  std::string key;   ///< its id where it came from ("listenbrainz:MBID"); empty: it has none
  std::string name;  ///< may be empty
  std::vector<ListedSong> songs;
  std::uint64_t left_out = 0;  ///< entries that name no song: radio stations, episodes, nothing at all
};

/// Most songs of one list; a longer one is refused.
inline constexpr std::size_t kMostListedSongs = 100'000;

/// Adds what a URI in a list says: spotify:track:..., urn:isrc:..., links to Spotify and MusicBrainz as ids; file://
/// and relative ones (against `folder`, which is absolute) as paths. Others say nothing.
void add_uri(ListedSong& song, const std::string& uri, const std::filesystem::path& folder);

/// Whether `facts` is enough to be a song of the catalog, or can lead to one: a title, an id or a path.
bool names_a_song(const ListedSong& song);

/// Where a list has no title for a song, what its file's name says of it.
void complete_from_path(ListedSong& song);

}  // namespace segue::sources
