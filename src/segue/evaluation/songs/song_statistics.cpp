#include "segue/evaluation/songs/song_statistics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::evaluation {
namespace {

constexpr std::array<std::string_view, kDrawnVariables> kNames = {
    "danceability", "energy",  "loudness", "speechiness", "acousticness", "instrumentalness",
    "liveness",     "valence", "tempo",    "duration_ms", "year",         "popularity"};

std::size_t variable_named(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(kNames, name) - kNames.begin());
}

/// Reads the lines one after the other into the statistics.
class Reader {
 public:
  explicit Reader(SongStatistics& known) : known_(known) {}

  void read(std::string_view line) {
    ++line_;
    words_ = line;
    if (line.empty() || line.front() == '#') return;
    const auto what = word();
    const auto one = ones_.find(what);
    if (const auto variable = variable_named(what); variable < kDrawnVariables) {
      style().quantiles[variable] = quantiles();
    } else if (what == "all") {
      const auto of = variable_named(word());
      if (of == kDrawnVariables) fail("no variable is called so");
      known_.all[of] = quantiles();
    } else if (what == "all_correlation") {
      correlations(known_.all_correlations, ++all_row_);
    } else if (what == "correlation") {
      correlations(style().root, ++style_row_);
      if (style_row_ + 1 == kDrawnVariables) take_root(style().root);
    } else if (what == "style") {
      const double weight = number();
      known_.styles.push_back({std::string(words_), weight, {}, unit()});
      style_row_ = 0;
    } else if (one != ones_.end()) {
      one->second();
    } else if (what != "variables" && what != "artists_measured") {
      fail("nothing is called so");
    }
  }

  void finish() const {
    if (known_.styles.empty() || style_row_ + 1 != kDrawnVariables || all_row_ + 1 != kDrawnVariables) {
      fail("expected more lines");
    }
  }

 private:
  [[noreturn]] void fail(std::string_view why) const {
    throw Error(ErrorKind::kBadData, fmt::format("the facts about songs, line {}: {}", line_, why));
  }

  static DrawnMatrix unit() {
    DrawnMatrix matrix{};
    for (std::size_t i = 0; i < kDrawnVariables; ++i) matrix[i][i] = 1;
    return matrix;
  }

  std::string_view word() {
    const auto end = std::min(words_.find(' '), words_.size());
    const auto found = words_.substr(0, end);
    words_.remove_prefix(std::min(end + 1, words_.size()));
    if (found.empty()) fail("a word is missing");
    return found;
  }

  double number() {
    const auto text = word();
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) fail("expected a number");
    return value;
  }

  SongStyle& style() {
    if (known_.styles.empty()) fail("it belongs to no style");
    return known_.styles.back();
  }

  Quantiles quantiles() {
    Quantiles read;
    while (!words_.empty()) read.values.push_back(number());
    if (!known_.levels.empty() && read.values.size() != known_.levels.size()) fail("a quantile for every level");
    if (!std::ranges::is_sorted(read.values)) fail("quantiles ascend");
    return read;
  }

  template <std::size_t n>
  void fill(std::array<double, n>& values) {
    for (double& value : values) value = number();
  }

  void correlations(DrawnMatrix& matrix, std::size_t row) {
    if (row >= kDrawnVariables) fail("there are as many rows as variables");
    matrix[row][row] = matrix[0][0] = 1;
    for (std::size_t j = 0; j < row; ++j) matrix[row][j] = matrix[j][row] = number();
  }

  /// Cholesky, in place. Rounding to two digits may leave a pivot a little below zero.
  static void take_root(DrawnMatrix& a) {
    constexpr double kSmallestPivot = 1e-4;
    for (std::size_t i = 0; i < kDrawnVariables; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = a[i][j];
        for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
        a[i][j] = i == j ? std::sqrt(std::max(sum, kSmallestPivot)) : sum / a[j][j];
      }
      for (std::size_t j = i + 1; j < kDrawnVariables; ++j) a[i][j] = 0;
    }
    for (auto& row : a) {  // each a unit vector again, so that every score is a normal one
      double square = 0;
      for (const double value : row) square += value * value;
      for (double& value : row) value /= std::sqrt(square);
    }
  }

  SongStatistics& known_;
  std::size_t line_ = 0;
  std::string_view words_;
  std::size_t all_row_ = 0;
  std::size_t style_row_ = 0;
  std::map<std::string_view, std::function<void()>> ones_ = {
      {"levels", [this] { known_.levels = quantiles().values; }},
      {"title_length", [this] { known_.title_length = quantiles(); }},
      {"artist_length", [this] { known_.artist_length = quantiles(); }},
      {"guests", [this] { known_.guests = number(); }},
      {"whole_dates", [this] { known_.whole_dates = number(); }},
      {"major", [this] { known_.major = number(); }},
      {"keys_major", [this] { fill(known_.keys_major); }},
      {"keys_minor", [this] { fill(known_.keys_minor); }},
      {"shared_niche", [this] { fill(known_.shared_niche); }},
      {"shared_artist", [this] { fill(known_.shared_artist); }},
      {"artists",
       [this] {
         known_.artists.niche = number();
         known_.artists.anywhere = number();
         known_.artists.tail = number();
         known_.artists.scale = number();
       }},
      {"playlist_size", [this] { known_.playlist_size = quantiles(); }},
      {"playlist_niche", [this] { known_.playlist_niche = number(); }},
      {"playlist_exponent", [this] { known_.playlist_exponent = number(); }},
  };
};

}  // namespace

double value_at(std::span<const double> levels, std::span<const double> quantiles, double level) {
  const auto above = std::ranges::upper_bound(levels, level);
  const auto i = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(above - levels.begin(), 1, static_cast<std::ptrdiff_t>(levels.size()) - 1));
  const double part = std::clamp((level - levels[i - 1]) / (levels[i] - levels[i - 1]), 0.0, 1.0);
  return quantiles[i - 1] + part * (quantiles[i] - quantiles[i - 1]);
}

double SongStatistics::at(const Quantiles& of, double level) const {
  return value_at(levels, of.values, level);
}

const SongStatistics& SongStatistics::known() {
  static const SongStatistics statistics = [] {
    const auto bytes = song_facts_text();
    return read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }();
  return statistics;
}

SongStatistics SongStatistics::read(std::string_view text) {
  SongStatistics known;
  Reader reader(known);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    reader.read(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  reader.finish();
  return known;
}

}  // namespace segue::evaluation
