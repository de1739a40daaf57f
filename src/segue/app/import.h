#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "segue/base/clock.h"
#include "segue/base/error.h"
#include "segue/base/item_problem.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/sources/csv/song_table.h"

namespace segue::app {

struct ImportOptions {
  std::vector<std::pair<std::string, std::string>> map;  ///< `--map column=field`
  bool add_songs = false;                                ///< rows of lyrics alone may make songs
  bool update = false;                                   ///< what files say replaces what the catalog knows
};

/// What became of the records of something that was read, and of the playlists they stand in.
struct RecordCounts {
  std::uint64_t added = 0;           ///< songs the catalog did not know
  std::uint64_t completed = 0;       ///< records that told something new about a known song
  std::uint64_t unchanged = 0;       ///< records that told nothing new
  std::uint64_t unknown_lyrics = 0;  ///< lyrics that belong to no known song
  std::uint64_t playlists_added = 0;
  std::uint64_t playlists_changed = 0;
  std::uint64_t playlists_unchanged = 0;
};

/// What one file brought.
struct FileImport : RecordCounts {
  sources::SongTableReport table;
};

/// A file that could not be read as a table; those after it were read all the same.
struct FileFailure {
  std::string file;
  ErrorKind kind = ErrorKind::kBadData;
  std::string message;
  std::string hint;
};

struct ImportReport {
  std::vector<FileImport> files;
  std::vector<FileFailure> failures;
};

/// Reads tables of songs into the catalog, in the order given.
///
/// Songs are committed in batches; the playlists of a file in one transaction after its last row, so that a run that
/// is killed leaves every stored playlist whole. An interrupted run keeps the rows read so far; the next run completes
/// it. Throws what ends the command: interruption, a catalog that cannot be written, a `map` that makes no sense.
ImportReport import_tables(catalog::Catalog& catalog, const std::vector<std::filesystem::path>& files,
                           const ImportOptions& options, const std::function<void(const ItemProblem&)>& on_problem,
                           const Clock& clock = Clock::system(), Progress& progress = Progress::none(),
                           const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
