#include "segue/app/push.h"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>

#include "segue/app/song_join.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/csv/song_table.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::app {
namespace {

constexpr std::size_t kLargestList = 64U * 1024 * 1024;
constexpr std::size_t kLongestName = 200;  // bytes; Spotify refuses more than 100 characters

/// The songs of a table, as they come.
class FactsSink final : public sources::RecordSink {
 public:
  explicit FactsSink(sources::ListedPlaylist& list) : list_(list) {}
  void on_record(catalog::SongRecord&& record) override {
    if (list_.name.empty() && record.playlist) list_.name = record.playlist->name;
    list_.songs.push_back({std::move(record.facts), {}});
  }
  void on_problem(ItemProblem&& /*problem*/) override {}

 private:
  sources::ListedPlaylist& list_;
};

sources::ListedPlaylist read_list(const std::filesystem::path& file) {
  if (file == "-") {
    const auto bytes = read_file("/dev/stdin", kLargestList);
    return sources::read_playlist_bytes(bytes, "standard input", std::filesystem::current_path());
  }
  if (sources::is_playlist_file(file)) return sources::read_playlist_file(file);
  sources::ListedPlaylist list;
  FactsSink sink(list);
  sources::read_song_table(file, {}, sink);
  return list;
}

/// Adds the ids the catalog knows of a song, most of all the service's own from an import.
void add_known_ids(const catalog::Catalog& catalog, const SongJoin& join, sources::ListedSong& song) {
  const auto known = join.find(song);
  if (!known) return;
  const auto facts = catalog.songs(std::span(&*known, 1)).front().facts;
  for (const auto& id : facts.ids) {
    if (std::ranges::find(song.facts.ids, id) == song.facts.ids.end()) song.facts.ids.push_back(id);
  }
  if (!song.facts.duration_ms) song.facts.duration_ms = facts.duration_ms;
  if (song.facts.title.empty()) song.facts.title = facts.title;
  if (song.facts.artists.empty()) song.facts.artists = facts.artists;
}

std::string checked_name(const PushList& list, const PushOptions& options) {
  std::string name = sources::clean_name(options.name.empty() ? list.title : options.name);
  if (name.empty()) throw Error(ErrorKind::kUsage, "the playlist has no name", "Give it one: --name NAME.");
  if (name.size() > kLongestName) {
    if (!options.name.empty()) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("--name: expected at most {} bytes, found {}", kLongestName, name.size()));
    }
    name = shorten(name, kLongestName / 4);
  }
  return name;
}

}  // namespace

PushList push_list(const playlist::MadePlaylist& made, bool with_seed) {
  PushList list{made.title, {}};
  if (with_seed) {
    for (const auto& seed : made.seeds) list.songs.push_back(seed.facts);
  }
  for (const auto& pick : made.songs) list.songs.push_back(pick.song.facts);
  return list;
}

PushList read_push_list(const std::filesystem::path& file, const catalog::Catalog* catalog) {
  auto read = read_list(file);
  PushList list;
  list.title = read.name.empty() ? sources::clean_name(sources::shown_name(file.stem())) : read.name;
  std::optional<SongJoin> join;
  if (catalog != nullptr) join.emplace(*catalog);
  for (auto& song : read.songs) {
    if (join) add_known_ids(*catalog, *join, song);
    if (!song.facts.title.empty()) list.songs.push_back(std::move(song.facts));
  }
  return list;
}

PushReport push(sources::PlaylistTarget& target, const PushList& list, const PushOptions& options, Progress& progress,
                const Cancellation& cancellation) {
  if (list.songs.empty()) throw Error(ErrorKind::kUsage, "the list is empty: there is nothing to push");
  PushReport report;
  report.target = target.name();
  report.name = checked_name(list, options);
  const auto existing = target.playlists_named(report.name, cancellation);
  report.exists = !existing.empty();
  if (existing.size() > 1 && !options.dry_run) {
    throw Error(ErrorKind::kFailed,
                fmt::format("{} has {} playlists called '{}'", report.target, existing.size(), report.name),
                "Rename them there, or choose another name: --name NAME.");
  }
  if (report.exists && !options.update && !options.dry_run) {
    throw Error(ErrorKind::kFailed, fmt::format("{} has a playlist called '{}' already", report.target, report.name),
                "--update gives it these songs in place of its own; --name NAME makes another one.");
  }

  sources::PlaylistDraft draft{report.name, "Made by segue", options.is_public, {}};
  std::set<std::string> seen;
  progress.begin(fmt::format("looking for songs at {}", report.target), list.songs.size(), "songs");
  for (std::size_t i = 0; i < list.songs.size(); ++i) {
    cancellation.check();
    const auto& song = list.songs[i];
    if (auto found = target.find(song, cancellation); !found) {
      report.missing.push_back(song);
    } else if (!seen.insert(found->id).second) {
      report.repeated.push_back(song);
    } else {
      draft.songs.push_back(found->id);
      report.songs.push_back({song, *std::move(found)});
    }
    progress.advance(i + 1);
  }
  progress.end();
  if (options.dry_run) return report;
  if (draft.songs.empty()) {
    throw Error(ErrorKind::kNotFound,
                fmt::format("{} has none of the {} songs; no playlist was made", report.target, list.songs.size()),
                "What a service has can be imported ('segue import --help'): lists made of that can be pushed.");
  }
  const auto made = report.exists ? target.replace(existing.front(), draft, progress, cancellation)
                                  : target.create(draft, progress, cancellation);
  report.outcome = report.exists ? PushReport::Outcome::kReplaced : PushReport::Outcome::kCreated;
  report.id = made.id;
  report.url = made.url;
  report.stored = made.songs;
  return report;
}

}  // namespace segue::app
