#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "segue/sources/csv/column_map.h"
#include "segue/sources/csv/csv_reader.h"
#include "segue/sources/record_sink.h"

namespace segue::sources {

/// Makes songs of the rows of one table.
///
/// Each cell is checked by itself: one that is out of range or unreadable is told to the sink as a problem and is
/// unknown from then on. Cells that say "unknown" are so without a word: empty ones, tempo 0 and the like
/// (VariableInfo::means_none), a release date of 0000.
class SongRows {
 public:
  struct Settings {
    std::string file;        ///< for problems
    std::string playlist;    ///< the name of an Exportify file's playlist
    int latest_year = 2100;  ///< release years after this are refused
    bool decimal_comma = false;
  };

  /// `map` must outlive this, as must `sink`.
  SongRows(const ColumnMap& map, Settings settings, RecordSink& sink);

  /// Nothing, after telling the sink, if the row has no title, no artist or is no song.
  std::optional<catalog::SongRecord> read(const CsvRecord& row);

  /// How many values were refused so far; rows that were refused as a whole do not count.
  std::uint64_t refused_values() const { return refused_values_; }

 private:
  std::string_view cell(const CsvRecord& row, const std::optional<ColumnMap::Column>& column) const;
  void refuse_value(const CsvRecord& row, const std::string& header, std::string_view found, std::string expected);
  void refuse_row(const CsvRecord& row, const std::string& header, std::string_view found, std::string expected);

  bool read_names(const CsvRecord& row, catalog::SongFacts& facts);
  bool read_spotify_id(const CsvRecord& row, catalog::SongFacts& facts);
  void read_other_ids(const CsvRecord& row, catalog::SongFacts& facts);
  void read_release(const CsvRecord& row, catalog::SongFacts& facts);
  void read_numbers(const CsvRecord& row, catalog::SongFacts& facts);
  void read_values(const CsvRecord& row, catalog::Values& values);
  std::optional<catalog::PlaylistMention> read_mention(const CsvRecord& row);
  std::string read_short(const CsvRecord& row, Field field);
  void note_extra_cells(const CsvRecord& row);

  const ColumnMap& map_;
  Settings settings_;
  RecordSink& sink_;
  std::uint64_t refused_values_ = 0;
  bool extra_cells_told_ = false;
};

/// The text of a cell for a message: on one line, shortened.
std::string quoted_for_message(std::string_view text);

}  // namespace segue::sources
