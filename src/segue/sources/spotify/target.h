#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/playlist_target.h"
#include "segue/sources/spotify/api.h"

namespace segue::sources {

/// Playlists of the user who is logged in. Songs go in by hundreds, in order.
///
/// None of these writes may be repeated blindly: where no answer came, what is there now is read back, and only what is
/// missing is written.
class SpotifyTarget final : public PlaylistTarget {
 public:
  /// `api` must outlive it. Error(kService) if nobody is logged in: an app by itself has no playlists.
  explicit SpotifyTarget(SpotifyApi& api);

  std::string name() const override { return "Spotify"; }
  std::optional<TargetSong> find(const catalog::SongFacts& song, const Cancellation& cancellation) override;
  std::vector<TargetPlaylist> playlists_named(std::string_view name, const Cancellation& cancellation) override;
  TargetPlaylist create(const PlaylistDraft& draft, Progress& progress, const Cancellation& cancellation) override;
  TargetPlaylist replace(const TargetPlaylist& playlist, const PlaylistDraft& draft, Progress& progress,
                         const Cancellation& cancellation) override;

 private:
  const std::string& user(const Cancellation& cancellation);
  TargetPlaylist make(const PlaylistDraft& draft, const Cancellation& cancellation);
  HttpResponse post_playlist(const std::string& json, const Cancellation& cancellation);
  void add(const std::string& id, const PlaylistDraft& draft, std::size_t from, Progress& progress,
           const Cancellation& cancellation);
  std::uint64_t count(const std::string& id, const Cancellation& cancellation);
  HttpResponse write_entries(HttpMethod method, const std::string& id, const std::string& json,
                             const Cancellation& cancellation);

  SpotifyApi& api_;
  std::string user_;
  std::map<std::string, std::set<std::string>, std::less<>> listed_;  ///< ids by name, when it was asked last
  std::string form_ = "items";                                        ///< "tracks" for apps of old
};

}  // namespace segue::sources
