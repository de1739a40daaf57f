#include "segue/sources/csv/cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "segue/sources/spotify/link.h"

namespace segue::sources {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<int> read_digits(std::string_view text) {
  if (text.empty() || text.size() > 6 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  int number = 0;
  for (const char c : text) number = number * 10 + (c - '0');
  return number;
}

/// "3:45.5", "1:02:03" in seconds.
std::optional<double> read_clock(std::string_view text) {
  double seconds = 0;
  bool first = true;
  int parts = 0;
  for (;;) {
    const std::size_t colon = text.find(':');
    const bool last = colon == std::string_view::npos;
    const std::string_view part = text.substr(0, colon);
    if (++parts > 3) return std::nullopt;
    const std::size_t whole = std::min(part.size(), part.find('.'));
    const std::optional<int> number = read_digits(part.substr(0, whole));
    if (!number || (!first && (whole != 2 || *number > 59))) return std::nullopt;
    seconds = seconds * 60 + *number;
    if (whole < part.size()) {
      const std::optional<double> fraction = last ? read_number(part.substr(whole), false) : std::nullopt;
      if (!fraction) return std::nullopt;
      seconds += *fraction;
    }
    if (last) return first ? std::nullopt : std::optional<double>(seconds);
    first = false;
    text.remove_prefix(colon + 1);
  }
}

/// "November 29, 2019" or "November 2019" as "2019-11-29", "2019-11".
std::optional<catalog::ReleaseDate> read_english_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                               "May",       "June",     "July",     "August",
                                                               "September", "October",  "November", "December"};
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto named = std::find_if(kMonths.begin(), kMonths.end(),
                                  [&](std::string_view m) { return equal_ignoring_case(m, text.substr(0, space)); });
  if (named == kMonths.end()) return std::nullopt;
  const auto month = named - kMonths.begin() + 1;
  text.remove_prefix(space + 1);
  std::string_view day;
  if (const std::size_t comma = text.find(", "); comma != std::string_view::npos) {
    day = text.substr(0, comma);
    text.remove_prefix(comma + 2);
    if (!read_digits(day) || day.size() > 2) return std::nullopt;
  }
  if (!read_digits(text) || text.size() != 4) return std::nullopt;
  std::string iso(text);
  iso += month < 10 ? "-0" : "-";
  iso += std::to_string(month);
  if (!day.empty()) {
    iso += day.size() == 1 ? "-0" : "-";
    iso += day;
  }
  return catalog::ReleaseDate::parse(iso);
}

void add_name(std::vector<std::string>& names, std::string_view text) {
  std::string name = read_name(text);
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

std::vector<std::string> split_at_semicolons(std::string_view text) {
  std::vector<std::string> names;
  for (;;) {
    const std::size_t end = std::min(text.size(), text.find(';'));
    add_name(names, text.substr(0, end));
    if (end == text.size()) return names;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> split_at_tight_commas(std::string_view text) {
  std::vector<std::string> names;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool cut = i == text.size() || (text[i] == ',' && i + 1 < text.size() && !is_space(text[i + 1]));
    if (!cut) continue;
    add_name(names, text.substr(begin, i - begin));
    begin = i + 1;
  }
  return names;
}

std::vector<std::string> split_at_escaped_commas(std::string_view text) {
  std::vector<std::string> names;
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',') {
      name += text[++i];
    } else if (text[i] == ',') {
      add_name(names, name);
      name.clear();
    } else {
      name += text[i];
    }
  }
  add_name(names, name);
  return names;
}

/// "['A', \"B's\"]"; empty if it is no such list.
std::vector<std::string> read_python_list(std::string_view text) {
  std::vector<std::string> names;
  if (text.size() < 4 || text.front() != '[' || text.back() != ']') return names;
  text = text.substr(1, text.size() - 2);
  for (;;) {
    text = trimmed(text);
    if (text.empty() || (text.front() != '\'' && text.front() != '"')) return {};
    const char quote = text.front();
    std::string name;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != quote; ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      name += text[i];
    }
    if (i == text.size()) return {};
    add_name(names, name);
    text = trimmed(text.substr(i + 1));
    if (text.empty()) return names;
    if (text.front() != ',') return {};
    text.remove_prefix(1);
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> read_number(std::string_view text, bool decimal_comma) {
  text = trimmed(text);
  std::string with_point;
  if (decimal_comma && text.find('.') == std::string_view::npos) {
    if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
      with_point = text;
      with_point[comma] = '.';
      text = with_point;
    }
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> read_duration_ms(std::string_view text, DurationUnit unit, bool decimal_comma) {
  text = trimmed(text);
  double ms = 0;
  if (text.find(':') != std::string_view::npos) {
    const std::optional<double> seconds = read_clock(text);
    if (!seconds) return std::nullopt;
    ms = *seconds * 1000;
  } else {
    const std::optional<double> number = read_number(text, decimal_comma);
    if (!number) return std::nullopt;
    const bool seconds = unit == DurationUnit::kSeconds || (unit == DurationUnit::kUnsaid && *number < 10'000);
    ms = seconds ? *number * 1000 : *number;
  }
  if (!(std::abs(ms) < 9e15)) return std::nullopt;
  return std::llround(ms);
}

std::optional<bool> read_flag(std::string_view text) {
  text = trimmed(text);
  if (text == "1" || equal_ignoring_case(text, "true")) return true;
  if (text == "0" || equal_ignoring_case(text, "false")) return false;
  return std::nullopt;
}

std::optional<catalog::ReleaseDate> read_date(std::string_view text) {
  text = trimmed(text);
  if (text.size() == 6 && text.ends_with(".0")) text.remove_suffix(2);
  if (const auto date = catalog::ReleaseDate::parse(text)) return date;
  return read_english_date(text);
}

SpotifyName read_spotify_name(std::string_view text) {
  std::string_view rest = trimmed(text);
  if (take_prefix(rest, "spotify:local:")) return {SpotifyName::Kind::kLocal, {}};
  auto link = read_spotify_link(text);
  if (!link) return {};
  if (link->type.value_or(SpotifyType::kTrack) == SpotifyType::kTrack) {
    return {SpotifyName::Kind::kTrack, std::move(link->id)};
  }
  if (link->type == SpotifyType::kEpisode) return {SpotifyName::Kind::kEpisode, {}};
  return {};
}

std::optional<std::string> read_isrc(std::string_view text) {
  std::string code;
  for (const char c : trimmed(text)) {
    if (c != '-' && c != ' ') code += ascii_upper(c);
    if (code.size() > 12) return std::nullopt;
  }
  if (code.size() != 12) return std::nullopt;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const bool good = i < 2 ? is_letter(code[i]) : i < 5 ? is_letter(code[i]) || is_digit(code[i]) : is_digit(code[i]);
    if (!good) return std::nullopt;
  }
  return code;
}

std::optional<std::string> read_musicbrainz_id(std::string_view text) {
  text = trimmed(text);
  if (const std::size_t at = text.find("musicbrainz.org/recording/"); at != std::string_view::npos) {
    text.remove_prefix(text.find("recording/", at) + std::string_view("recording/").size());
    text = text.substr(0, text.find_first_of("/?#"));
  }
  if (text.size() != 36) return std::nullopt;
  std::string id;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = ascii_lower(text[i]);
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const bool good = hyphen ? c == '-' : is_digit(c) || (c >= 'a' && c <= 'f');
    if (!good) return std::nullopt;
    id += c;
  }
  return id;
}

std::vector<std::string> read_artists(std::string_view text, ArtistList list) {
  text = trimmed(text);
  if (list == ArtistList::kEscapedCommas) return split_at_escaped_commas(text);
  std::vector<std::string> names;
  if (list == ArtistList::kOne) {
    add_name(names, text);
    return names;
  }
  names = read_python_list(text);
  if (!names.empty()) return names;
  if (list == ArtistList::kTightCommas && text.find(';') == std::string_view::npos) return split_at_tight_commas(text);
  return split_at_semicolons(text);
}

std::string read_name(std::string_view text) {
  std::string name(trimmed(text));
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return name;
}

}  // namespace segue::sources
