#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// What Spotify's Web API answers about playlists and tracks, as JSON. `what` names the answer in messages ("playlist
/// ID"); an answer that is not of the shape at all is Error(kService) with what was expected. Everything in it may be
/// missing: what is no song is said, and the rest is read. Ids of songs have the schemes "spotify" and "isrc".

/// One entry of a playlist.
struct SpotifyItem {
  enum class Kind : std::uint8_t {
    kSong,
    kLocal,    ///< a song from somebody's disk, which Spotify knows by its tags only
    kEpisode,  ///< of a podcast
    kGone,     ///< what once stood there is not to be had any more
    kStrange,  ///< nothing that can be read; `found` and `expected` say why
  };
  Kind kind = Kind::kStrange;
  catalog::SongFacts facts;  ///< of kSong and kLocal: a title and an artist at least
  std::string found;
  std::string expected;
};

/// Some consecutive entries of a playlist. Entries follow whoever collected them: the same may stand there twice.
struct SpotifyPage {
  std::vector<SpotifyItem> items;
  std::uint64_t offset = 0;  ///< of the first, as far as the answer says
  std::optional<std::uint64_t> total;
  std::string next;  ///< URL of those that follow, as it was said: not to be trusted; empty: none
};

struct SpotifyPlaylistHead {
  std::string id;
  std::string name;
  std::string owner;     ///< as displayed, else the id
  std::string snapshot;  ///< changes whenever the playlist does; may be empty
  std::optional<std::uint64_t> total;
  /// The first entries where the answer brings any, and the name they stood under ("items", or "tracks" of old).
  std::optional<SpotifyPage> page;
  std::string page_name;
};

SpotifyPlaylistHead read_spotify_playlist_head(std::string_view json, std::string_view what);
SpotifyPage read_spotify_playlist_page(std::string_view json, std::string_view what);

/// Nothing if it is no song (an episode, or without title or artist).
std::optional<catalog::SongFacts> read_spotify_track(std::string_view json, std::string_view what);
/// The answer to several ids: in the order of the answer, with nothing for what is none.
std::vector<std::optional<catalog::SongFacts>> read_spotify_tracks(std::string_view json, std::string_view what);
/// The songs found by a search, the best first.
std::vector<catalog::SongFacts> read_spotify_search(std::string_view json, std::string_view what);

/// What a local URI says of its song: spotify:local:ARTIST:ALBUM:TITLE:SECONDS, each form-encoded, any of them empty.
/// Nothing if it is none.
std::optional<catalog::SongFacts> read_spotify_local_uri(std::string_view uri);

/// The id of the playlist, and the snapshot, that a successful write answers with; empty if it does not say.
std::string read_spotify_text(std::string_view json, std::string_view field);

}  // namespace segue::sources
