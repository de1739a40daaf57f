#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "segue/base/progress.h"
#include "segue/sources/csv/byte_source.h"
#include "segue/sources/record_sink.h"

namespace segue::sources {

struct SongTableOptions {
  /// `--map column=field`: header cells (matched like known ones) and the field they hold.
  std::vector<std::pair<std::string, std::string>> map;
  int latest_year = 2100;  ///< release years after this are refused; the caller knows what day it is
};

/// How a file was understood, and what was taken from it.
struct SongTableReport {
  std::string file;
  std::string kind;  ///< "Exportify", "table of songs", "table of playlists", "table of lyrics"
  char separator = ',';
  bool latin1 = false;                       ///< bytes were not UTF-8 and were read as Windows-1252
  std::vector<std::string> used_columns;     ///< "track_name → title"
  std::vector<std::string> ignored_columns;  ///< header cells nothing was taken from
  std::uint64_t rows = 0;                    ///< data rows read, good or bad
  std::uint64_t records = 0;                 ///< handed to the sink
  std::uint64_t refused_rows = 0;            ///< rows nothing was taken of (no title, no artist, broken quoting)
  std::uint64_t refused_values = 0;          ///< values out of range or unreadable; their rows were kept
};

/// Reads a table of songs (CSV, also zstd-compressed) and hands each row to `sink`.
///
/// Understands RFC 4180 with `,`, `;` or tab, UTF-8 with or without BOM, Windows-1252; the TidyTuesday table, every
/// Exportify variant (translated headers too), and any header with a title, an artist and fields under usual names.
/// An Exportify file is one playlist, named by the file. Throws Error(kBadData) if the file is no such table (what was
/// found in its header is said), and what `sink` or cancellation throw. Memory does not grow with the file.
SongTableReport read_song_table(const std::filesystem::path& file, const SongTableOptions& options, RecordSink& sink,
                                Progress& progress = Progress::none(),
                                const Cancellation& cancellation = Cancellation::never());

/// The same from any bytes; `name` stands for the file in messages and, its stem, for an Exportify playlist.
SongTableReport read_song_table(ByteSource& bytes, const std::string& name, const SongTableOptions& options,
                                RecordSink& sink, Progress& progress = Progress::none(),
                                const Cancellation& cancellation = Cancellation::never());

/// The fields `--map` may name: "title", "artist", "album", ..., and all variables.
std::vector<std::string> mappable_fields();

}  // namespace segue::sources
