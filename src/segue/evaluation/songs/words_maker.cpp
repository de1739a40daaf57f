#include "segue/evaluation/songs/words_maker.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/evaluation/songs/made_names.h"
#include "segue/evaluation/songs/song_statistics.h"

namespace segue::evaluation {
namespace {

/// What sets the numbers of a song's words apart from those of its sound.
constexpr std::uint64_t kPurpose = 0x776f726473;

std::string_view take(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

[[noreturn]] void fail(std::size_t line, std::string_view why) {
  throw Error(ErrorKind::kBadData, fmt::format("the facts about words, line {}: {}", line, why));
}

std::vector<double> numbers_in(std::string_view text, std::size_t line) {
  std::vector<double> numbers;
  while (!text.empty()) {
    const auto word = take(text, ' ');
    double value = 0;
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (code != std::errc() || end != word.data() + word.size() || !(value >= 0) || !std::isfinite(value)) {
      fail(line, "expected a number");
    }
    numbers.push_back(value);
  }
  if (numbers.empty()) fail(line, "expected a number");
  if (!std::ranges::is_sorted(numbers)) fail(line, "quantiles ascend");
  return numbers;
}

/// A whole number, one at least.
std::size_t draw_count(Rng& rng, const std::vector<double>& levels, const std::vector<double>& quantiles) {
  return static_cast<std::size_t>(std::max(1.0, value_at(levels, quantiles, rng.uniform())));
}

}  // namespace

const WordStatistics& WordStatistics::known() {
  static const WordStatistics statistics = [] {
    const auto bytes = word_facts_text();
    return read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }();
  return statistics;
}

WordStatistics WordStatistics::read(std::string_view text) {
  WordStatistics known;
  std::size_t number = 0;
  double met = 0;
  while (!text.empty()) {
    auto line = take(text, '\n');
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto what = take(line, ' ');
    if (what == "levels") {
      known.levels = numbers_in(line, number);
    } else if (what == "lines") {
      known.lines = numbers_in(line, number);
    } else if (what == "words_of_line") {
      known.words_of_line = numbers_in(line, number);
    } else if (what == "repeated") {
      known.repeated = numbers_in(line, number).front();
    } else if (what == "word") {
      known.words.emplace_back(take(line, ' '));
      met += numbers_in(line, number).front();
      known.until.push_back(met);
    } else {
      fail(number, "nothing is called so");
    }
  }
  const bool whole = known.levels.size() > 1 && known.lines.size() == known.levels.size() &&
                     known.words_of_line.size() == known.levels.size() && known.repeated < 1 && met > 0;
  if (!whole) fail(number, "expected levels, a quantile for every level, a share below 1, and words");
  return known;
}

WordsMaker::WordsMaker(std::uint64_t seed, const WordStatistics& known) : seed_(mixed(seed, kPurpose)), known_(known) {}

std::string WordsMaker::words(std::uint64_t i) const {
  Rng rng(mixed(seed_, i));
  std::vector<std::string> lines(draw_count(rng, known_.levels, known_.lines));
  std::string text;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    std::string& line = lines[n];
    if (n > 0 && rng.uniform() < known_.repeated) {
      line = lines[rng.below(n)];
    } else {
      for (auto left = draw_count(rng, known_.levels, known_.words_of_line); left > 0; --left) {
        const auto word = std::ranges::upper_bound(known_.until, rng.uniform() * known_.until.back());
        if (!line.empty()) line += ' ';
        line += known_.words[std::min(static_cast<std::size_t>(word - known_.until.begin()), known_.words.size() - 1)];
      }
    }
    text += line;
    text += '\n';
  }
  return text;
}

}  // namespace segue::evaluation
