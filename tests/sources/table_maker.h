#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/csv/song_table.h"

namespace segue::sources {

/// Bytes in pieces of at most `piece`, as a pipe would give them.
class Pieces : public ByteSource {
 public:
  Pieces(std::string bytes, std::size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  std::size_t read(char* buffer, std::size_t size) override;
  std::uint64_t consumed() const override { return at_; }
  std::optional<std::uint64_t> total() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

/// All that reading a table tells.
struct ReadTable : RecordSink {
  std::vector<catalog::SongRecord> records;
  std::vector<ItemProblem> problems;
  SongTableReport report;

  void on_record(catalog::SongRecord&& record) override { records.push_back(std::move(record)); }
  void on_problem(ItemProblem&& problem) override { problems.push_back(std::move(problem)); }
};

ReadTable read_table(std::string text, const SongTableOptions& options = {}, const std::string& name = "table.csv");

/// "row 3 [energy] 2: a number from 0 to 1", one per line.
std::string told(const std::vector<ItemProblem>& problems);

/// "spotify:6f807x0ima9a1j3VPbc7VN isrc:..." of a record.
std::string ids_of(const catalog::SongRecord& record);

}  // namespace segue::sources
