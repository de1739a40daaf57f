#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segue::sources {

/// What a link to Spotify may lead to.
enum class SpotifyType : std::uint8_t { kTrack, kAlbum, kArtist, kPlaylist, kShow, kEpisode, kAudiobook, kUser };
/// "track", "album", ...: as links spell it, and as people say it.
std::string_view name(SpotifyType type);

/// 22 letters and digits.
bool is_spotify_id(std::string_view text);

struct SpotifyLink {
  std::optional<SpotifyType> type;  ///< nothing: a bare id does not say
  std::string id;
};

/// Reads every form in which a thing of Spotify's is written:
///   https://open.spotify.com/playlist/ID          also http:// or neither, intl-xx/ and embed/ before it,
///   play.spotify.com,
///                                                 user/NAME/playlist/ID, and whatever follows "?" or "#"
///   spotify:playlist:ID                           also spotify:user:NAME:playlist:ID, and with "//" and slashes
///   ID
/// White space around it is nothing. Nothing if it is none of these, or if its id is none.
std::optional<SpotifyLink> read_spotify_link(std::string_view text);

/// Whether a text speaks of Spotify, even if read_spotify_link cannot tell of what: a URI, a link to one of its hosts,
/// a short link. A bare id does not: it might be the name of a file.
bool speaks_of_spotify(std::string_view text);

/// The id in a link that must lead to a `wanted` (or be bare). Error(kUsage) says what it leads to instead, and what to
/// do about short links, Liked Songs and links cut off.
std::string spotify_id_of(std::string_view text, SpotifyType wanted);

/// "https://open.spotify.com/playlist/ID", for people.
std::string spotify_url(SpotifyType type, std::string_view id);
/// "spotify:track:ID", for the API.
std::string spotify_uri(SpotifyType type, std::string_view id);

}  // namespace segue::sources
