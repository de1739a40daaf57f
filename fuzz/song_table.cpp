// A table of songs made of any bytes: nothing but Error(kBadData) is thrown, and what reaches the sink is in range.
#include "segue/sources/csv/song_table.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

class Checks : public segue::sources::RecordSink {
 public:
  void on_record(segue::catalog::SongRecord&& record) override {
    ++records;
    expect(!record.facts.title.empty() && !record.facts.artists.empty());
    for (const std::string& artist : record.facts.artists) expect(!artist.empty() && segue::is_valid_utf8(artist));
    expect(segue::is_valid_utf8(record.facts.title) && segue::is_valid_utf8(record.lyrics));
    if (record.facts.duration_ms) expect(*record.facts.duration_ms >= 1 && *record.facts.duration_ms <= 86'400'000);
    if (record.facts.popularity) expect(*record.facts.popularity >= 0 && *record.facts.popularity <= 100);
    if (record.facts.released) expect(record.facts.released->year >= 1860 && record.facts.released->year <= 2030);
    for (const segue::catalog::ExternalId& id : record.facts.ids) expect(id.value.size() >= 12);
    for (const segue::catalog::VariableInfo& info : segue::catalog::variables()) {
      if (!record.values.has(info.variable)) continue;
      const double value = record.values[info.variable];
      expect(value >= info.min && value <= info.max && info.means_none != value);
    }
  }
  void on_problem(segue::ItemProblem&& problem) override {
    if (!problem.row_kept) ++refused_rows;
    expect(problem.row > 0 && !problem.expected.empty());
  }
  std::uint64_t records = 0;
  std::uint64_t refused_rows = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = segue::sources::bytes_of(std::string(reinterpret_cast<const char*>(data), size));
  segue::sources::SongTableOptions options;
  options.latest_year = 2030;
  Checks sink;
  try {
    const auto report = segue::sources::read_song_table(*bytes, "fuzz.csv", options, sink);
    expect(report.records == sink.records && report.refused_rows == sink.refused_rows);
    expect(report.rows == report.records + report.refused_rows);
  } catch (const segue::Error& error) {
    expect(error.kind() == segue::ErrorKind::kBadData);
  }
  return 0;
}
