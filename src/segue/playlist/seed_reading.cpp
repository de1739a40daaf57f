#include <algorithm>
#include <utility>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/playlist/seed.h"
#include "segue/playlist/seed_forms.h"

namespace segue::playlist {
namespace {

constexpr std::string_view kComma = ",";
constexpr std::string_view kWideComma = "\xEF\xBC\x8C";  // U+FF0C, what Chinese and Japanese keyboards give
constexpr std::string_view kEmDash = "\xE2\x80\x94";     // U+2014, what display_name() prints

// More splits than any song needs; a hostile seed of commas must not cost time quadratic in its length.
constexpr std::size_t kMaxSplits = 32;

struct Split {
  std::size_t title_end;
  std::size_t artist_begin;
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::vector<Split> comma_splits(std::string_view text) {
  std::vector<Split> splits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const std::string_view comma : {kComma, kWideComma}) {
      if (text.substr(i).starts_with(comma)) splits.push_back({i, i + comma.size()});
    }
  }
  return splits;
}

// Only a dash with space around it separates; others stand inside titles.
std::vector<Split> dash_splits(std::string_view text) {
  std::vector<Split> splits;
  for (std::size_t i = text.find(kEmDash); i != std::string_view::npos; i = text.find(kEmDash, i + 1)) {
    const std::size_t end = i + kEmDash.size();
    if (i > 0 && is_space(text[i - 1]) && end < text.size() && is_space(text[end])) splits.push_back({i, end});
  }
  return splits;
}

bool blank(std::string_view text) {
  const std::string folded = fold(text);
  return folded.find_first_not_of(", ") == std::string::npos;
}

}  // namespace

std::vector<SeedReading> read_seed(std::string_view typed) {
  const std::string_view text = trimmed(typed);
  const std::vector<Split> commas = comma_splits(text);
  const std::vector<Split> dashes = dash_splits(text);
  if (blank(text) || (!commas.empty() && blank(text.substr(0, commas.front().title_end)))) {
    throw Error(ErrorKind::kUsage,
                "expected a song as 'Title,Artist', found no title in '" + shorten(printable(typed), 60) + "'",
                "for example --seed 'Blinding Lights,The Weeknd'");
  }

  std::vector<SeedReading> readings;
  const auto add = [&readings](std::string_view title, std::string_view artist) {
    SeedReading reading{std::string(trimmed(title)), std::string(blank(artist) ? "" : trimmed(artist))};
    const bool known = std::any_of(readings.begin(), readings.end(), [&reading](const SeedReading& other) {
      return other.title == reading.title && other.artist == reading.artist;
    });
    if (!known) readings.push_back(std::move(reading));
  };
  for (const std::vector<Split>* splits : {&dashes, &commas}) {
    const std::size_t count = std::min(splits->size(), kMaxSplits);
    for (std::size_t i = 0; i < count; ++i) {
      const Split& split = (*splits)[splits->size() - 1 - i];
      if (!blank(text.substr(0, split.title_end))) {
        add(text.substr(0, split.title_end), text.substr(split.artist_begin));
      }
    }
  }
  add(text, {});
  return readings;
}

}  // namespace segue::playlist
