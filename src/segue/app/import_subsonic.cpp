#include "segue/app/import_subsonic.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/playlist_count.h"
#include "segue/base/error.h"
#include "segue/sources/subsonic/subsonic_library.h"
#include "segue/sources/subsonic/subsonic_target.h"

namespace segue::app {
namespace {

/// What is noted of a whole reading, in the cache of answers: losing it costs a reading and nothing else.
class LastReading {
 public:
  LastReading(sources::HttpCache& cache, const catalog::Catalog& catalog, const sources::SubsonicApi& api)
      : cache_(cache),
        place_(api.place()),
        key_(fmt::format("subsonic-import/1 {} {} {}", place_, api.user(), catalog.path().string())) {}

  /// The same as last time, and every song of it is still in this catalog.
  bool is_as_before(const std::optional<std::string>& change, const catalog::Catalog& catalog) const {
    if (!change) return false;
    const auto noted = cache_.find(place_, key_);
    return noted && noted->response.body == note(*change, songs_of(catalog));
  }
  void remember(const std::optional<std::string>& change, const catalog::Catalog& catalog) {
    if (!change) return;
    sources::HttpCache::Entry entry;
    entry.response.status = 200;
    entry.response.body = note(*change, songs_of(catalog));
    entry.stored = std::chrono::system_clock::now();
    cache_.store(place_, key_, entry);
  }

 private:
  static std::string note(const std::string& change, std::uint64_t songs) {
    return fmt::format("{}\n{}", change, songs);
  }
  /// Ids of this server in the catalog.
  std::uint64_t songs_of(const catalog::Catalog& catalog) const {
    const std::string prefix = sources::subsonic_value(place_, "");
    std::uint64_t songs = 0;
    catalog.for_each_song(
        [&](const catalog::Song& song) {
          for (const auto& id : song.facts.ids) {
            if (id.scheme == sources::kSubsonicScheme && id.value.starts_with(prefix)) ++songs;
          }
        },
        true);
    return songs;
  }

  sources::HttpCache& cache_;
  std::string place_;
  std::string key_;
};

class Reading {
 public:
  Reading(catalog::Catalog& catalog, sources::SubsonicApi& api, const SubsonicImportOptions& options,
          const std::function<void(const ItemProblem&)>& on_problem, SubsonicImport& result)
      : catalog_(catalog), api_(api), options_(options), on_problem_(on_problem), result_(result) {}

  void read_songs(Progress& progress) {
    const auto on_songs = [&](std::span<const sources::SubsonicSong> songs) {
      catalog::Catalog::Transaction page(catalog_);
      for (const auto& song : songs) {
        const SongId id = store(song);
        if (song.starred) starred_.push_back(id);
      }
      page.commit();
    };
    result_.songs = sources::read_subsonic_songs(
        api_, on_songs,
        [&](ItemProblem&& problem) {
          complete_ = false;
          on_problem_(problem);
        },
        progress);
    result_.starred = starred_.size();
    if (starred_.empty()) return;
    store_list({fmt::format("subsonic:{}", sources::subsonic_value(api_.place(), "starred")), "Starred", true},
               starred_);
  }

  void read_playlists(Progress& progress) {
    const auto playlists = sources::subsonic_playlists(api_);
    progress.begin("reading playlists", playlists.size(), "playlists");
    std::uint64_t done = 0;
    for (const auto& playlist : playlists) {
      api_.cancellation().check();
      if (const auto list = sources::read_subsonic_playlist(api_, playlist); list && !list->songs.empty()) {
        catalog::Catalog::Transaction all(catalog_);
        std::vector<SongId> songs;
        for (const auto& song : list->songs) songs.push_back(store_listed(song));
        store_list({list->key, list->name, true}, songs);
        all.commit();
      }
      progress.advance(++done);
    }
    progress.end();
  }

  /// Nothing was missed.
  bool complete() const { return complete_; }

 private:
  SongId store(const sources::SubsonicSong& song) {
    const auto written = write(sources::listed_subsonic_song(api_, song));
    switch (written.outcome) {
      case catalog::WriteOutcome::kAdded:
        ++result_.added;
        break;
      case catalog::WriteOutcome::kCompleted:
        ++result_.completed;
        break;
      default:
        ++result_.unchanged;
        break;
    }
    return written.song;
  }

  SongId store_listed(const sources::ListedSong& song) {
    const auto written = write(song);
    if (written.outcome == catalog::WriteOutcome::kAdded) ++result_.added;
    return written.song;
  }

  catalog::Catalog::Written write(const sources::ListedSong& song) {
    catalog::SongRecord record;
    record.facts = song.facts;
    return catalog_.write(record, {true, options_.update});
  }

  void store_list(const catalog::PlaylistMention& mention, std::span<const SongId> songs) {
    count_playlist(result_, catalog_.write_playlist(mention, songs));
  }

  catalog::Catalog& catalog_;
  sources::SubsonicApi& api_;
  const SubsonicImportOptions& options_;
  const std::function<void(const ItemProblem&)>& on_problem_;
  SubsonicImport& result_;
  std::vector<SongId> starred_;
  bool complete_ = true;
};

}  // namespace

SubsonicImport import_subsonic(catalog::Catalog& catalog, sources::SubsonicApi& api, sources::HttpCache& cache,
                               const SubsonicImportOptions& options,
                               const std::function<void(const ItemProblem&)>& on_problem, Progress& progress) {
  SubsonicImport result;
  api.connect();
  result.server = api.name();
  const auto change = sources::subsonic_last_change(api);
  LastReading last(cache, catalog, api);
  Reading reading(catalog, api, options, on_problem, result);
  result.nothing_changed = !options.update && last.is_as_before(change, catalog);
  if (!result.nothing_changed) reading.read_songs(progress);
  reading.read_playlists(progress);
  if (!result.nothing_changed && reading.complete()) last.remember(change, catalog);
  if (result.songs == 0 && !result.nothing_changed) {
    throw Error(ErrorKind::kNotFound, fmt::format("{} has no songs", result.server),
                "Let it scan its music folder; and check that the account may see it.");
  }
  return result;
}

}  // namespace segue::app
