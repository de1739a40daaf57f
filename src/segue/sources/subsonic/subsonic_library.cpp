#include "segue/sources/subsonic/subsonic_library.h"

#include <functional>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/sources/subsonic/subsonic_target.h"

namespace segue::sources {
namespace {

constexpr std::size_t kPage = 500;  // what every server grants
constexpr std::size_t kMostSongs = 20'000'000;

/// Hands on what was not seen before. Ids are remembered by their hash: 8 bytes each.
class NewSongs {
 public:
  explicit NewSongs(const std::function<void(std::span<const SubsonicSong>)>& on_songs) : on_songs_(on_songs) {}

  /// How many of them were new.
  std::size_t take(std::vector<SubsonicSong>&& songs) {
    std::erase_if(songs,
                  [&](const SubsonicSong& song) { return !seen_.insert(std::hash<std::string>{}(song.id)).second; });
    if (!songs.empty()) on_songs_(songs);
    return songs.size();
  }
  std::size_t count() const { return seen_.size(); }

 private:
  const std::function<void(std::span<const SubsonicSong>)>& on_songs_;
  std::unordered_set<std::size_t> seen_;
};

ItemProblem repeats(const SubsonicApi& api, std::string_view method, std::size_t offset) {
  return {api.name(),
          0,
          std::string(method),
          fmt::format("the page from {} on holds what an earlier one held", offset),
          "new entries, or none",
          false};
}

/// False if the server lists nothing this way.
bool read_by_search(SubsonicApi& api, NewSongs& songs, const std::function<void(ItemProblem&&)>& on_problem,
                    Progress& progress) {
  progress.begin(fmt::format("reading {}", api.name()), std::nullopt, "songs");
  for (std::size_t offset = 0; offset < kMostSongs;) {
    api.cancellation().check();
    auto reply = api.get("search3", {{"query", ""},
                                     {"songCount", std::to_string(kPage)},
                                     {"songOffset", std::to_string(offset)},
                                     {"artistCount", "0"},
                                     {"albumCount", "0"}});
    const std::size_t entries = reply.entries;
    if (offset == 0 && entries == 0) return false;
    if (entries == 0) break;
    if (songs.take(std::move(reply.songs)) == 0) {
      on_problem(repeats(api, "search3", offset));
      break;
    }
    offset += entries;
    progress.advance(songs.count());
  }
  progress.end();
  return true;
}

void read_by_albums(SubsonicApi& api, NewSongs& songs, const std::function<void(ItemProblem&&)>& on_problem,
                    Progress& progress) {
  std::unordered_set<std::string> seen;
  progress.begin(fmt::format("reading {}", api.name()), std::nullopt, "songs");
  for (std::size_t offset = 0; offset < kMostSongs; offset += kPage) {
    api.cancellation().check();
    const auto page =
        api.get("getAlbumList2",
                {{"type", "alphabeticalByName"}, {"size", std::to_string(kPage)}, {"offset", std::to_string(offset)}});
    std::size_t fresh = 0;
    for (const auto& album : page.albums) {
      if (!seen.insert(album.id).second) continue;
      ++fresh;
      api.cancellation().check();
      auto reply = api.get("getAlbum", {{"id", album.id}});
      if (reply.failed) {  // deleted meanwhile
        on_problem({api.name(), 0, "getAlbum", fmt::format("the album '{}' is gone", printable(album.name)),
                    "its songs", false});
        continue;
      }
      songs.take(std::move(reply.songs));
      progress.advance(songs.count());
    }
    if (page.albums.empty()) break;
    if (fresh == 0) {
      on_problem(repeats(api, "getAlbumList2", offset));
      break;
    }
  }
  progress.end();
}

}  // namespace

std::optional<std::string> subsonic_last_change(SubsonicApi& api) {
  // A time far ahead: only the date itself comes, not the whole index.
  const auto reply = api.try_get("getIndexes", {{"ifModifiedSince", "9999999999999"}});
  if (reply.failed || reply.last_modified.empty()) return std::nullopt;
  return reply.last_modified;
}

std::uint64_t read_subsonic_songs(SubsonicApi& api, const std::function<void(std::span<const SubsonicSong>)>& on_songs,
                                  const std::function<void(ItemProblem&&)>& on_problem, Progress& progress) {
  api.connect();
  NewSongs songs(on_songs);
  // Servers before OpenSubsonic find nothing for an empty query, or not everything.
  const bool all_found = api.is_open_subsonic() && read_by_search(api, songs, on_problem, progress);
  if (!all_found) read_by_albums(api, songs, on_problem, progress);
  return songs.count();
}

ListedSong listed_subsonic_song(const SubsonicApi& api, const SubsonicSong& song) {
  ListedSong listed{song.facts, {}};
  listed.facts.ids.insert(listed.facts.ids.begin(),
                          {std::string(kSubsonicScheme), subsonic_value(api.place(), song.id)});
  return listed;
}

std::vector<SubsonicPlaylist> subsonic_playlists(SubsonicApi& api) {
  return api.get("getPlaylists").playlists;
}

std::optional<ListedPlaylist> read_subsonic_playlist(SubsonicApi& api, const SubsonicPlaylist& playlist) {
  const auto reply = api.get("getPlaylist", {{"id", playlist.id}});
  if (reply.failed) return std::nullopt;
  ListedPlaylist list;
  list.key = fmt::format("subsonic:{}", subsonic_value(api.place(), playlist.id));
  list.name = playlist.name;
  for (const auto& song : reply.songs) list.songs.push_back(listed_subsonic_song(api, song));
  return list;
}

}  // namespace segue::sources
