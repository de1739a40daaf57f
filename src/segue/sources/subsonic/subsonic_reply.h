#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A song as a Subsonic server tells of it ("Child").
struct SubsonicSong {
  std::string id;
  catalog::SongFacts facts;  ///< ids: isrc and musicbrainz; no path, for servers make theirs up
  bool starred = false;
  int rating = 0;  ///< the user's, 1 to 5; 0: none
};

struct SubsonicAlbum {
  std::string id;
  std::string name;
  std::int64_t songs = 0;
};

struct SubsonicPlaylist {
  std::string id;
  std::string name;
  std::string owner;
  std::int64_t songs = 0;
};

/// Everything segue reads from an answer of a Subsonic or OpenSubsonic server; what the answer does not hold is empty.
struct SubsonicReply {
  bool failed = false;
  int code = 0;         ///< if failed: 40 is a wrong password, 70 is not found, ...
  std::string message;  ///< if failed, one line

  std::string version;  ///< of the protocol: "1.16.1"
  std::string type;     ///< "navidrome"; empty: not said
  std::string server_version;
  bool open_subsonic = false;

  std::vector<std::string> extensions;      ///< getOpenSubsonicExtensions
  std::vector<SubsonicSong> songs;          ///< search3, getAlbum, getSong, getPlaylist
  std::vector<SubsonicAlbum> albums;        ///< getAlbumList2
  std::vector<SubsonicPlaylist> playlists;  ///< getPlaylists, getPlaylist, createPlaylist
  std::size_t entries = 0;                  ///< songs of the answer, those that were left out counted
  std::string last_modified;                ///< getIndexes
  std::string lyrics;                       ///< getLyricsBySongId (not synced ones first), getLyrics
};

/// Reads the JSON of an answer, leniently as old servers need it: a list of one may be the element itself, numbers and
/// ids may be texts and the other way round, songs without id or title are left out. Nothing if `bytes` is no
/// such document.
std::optional<SubsonicReply> read_subsonic_reply(std::string_view bytes);

}  // namespace segue::sources
