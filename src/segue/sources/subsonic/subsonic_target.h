#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segue/sources/playlist_target.h"
#include "segue/sources/subsonic/subsonic_api.h"

namespace segue::sources {

/// The scheme of ids of Subsonic servers; the value is "PLACE#ID" (SubsonicApi::place), for ids mean nothing elsewhere.
inline constexpr std::string_view kSubsonicScheme = "subsonic";
std::string subsonic_value(std::string_view place, std::string_view id);

/// Playlists on a Subsonic server.
class SubsonicTarget final : public PlaylistTarget {
 public:
  /// `api` must outlive it.
  explicit SubsonicTarget(SubsonicApi& api) : api_(api) { api_.connect(); }

  std::string name() const override { return api_.name(); }
  std::optional<TargetSong> find(const catalog::SongFacts& song, const Cancellation& cancellation) override;
  std::vector<TargetPlaylist> playlists_named(std::string_view name, const Cancellation& cancellation) override;
  TargetPlaylist create(const PlaylistDraft& draft, Progress& progress, const Cancellation& cancellation) override;
  TargetPlaylist replace(const TargetPlaylist& playlist, const PlaylistDraft& draft, Progress& progress,
                         const Cancellation& cancellation) override;

 private:
  std::optional<TargetSong> find_by_id(const catalog::SongFacts& song);
  std::optional<SubsonicSong> search(const catalog::SongFacts& song, const std::string& query);
  void add_rest(const std::string& id, const PlaylistDraft& draft, std::size_t begin, Progress& progress,
                const Cancellation& cancellation);
  TargetPlaylist finish(const std::string& id, const PlaylistDraft& draft);

  SubsonicApi& api_;
};

}  // namespace segue::sources
