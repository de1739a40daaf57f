#include "segue/playlist/duration.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace segue::playlist {
namespace {

constexpr double kLongest = 1000.0 * 3600;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The digits (and one point, where it is allowed) at the front of `text`, which are taken from it.
std::optional<double> take_number(std::string_view& text, bool with_point) {
  std::size_t length = 0;
  bool point = !with_point;
  while (length < text.size() && (is_digit(text[length]) || (!point && length > 0 && text[length] == '.'))) {
    point = point || text[length] == '.';
    ++length;
  }
  if (length == 0 || length > 9 || !is_digit(text[length - 1])) return std::nullopt;
  double number = 0;
  std::from_chars(text.data(), text.data() + length, number);
  text.remove_prefix(length);
  return number;
}

std::optional<double> clock_time(std::string_view text) {
  double seconds = 0;
  int parts = 0;
  for (;; text.remove_prefix(1)) {
    const std::size_t before = text.size();
    const auto number = take_number(text, false);
    if (!number || (parts > 0 && (before - text.size() != 2 || *number >= 60))) return std::nullopt;
    seconds = seconds * 60 + *number;
    ++parts;
    if (text.empty()) break;
    if (text.front() != ':' || parts == 3) return std::nullopt;
  }
  if (parts < 2) return std::nullopt;
  return seconds;
}

std::optional<double> unit_time(std::string_view text) {
  double seconds = 0;
  double last_unit = kLongest;
  while (!text.empty()) {
    const auto number = take_number(text, true);
    if (!number || text.empty()) return std::nullopt;
    double unit = 0;
    std::size_t letters = 1;
    if (text.front() == 'h') unit = 3600;
    if (text.front() == 'm') {
      unit = 60;
      if (text.starts_with("min")) letters = 3;
    }
    if (text.front() == 's') unit = 1;
    if (unit == 0 || unit >= last_unit) return std::nullopt;
    last_unit = unit;
    seconds += *number * unit;
    text.remove_prefix(letters);
  }
  return seconds;
}

}  // namespace

std::optional<double> parse_duration(std::string_view text) {
  if (text.empty() || text.size() > 32) return std::nullopt;
  const auto seconds = text.find(':') == std::string_view::npos ? unit_time(text) : clock_time(text);
  if (!seconds || *seconds > kLongest) return std::nullopt;
  return seconds;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const auto minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

}  // namespace segue::playlist
