#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A song as a service knows it.
struct TargetSong {
  std::string id;       ///< the service's own
  std::string title;    ///< as the service writes it, for people
  std::string artists;  ///< the same
  std::string by;       ///< how it was recognised: "id", "isrc", "musicbrainz" or "name"
};

/// A playlist of the account, as the service lists it.
struct TargetPlaylist {
  std::string id;
  std::string name;
  std::string url;         ///< where a person finds it; empty if it has none
  std::int64_t songs = 0;  ///< how many the service says it holds
};

/// What a playlist is to become.
struct PlaylistDraft {
  std::string name;
  std::string comment;
  std::optional<bool> is_public;   ///< nothing: the service's default, or as it was
  std::vector<std::string> songs;  ///< ids of the service, in order, none twice
};

/// A service that keeps playlists: Subsonic, Spotify.
///
/// Every method asks the service and throws Error(kService) with what it refused and what to do, Error(kInterrupted) if
/// cancelled.
class PlaylistTarget {
 public:
  virtual ~PlaylistTarget() = default;
  PlaylistTarget() = default;
  PlaylistTarget(const PlaylistTarget&) = delete;
  PlaylistTarget& operator=(const PlaylistTarget&) = delete;

  /// For messages: "Spotify", "Navidrome at music.example.org".
  virtual std::string name() const = 0;

  /// The service's recording of a song; nothing if it has none. Ids that `song` brings are tried before its name; what
  /// was found by name is the same song by title, artist and length, not merely the first hit.
  virtual std::optional<TargetSong> find(const catalog::SongFacts& song, const Cancellation& cancellation) = 0;

  /// The account's own playlists that are called exactly `name`.
  virtual std::vector<TargetPlaylist> playlists_named(std::string_view name, const Cancellation& cancellation) = 0;

  /// Makes a playlist and fills it. If the service stops answering half-way, what is there is looked at before anything
  /// is asked twice: no second playlist comes of it. The answer's `songs` is what the service says it holds.
  virtual TargetPlaylist create(const PlaylistDraft& draft, Progress& progress, const Cancellation& cancellation) = 0;

  /// Gives a playlist of the account these songs in place of those it has; its name stays.
  virtual TargetPlaylist replace(const TargetPlaylist& playlist, const PlaylistDraft& draft, Progress& progress,
                                 const Cancellation& cancellation) = 0;
};

}  // namespace segue::sources
