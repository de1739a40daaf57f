#include "segue/cli/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "segue/base/unicode.h"

namespace segue::cli {
namespace {

constexpr std::size_t kNarrowest = 8;
constexpr std::size_t kGap = 2;

}  // namespace

std::string count(std::int64_t number) {
  const std::string digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (left % 3 == 0 && !text.empty() && text != "-") text += ',';
    text += digits[i];
  }
  return text;
}

std::string count(std::int64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count(number), number == 1 ? one : many);
}

std::string bytes(std::uint64_t number) {
  const char* units[] = {"bytes", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(number);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < std::size(units)) {
    value /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} bytes", number)
                   : fmt::format("{:.{}f} {}", value, value < 9.95 ? 1 : 0, units[unit]);
}

std::string seconds(double duration) {
  if (duration < 59.95) return fmt::format("{:.{}f} s", duration, duration < 9.95 ? 2 : 1);
  const auto whole = std::llround(duration);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(std::size_t width, std::string_view indent) const {
  std::vector<std::size_t> widths;
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    std::size_t widest = display_width(columns_[j].header);
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[j]));
    widths.push_back(std::min(widest, std::max(columns_[j].most, display_width(columns_[j].header))));
  }
  const auto line_width = [&] {
    std::size_t sum = indent.size();
    for (const std::size_t w : widths) sum += w + kGap;
    return sum - kGap;
  };
  while (line_width() > width) {
    std::size_t* widest = nullptr;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (columns_[j].align == Align::kLeft && widths[j] > kNarrowest && (!widest || widths[j] > *widest)) {
        widest = &widths[j];
      }
    }
    if (!widest) break;
    --*widest;
  }
  std::string text;
  const auto add_line = [&](const auto& cell_of) {
    std::string line(indent);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const std::string cell = shorten(cell_of(j), widths[j]);
      const std::string pad(widths[j] - std::min(widths[j], display_width(cell)), ' ');
      line += columns_[j].align == Align::kRight ? pad + cell : cell + pad;
      line.append(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  };
  add_line([&](std::size_t j) { return columns_[j].header; });
  for (const auto& row : rows_) add_line([&](std::size_t j) { return row[j]; });
  return text;
}

}  // namespace segue::cli
