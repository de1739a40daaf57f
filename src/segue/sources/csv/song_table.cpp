#include "segue/sources/csv/song_table.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/sources/csv/column_map.h"
#include "segue/sources/csv/csv_reader.h"
#include "segue/sources/csv/song_row.h"

namespace segue::sources {
namespace {

constexpr std::uint64_t kStepsPerProgress = 256;

/// "lists/road_trip.csv.zst" names the playlist "road_trip".
std::string playlist_name(const std::string& file) {
  std::filesystem::path name = std::filesystem::path(file).filename();
  if (name.extension() == ".zst") name = name.stem();
  for (const std::string_view extension : {".csv", ".tsv", ".txt"}) {
    if (name.extension() == extension) return name.stem().string();
  }
  return name.string();
}

/// A progress step that also ends when reading is given up.
class Step {
 public:
  Step(Progress& progress, const ByteSource& bytes, const std::string& name) : progress_(progress), bytes_(bytes) {
    progress_.begin("reading " + std::filesystem::path(name).filename().string(), bytes.total(), "bytes");
  }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  ~Step() { progress_.end(); }
  void advance() { progress_.advance(bytes_.consumed()); }

 private:
  Progress& progress_;
  const ByteSource& bytes_;
};

ItemProblem problem_of(const CsvDefect& defect, const std::string& file) {
  ItemProblem problem{file, defect.line, {}, quoted_for_message(defect.found), {}, false};
  switch (defect.kind) {
    case CsvDefect::Kind::kUnclosedQuote:
      problem.expected = "a closing quote (\"): reading goes on at the next line";
      break;
    case CsvDefect::Kind::kTooLong:
      problem.expected = "a row of at most 4 MiB, with cells of at most 1 MiB";
      break;
    case CsvDefect::Kind::kNul:
      problem.expected = "text: there is a NUL byte in this row";
      break;
  }
  return problem;
}

bool is_blank(const CsvRecord& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](std::string_view cell) { return trimmed(cell).empty(); });
}

std::vector<std::string> read_header(CsvReader& csv, const std::string& name) {
  const std::string_view hint = "the first line must name the columns, as in: title,artist,album";
  switch (csv.next()) {
    case CsvReader::Step::kRecord:
      return {csv.record().cells.begin(), csv.record().cells.end()};
    case CsvReader::Step::kDefect:
      throw Error(ErrorKind::kBadData,
                  fmt::format("{}, line {}: the header cannot be read: expected {}, found {}", name, csv.defect().line,
                              problem_of(csv.defect(), name).expected, quoted_for_message(csv.defect().found)),
                  std::string(hint));
    case CsvReader::Step::kEnd:
      break;
  }
  throw Error(ErrorKind::kBadData, fmt::format("{} is empty: expected a table of songs", name), std::string(hint));
}

}  // namespace

SongTableReport read_song_table(const std::filesystem::path& file, const SongTableOptions& options, RecordSink& sink,
                                Progress& progress, const Cancellation& cancellation) {
  const std::unique_ptr<ByteSource> bytes = open_bytes(file);
  return read_song_table(*bytes, file == "-" ? "standard input" : file.string(), options, sink, progress, cancellation);
}

SongTableReport read_song_table(ByteSource& bytes, const std::string& name, const SongTableOptions& options,
                                RecordSink& sink, Progress& progress, const Cancellation& cancellation) {
  cancellation.check();
  Step step(progress, bytes, name);
  CsvReader csv(bytes, name);
  const std::vector<std::string> header = read_header(csv, name);

  // Some columns are known by what stands in their first row, so that is read before they are named.
  CsvReader::Step next = csv.next();
  static const std::vector<std::string_view> kNoRow;
  const ColumnMap map =
      map_columns(header, next == CsvReader::Step::kRecord ? csv.record().cells : kNoRow, options.map, name);

  SongTableReport report;
  report.file = name;
  report.kind = sources::name(map.kind);
  report.separator = csv.separator();
  report.used_columns = map.used;
  report.ignored_columns = map.ignored;

  SongRows rows(map, {name, playlist_name(name), options.latest_year, csv.separator() == ';'}, sink);
  for (std::uint64_t steps = 1; next != CsvReader::Step::kEnd; next = csv.next(), ++steps) {
    if (next == CsvReader::Step::kDefect) {
      ++report.rows;
      ++report.refused_rows;
      sink.on_problem(problem_of(csv.defect(), name));
    } else if (!is_blank(csv.record())) {
      ++report.rows;
      if (std::optional<catalog::SongRecord> record = rows.read(csv.record())) {
        ++report.records;
        sink.on_record(std::move(*record));
      } else {
        ++report.refused_rows;
      }
    }
    if (steps % kStepsPerProgress == 0) {
      cancellation.check();
      step.advance();
    }
  }
  step.advance();
  report.latin1 = csv.latin1();
  report.refused_values = rows.refused_values();
  return report;
}

std::vector<std::string> mappable_fields() {
  return field_names();
}

}  // namespace segue::sources
