#include "segue/catalog/values/song.h"

#include <cstddef>

#include <fmt/format.h>

namespace segue::catalog {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes exactly `count` digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

int days_in(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

/// Takes "hh:mm", both in range.
bool take_hours_and_minutes(std::string_view& text) {
  const std::optional<int> hours = take_number(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return false;
  const std::optional<int> minutes = take_number(text, 2);
  return minutes && *minutes <= 59;
}

/// A time of day as ISO 8601 writes it: hh:mm, hh:mm:ss, hh:mm:ss.fff, then nothing, Z or an offset.
bool is_time_of_day(std::string_view text) {
  if (!take_hours_and_minutes(text)) return false;
  if (take(text, ':')) {
    const std::optional<int> seconds = take_number(text, 2);
    if (!seconds || *seconds > 60) return false;  // 60: a leap second
    if (take(text, '.')) {
      if (text.empty() || !is_digit(text.front())) return false;
      while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    }
  }
  if (text.empty()) return true;
  if (take(text, 'Z')) return text.empty();
  if (!take(text, '+') && !take(text, '-')) return false;
  return take_hours_and_minutes(text) && text.empty();
}

}  // namespace

std::optional<ReleaseDate> ReleaseDate::parse(std::string_view text) {
  const std::optional<int> year = take_number(text, 4);
  if (!year) return std::nullopt;
  if (text.empty()) return ReleaseDate{*year, 0, 0};

  if (!take(text, '-')) return std::nullopt;
  const std::optional<int> month = take_number(text, 2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  if (text.empty()) return ReleaseDate{*year, *month, 0};

  if (!take(text, '-')) return std::nullopt;
  const std::optional<int> day = take_number(text, 2);
  if (!day || *day < 1 || *day > days_in(*year, *month)) return std::nullopt;
  const ReleaseDate date{*year, *month, *day};
  if (text.empty()) return date;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  if (!is_time_of_day(text)) return std::nullopt;
  return date;
}

std::string ReleaseDate::text() const {
  if (month == 0) return fmt::format("{:04}", year);
  if (day == 0) return fmt::format("{:04}-{:02}", year, month);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::string display_name(const SongFacts& facts) {
  std::string text = facts.title;
  for (std::size_t i = 0; i < facts.artists.size(); ++i) {
    text += i == 0 ? " — " : ", ";
    text += facts.artists[i];
  }
  return text;
}

}  // namespace segue::catalog
