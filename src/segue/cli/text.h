#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::cli {

/// 26117 as "26,117".
std::string count(std::int64_t number);
/// "1 song", "26,117 songs".
std::string count(std::int64_t number, std::string_view one, std::string_view many);
/// "3.4 MB", decimal units.
std::string bytes(std::uint64_t number);
/// Seconds as "0.42 s", "3:07" or "1:02:03".
std::string seconds(double duration);

/// A table for people: columns aligned by what they hold, cells never break the line.
class Table {
 public:
  enum class Align : std::uint8_t { kLeft, kRight };
  struct Column {
    std::string header;
    Align align = Align::kLeft;
    std::size_t most = 40;  ///< cells are shortened to this many terminal cells at first, further if the line is full
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// One cell per column; unprintable characters are made harmless.
  void add(std::vector<std::string> cells);
  /// Lines that fit `width` terminal cells where that is possible: the widest left-aligned columns give way.
  std::string text(std::size_t width, std::string_view indent = "  ") const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace segue::cli
