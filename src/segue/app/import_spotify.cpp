#include "segue/app/import_spotify.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "segue/app/catalog_sink.h"
#include "segue/base/private_file.h"
#include "segue/sources/spotify/link.h"
#include "segue/sources/spotify/login_file.h"
#include "segue/sources/spotify/tracks.h"

namespace segue::app {
namespace {

namespace fs = std::filesystem;
using sources::SpotifyType;

/// An import that has not come to its end: a file that stands while it goes on, and stays if it is killed.
class UnfinishedImport {
 public:
  UnfinishedImport() {
    const auto login = sources::default_spotify_login();
    if (login.empty()) return;
    file_ = login.parent_path() / "spotify-import-unfinished";
    std::error_code error;
    const auto begun = fs::last_write_time(file_, error);
    const auto age = fs::file_time_type::clock::now() - begun;
    if (!error && age >= std::chrono::seconds(0) && age < kLongest) {
      age_ = std::chrono::ceil<std::chrono::seconds>(age) + std::chrono::seconds(1);
      return;
    }
    try {
      write_private_file(file_, "");
    } catch (const Error&) {
      file_.clear();  // nothing depends on it but a few requests
    }
  }
  UnfinishedImport(const UnfinishedImport&) = delete;
  UnfinishedImport& operator=(const UnfinishedImport&) = delete;

  /// How old an answer may be to have come during it.
  std::chrono::seconds age() const { return age_; }
  void finish() {
    std::error_code ignored;
    if (!file_.empty()) fs::remove(file_, ignored);
  }

 private:
  static constexpr std::chrono::hours kLongest{36};  // Spotify may say to come back in a day
  fs::path file_;
  std::chrono::seconds age_{0};
};

/// What the links lead to; Error(kUsage) if one leads elsewhere.
struct Links {
  std::vector<std::pair<std::string, std::string>> playlists;  // link, id
  std::vector<std::string> tracks;
};

Links read_links(const std::vector<std::string>& texts) {
  Links links;
  for (const auto& text : texts) {
    const auto link = sources::read_spotify_link(text);
    if (link && link->type == SpotifyType::kTrack) {
      links.tracks.push_back(link->id);
    } else {
      links.playlists.emplace_back(text, sources::spotify_id_of(text, SpotifyType::kPlaylist));
    }
  }
  return links;
}

FileFailure failure_of(const std::string& link, const Error& error) {
  return {link, error.kind(), error.what(), error.hint()};
}

class Import {
 public:
  Import(catalog::Catalog& catalog, Spotify& spotify, const catalog::WriteOptions& options,
         const std::function<void(const ItemProblem&)>& on_problem, Progress& progress,
         const Cancellation& cancellation)
      : catalog_(catalog),
        api_(spotify.api()),
        options_(options),
        on_problem_(on_problem),
        progress_(progress),
        cancellation_(cancellation) {}

  /// False if nothing more is to be asked now.
  bool playlist(const std::string& link, const std::string& id, SpotifyImportReport& report) {
    SpotifyPlaylistImport result;
    result.link = link;
    return guarded(link, result, report, [&](CatalogSink& sink) {
      result.playlist = sources::read_spotify_playlist(api_, id, unfinished_.age(), sink, progress_, cancellation_);
      sink.commit();
      sink.commit_playlists();
      report.playlists.push_back(result);
    });
  }

  void tracks(const std::vector<std::string>& ids, SpotifyImportReport& report) {
    report.tracks = ids.size();
    guarded(fmt::format("{} links to songs", ids.size()), report.track_counts, report, [&](CatalogSink& sink) {
      for (auto& facts : sources::spotify_tracks(api_, ids, progress_, cancellation_)) {
        if (!facts) {
          ++report.tracks_absent;
          continue;
        }
        catalog::SongRecord record;
        record.facts = *std::move(facts);
        record.provenance = catalog::Provenance::kSpotify;
        sink.on_record(std::move(record));
      }
      sink.commit();
    });
  }

  void finish() {
    if (!api_.come_back_later()) unfinished_.finish();
  }

 private:
  /// Reads something into a sink of its own. What was read before it failed stays.
  template <class Read>
  bool guarded(const std::string& name, RecordCounts& counts, SpotifyImportReport& report, const Read& read) {
    CatalogSink sink(catalog_, options_, on_problem_, counts);
    try {
      read(sink);
    } catch (const Error& error) {
      if (sink.catalog_failed() || error.kind() == ErrorKind::kUsage || error.kind() == ErrorKind::kFailed) throw;
      sink.commit();
      if (error.kind() == ErrorKind::kInterrupted) throw;
      report.failures.push_back(failure_of(name, error));
    }
    return !api_.come_back_later();
  }

  catalog::Catalog& catalog_;
  sources::SpotifyApi& api_;
  catalog::WriteOptions options_;
  const std::function<void(const ItemProblem&)>& on_problem_;
  Progress& progress_;
  const Cancellation& cancellation_;
  UnfinishedImport unfinished_;
};

}  // namespace

bool is_spotify_link(const std::string& text) {
  if (sources::speaks_of_spotify(text)) return true;
  std::error_code ignored;
  return sources::is_spotify_id(text) && !fs::exists(text, ignored);
}

SpotifyImportReport import_spotify(catalog::Catalog& catalog, Spotify& spotify, const std::vector<std::string>& links,
                                   const catalog::WriteOptions& options,
                                   const std::function<void(const ItemProblem&)>& on_problem, Progress& progress,
                                   const Cancellation& cancellation) {
  SpotifyImportReport report;
  const Links read = read_links(links);
  if (links.empty()) return report;
  spotify.check_credentials();
  Import import(catalog, spotify, options, on_problem, progress, cancellation);
  std::size_t asked = 0;
  bool go_on = true;
  for (const auto& [link, id] : read.playlists) {
    if (!go_on) break;
    go_on = import.playlist(link, id, report);
    ++asked;
  }
  if (go_on && !read.tracks.empty()) import.tracks(read.tracks, report);
  if (asked < read.playlists.size()) {
    const auto left = read.playlists.size() - asked;
    report.failures.push_back({"Spotify", ErrorKind::kService,
                               fmt::format("{} more playlist{} not asked for", left, left == 1 ? " was" : "s were"),
                               ""});
  }
  import.finish();
  return report;
}

}  // namespace segue::app
