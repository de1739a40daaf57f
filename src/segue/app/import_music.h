#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "segue/app/analyzer_pool.h"
#include "segue/base/item_problem.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

struct MusicImportOptions {
  bool listen = true;  ///< analyse what was not analysed yet
  bool redo = false;   ///< analyse everything anew
  AnalyzerOptions analyzer;
};

/// A file the analyzer could not hear.
struct UnheardFile {
  std::string path;
  std::string message;
  std::string hint;
};

/// What listening came to.
struct ListeningReport {
  std::uint64_t heard = 0;          ///< files analysed now
  std::uint64_t heard_before = 0;   ///< files that needed nothing
  std::uint64_t failed_before = 0;  ///< files this analyzer is known not to hear, not tried again
  double music_s = 0;               ///< length of what was analysed now
  double elapsed_s = 0;
  std::vector<UnheardFile> unheard;
};

/// What a folder (or a single file, or a playlist) brought.
struct MusicImport {
  std::string root;
  std::uint64_t found = 0;    ///< music files there
  std::uint64_t added = 0;    ///< files the catalog did not know
  std::uint64_t changed = 0;  ///< files whose content is new
  std::uint64_t moved = 0;    ///< known files in a new place
  std::uint64_t unchanged = 0;
  std::uint64_t missing = 0;  ///< known files that are not there any more, since the last look
  std::uint64_t songs_added = 0;
  std::uint64_t without_tags = 0;  ///< of the new and changed: named by their file's name
  std::uint64_t with_lyrics = 0;   ///< of the new and changed
  std::uint64_t playlists_added = 0;
  std::uint64_t playlists_changed = 0;
  std::uint64_t playlists_unchanged = 0;
  std::uint64_t playlist_entries_unknown = 0;  ///< entries that lead to no file of the catalog
};

/// Whether `path` is music or a playlist of music files rather than a table: a folder, or a file named like one.
bool is_music(const std::filesystem::path& path);

/// Brings the catalog in line with a folder: reads tags of new and changed files, finds moved ones again, notes which
/// are gone, and takes playlists. Batches are committed as they are read; an interrupted run goes on the next time.
/// Error(kNotFound) if there is no such path or no music in it.
MusicImport import_music(catalog::Catalog& catalog, const std::filesystem::path& root,
                         const std::function<void(const ItemProblem&)>& on_problem,
                         Progress& progress = Progress::none(),
                         const Cancellation& cancellation = Cancellation::never());

/// Analyses the files of the catalog at or below `roots` (all of them if there are none) that this version of the
/// analyzer has not looked at. Each result is stored as it comes; to resume is to run again.
ListeningReport listen(catalog::Catalog& catalog, const std::vector<std::filesystem::path>& roots,
                       const MusicImportOptions& options, Progress& progress = Progress::none(),
                       const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
