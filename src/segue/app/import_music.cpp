#include "segue/app/import_music.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "segue/app/import_list.h"
#include "segue/app/playlist_count.h"
#include "segue/base/error.h"
#include "segue/base/title.h"
#include "segue/sources/folder/music_folder.h"

namespace segue::app {
namespace {

using catalog::MusicFile;

/// Files per transaction.
constexpr std::size_t kBatch = 200;
/// Two decodings of one recording may differ so much in length, milliseconds.
constexpr double kSameLengthMs = 1000;

/// Whether `path` is `root` or lies below it; both absolute and normalised.
bool lies_in(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return false;
  return path.size() == root.size() || root.ends_with('/') || path[root.size()] == '/';
}

std::filesystem::path normalised(const std::filesystem::path& path) {
  auto absolute = std::filesystem::absolute(path).lexically_normal();
  if (!absolute.has_filename() && absolute.has_relative_path()) absolute = absolute.parent_path();  // a slash behind
  return absolute;
}

std::string first_artist_key(const catalog::SongFacts& facts) {
  return facts.artists.empty() ? std::string() : artist_key(facts.artists.front());
}

/// A changed file still holds the song it held if it says so, or at least sounds as long: then its tags were mended.
bool is_same_recording(const catalog::SongFacts& known, const catalog::SongFacts& told) {
  if (title_key(known.title) == title_key(told.title) && first_artist_key(known) == first_artist_key(told)) return true;
  return known.duration_ms && told.duration_ms &&
         std::abs(static_cast<double>(*known.duration_ms - *told.duration_ms)) <= kSameLengthMs;
}

/// The record of a file as the catalog takes it. Its path is left out, for it follows from the files. ReplayGain 2.0 is
/// what lifts a track to -18 LUFS, so it tells the loudness until segue has heard it.
catalog::SongRecord record_of(const sources::TaggedFile& tagged) {
  constexpr double kReplayGainLevel = -18;
  catalog::SongRecord record = tagged.record;
  record.facts.path.clear();
  if (tagged.replay_gain_db) {
    const auto& range = catalog::info(catalog::Variable::kLoudness);
    const double loudness = kReplayGainLevel - *tagged.replay_gain_db;
    if (loudness >= range.min && loudness <= range.max) record.values[catalog::Variable::kLoudness] = loudness;
  }
  return record;
}

/// One look at a folder: compares what is there with what the catalog knows.
class Scan {
 public:
  Scan(catalog::Catalog& catalog, std::filesystem::path root, const std::function<void(const ItemProblem&)>& on_problem,
       Progress& progress, const Cancellation& cancellation)
      : catalog_(catalog),
        root_(std::move(root)),
        on_problem_(on_problem),
        progress_(progress),
        cancellation_(cancellation) {
    result_.root = root_.string();
    for (MusicFile& file : catalog.files()) known_.emplace(file.path, std::move(file));
  }

  MusicImport run() {
    auto listing = sources::list_music(
        root_, [&](ItemProblem&& problem) { report(problem); }, progress_, cancellation_);
    if (std::filesystem::is_directory(root_)) {
      find_missing(listing);
    } else {
      add_entries_of(listing);
    }
    result_.found = listing.music.size();
    if (listing.music.empty() && listing.playlists.empty()) {
      throw Error(ErrorKind::kNotFound, fmt::format("there is no music in {}", root_.string()),
                  "segue looks for MP3, AAC (M4A), FLAC, Ogg Vorbis, Opus, WAV and what else FFmpeg decodes.");
    }
    progress_.begin("reading tags", listing.music.size(), "files");
    for (std::size_t begin = 0; begin < listing.music.size(); begin += kBatch) {
      cancellation_.check();
      read_batch(std::span(listing.music).subspan(begin, std::min(kBatch, listing.music.size() - begin)), begin);
    }
    progress_.end();
    store_missing();
    for (const auto& playlist : listing.playlists) read_playlist(playlist.path);
    return std::move(result_);
  }

 private:
  void report(const ItemProblem& problem) {
    if (on_problem_) on_problem_(problem);
  }

  /// A playlist named by itself brings the files it lists.
  void add_entries_of(sources::FolderListing& listing) {
    std::set<std::filesystem::path> seen;
    for (const auto& playlist : listing.playlists) {
      for (const auto& entry : sources::read_m3u(playlist.path).entries) {
        std::error_code error;
        if (!seen.insert(entry).second || !std::filesystem::is_regular_file(entry, error)) continue;
        auto found = sources::list_music(
            entry, [&](ItemProblem&& problem) { report(problem); }, progress_, cancellation_);
        for (auto& file : found.music) listing.music.push_back(std::move(file));
      }
    }
  }

  void find_missing(const sources::FolderListing& listing) {
    std::set<std::string_view> there;
    for (const auto& file : listing.music) there.insert(file.path.native());
    for (const auto& [path, file] : known_) {
      if (lies_in(path, root_.native()) && !there.contains(path)) gone_.emplace(file.fingerprint, path);
    }
  }

  void read_batch(std::span<const sources::FoundFile> files, std::size_t begin) {
    // Tags are read before the transaction, which keeps others from writing.
    struct Read {
      const sources::FoundFile* found;
      std::string fingerprint;
      std::optional<sources::TaggedFile> tagged;  // nothing: it only moved
    };
    std::vector<Read> reads;
    for (std::size_t i = 0; i < files.size(); ++i) {
      cancellation_.check();
      if (is_as_known(files[i])) {
        ++result_.unchanged;
      } else if (auto print = fingerprint_of(files[i])) {
        const bool moved = !known_.contains(files[i].path.native()) && moved_from(*print) != nullptr;
        reads.push_back(
            {&files[i], std::move(*print), moved ? std::nullopt : std::optional(sources::read_tags(files[i].path))});
      }
      progress_.advance(begin + i + 1);
    }
    if (reads.empty()) return;
    catalog::Catalog::Transaction transaction(catalog_);
    for (Read& read : reads) {
      if (read.tagged) {
        store(*read.found, read.fingerprint, *read.tagged);
      } else {
        store_moved(*read.found, read.fingerprint);
      }
    }
    transaction.commit();
  }

  bool is_as_known(const sources::FoundFile& found) const {
    const auto at = known_.find(found.path.native());
    return at != known_.end() && !at->second.missing && at->second.size == static_cast<std::int64_t>(found.size) &&
           at->second.modified_ns == found.modified_ns && at->second.tag_reader == sources::kTagReaderVersion;
  }

  std::optional<std::string> fingerprint_of(const sources::FoundFile& found) {
    try {
      return sources::fingerprint(found.path);
    } catch (const Error& error) {
      report({found.path.string(), 0, "", error.what(), "a file that can be read", false});
      return std::nullopt;
    }
  }

  /// A file of this content that was known elsewhere and is not there any more.
  const MusicFile* moved_from(const std::string& fingerprint) const {
    const auto [begin, end] = gone_.equal_range(fingerprint);
    for (auto at = begin; at != end; ++at) {
      const auto file = known_.find(at->second);
      if (file != known_.end() && file->second.tag_reader == sources::kTagReaderVersion) return &file->second;
    }
    return nullptr;
  }

  void forget_gone(const MusicFile& file) {
    const auto [begin, end] = gone_.equal_range(file.fingerprint);
    const auto at = std::find_if(begin, end, [&](const auto& entry) { return entry.second == file.path; });
    if (at != end) gone_.erase(at);
  }

  void store_moved(const sources::FoundFile& found, const std::string& fingerprint) {
    const MusicFile* from = moved_from(fingerprint);
    if (from == nullptr) {  // taken by a copy of the same content earlier in this batch
      store(found, fingerprint, sources::read_tags(found.path));
      return;
    }
    MusicFile file = *from;
    forget_gone(file);
    known_.erase(file.path);
    file.path = found.path.native();
    file.size = static_cast<std::int64_t>(found.size);
    file.modified_ns = found.modified_ns;
    file.missing = false;
    catalog_.write_file(file);
    ++result_.moved;
    known_.emplace(file.path, std::move(file));
  }

  void store(const sources::FoundFile& found, const std::string& fingerprint, const sources::TaggedFile& tagged) {
    const auto at = known_.find(found.path.native());
    MusicFile file = at == known_.end() ? MusicFile{} : at->second;
    const catalog::SongRecord record = record_of(tagged);
    const bool is_new = file.id.value == 0;
    catalog::Catalog::Written written;
    if (!is_new && is_same_recording(catalog_.songs(std::span(&file.song, 1)).front().facts, record.facts)) {
      written = catalog_.write_to(file.song, record, {false, true});
    } else {
      written = catalog_.write(record, {true, false});
    }
    if (written.outcome == catalog::WriteOutcome::kAdded) ++result_.songs_added;
    if (tagged.named_by_file) ++result_.without_tags;
    if (!record.lyrics.empty()) ++result_.with_lyrics;
    if (is_new) {
      ++result_.added;
    } else {
      ++result_.changed;
    }
    file.song = written.song;
    file.path = found.path.native();
    file.size = static_cast<std::int64_t>(found.size);
    file.modified_ns = found.modified_ns;
    file.fingerprint = fingerprint;
    file.tag_reader = sources::kTagReaderVersion;
    file.missing = false;
    file.id = catalog_.write_file(file);
    known_.insert_or_assign(file.path, std::move(file));
  }

  void store_missing() {
    catalog::Catalog::Transaction transaction(catalog_);
    for (const auto& [fingerprint, path] : gone_) {
      MusicFile& file = known_.at(path);
      if (file.missing) continue;
      file.missing = true;
      catalog_.write_file(file);
      ++result_.missing;
    }
    transaction.commit();
  }

  void read_playlist(const std::filesystem::path& path) {
    if (path == root_) return read_named_playlist();
    sources::PlaylistFile playlist;
    try {
      playlist = sources::read_m3u(path);
    } catch (const Error& error) {
      report({path.string(), 0, "", error.what(), "a playlist (M3U)", false});
      return;
    }
    std::vector<SongId> songs;
    for (const auto& entry : playlist.entries) {
      const auto at = known_.find(entry.native());
      if (at != known_.end() && !at->second.missing) {
        songs.push_back(at->second.song);
      } else {
        ++result_.playlist_entries_unknown;
      }
    }
    if (songs.empty()) return;
    count_playlist(result_, catalog_.write_playlist({"file:" + path.string(), playlist.name, true}, songs));
  }

  /// A playlist that was named by itself is wanted whole: songs whose files are not here are known by what it says.
  void read_named_playlist() {
    const auto list = import_list_file(catalog_, root_);
    result_.songs_added += list.added;
    result_.playlist_entries_unknown += list.left_out;
    result_.playlists_added += list.playlists_added;
    result_.playlists_changed += list.playlists_changed;
    result_.playlists_unchanged += list.playlists_unchanged;
  }

  catalog::Catalog& catalog_;
  const std::filesystem::path root_;
  const std::function<void(const ItemProblem&)>& on_problem_;
  Progress& progress_;
  const Cancellation& cancellation_;
  MusicImport result_;
  std::map<std::string, MusicFile> known_;        // by path
  std::multimap<std::string, std::string> gone_;  // fingerprint → path: known and not there
};

}  // namespace

bool is_music(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error) || sources::has_music_name(path);
}

MusicImport import_music(catalog::Catalog& catalog, const std::filesystem::path& root,
                         const std::function<void(const ItemProblem&)>& on_problem, Progress& progress,
                         const Cancellation& cancellation) {
  return Scan(catalog, normalised(root), on_problem, progress, cancellation).run();
}

ListeningReport listen(catalog::Catalog& catalog, const std::vector<std::filesystem::path>& roots,
                       const MusicImportOptions& options, Progress& progress, const Cancellation& cancellation) {
  std::vector<std::string> wanted;
  for (const auto& root : roots) wanted.push_back(normalised(root).string());
  ListeningReport report;
  std::vector<MusicFile> files;
  std::vector<AnalysisJob> jobs;
  for (MusicFile& file : catalog.files()) {
    const bool asked_for = wanted.empty() || std::ranges::any_of(wanted, [&](const std::string& root) {
                             return lies_in(file.path, root);
                           });
    if (file.missing || !asked_for) continue;
    if (!options.redo && file.analyzer >= catalog::kAnalyzerVersion) {
      ++(file.problem.empty() ? report.heard_before : report.failed_before);
      continue;
    }
    const auto facts = catalog.songs(std::span(&file.song, 1)).front().facts;
    jobs.push_back({file.path, static_cast<double>(facts.duration_ms.value_or(0)) / 1000, file.size, false});
    files.push_back(std::move(file));
  }

  const auto begun = std::chrono::steady_clock::now();
  const auto store = [&](std::size_t job, AnalysisOutcome&& outcome) {
    if (const auto* result = std::get_if<catalog::AnalysisResult>(&outcome)) {
      catalog.write_sound(files[job].id, result->sound);
      ++report.heard;
      report.music_s += result->sound.duration_s;
    } else {
      const auto& failure = std::get<catalog::AnalysisFailure>(outcome);
      catalog.write_sound_problem(files[job].id, catalog::kAnalyzerVersion, failure.message);
      report.unheard.push_back({files[job].path, failure.message, failure.hint});
    }
  };
  analyze_files(jobs, options.analyzer, store, progress, cancellation);
  report.elapsed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::ranges::sort(report.unheard, {}, &UnheardFile::path);
  return report;
}

}  // namespace segue::app
