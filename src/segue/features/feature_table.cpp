#include "segue/features/feature_table.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "segue/base/error.h"
#include "segue/catalog/values/sound.h"

namespace segue::features {
namespace {

constexpr std::string_view kYearName = "year";
constexpr std::string_view kDurationName = "duration";

/// Reads one column's number of a song; NaN if it is unknown.
class ColumnReader {
 public:
  explicit ColumnReader(const Column& column) : variable_(catalog::variable_named(column.name)) {
    if (variable_) return;
    if (column.name == kYearName) {
      fact_ = Fact::kYear;
    } else if (column.name == kDurationName) {
      fact_ = Fact::kDuration;
    } else if (timbre_ = catalog::timbre_named(column.name); timbre_) {
      fact_ = Fact::kTimbre;
    } else {
      throw Error(
          ErrorKind::kBadData,
          "expected a variable, \"year\", \"duration\" or a number of the timbre as a column of a model, found \"" +
              column.name + "\"",
          "the model may be from a newer segue; train again, or update segue");
    }
  }

  double operator()(const SongNumbers& song) const {
    if (variable_) return song.values[*variable_];
    if (fact_ == Fact::kYear) return song.year;
    if (fact_ == Fact::kTimbre) {
      constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
      return *timbre_ < song.timbre.size() ? static_cast<double>(song.timbre[*timbre_]) : kUnknown;
    }
    return std::log(song.duration_ms);  // not finite, so unknown, where the duration is not positive
  }

 private:
  enum class Fact { kYear, kDuration, kTimbre };
  std::optional<catalog::Variable> variable_;
  std::optional<std::size_t> timbre_;
  Fact fact_ = Fact::kYear;
};

bool fits_float(double value) {
  return std::abs(value) <= double{std::numeric_limits<float>::max()};
}

}  // namespace

std::vector<Column> tabular_columns() {
  std::vector<Column> columns;
  for (const auto& variable : catalog::variables()) columns.push_back({std::string(variable.name)});
  return columns;
}

std::vector<Column> audio_feature_columns() {
  std::vector<Column> columns;
  for (const auto& variable : catalog::variables()) {
    if (variable.group == catalog::VariableGroup::kAudioFeature) columns.push_back({std::string(variable.name)});
  }
  return columns;
}

std::vector<Column> context_columns() {
  return {{std::string(kYearName)}, {std::string(kDurationName)}};
}

std::vector<Column> timbre_columns() {
  std::vector<Column> columns;
  for (const auto& number : catalog::timbre_numbers()) {
    const std::string_view name = number.name;
    const bool block = (name.starts_with("mfcc_") || name.starts_with("contrast_")) && name.ends_with("_mean");
    if (block) columns.push_back({number.name});
  }
  for (const char* name :
       {"flatness_mean", "chroma_flux", "chroma_entropy", "onset_rate", "beat_strength", "pulse_clarity",
        "low_band_flux", "danceability_dfa", "loudness_range", "stereo_width", "sung_share"}) {
    columns.push_back({name});
  }
  return columns;
}

bool is_timbre(const Column& column) {
  return catalog::timbre_named(column.name).has_value();
}

std::vector<Column> model_columns() {
  std::vector<Column> columns = tabular_columns();
  for (Column& column : timbre_columns()) columns.push_back(std::move(column));
  for (Column& column : context_columns()) columns.push_back(std::move(column));
  return columns;
}

FeatureTable make_table(const std::vector<SongNumbers>& songs, std::vector<Column> columns) {
  const std::vector<ColumnReader> readers(columns.begin(), columns.end());
  std::vector<std::size_t> order(songs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&songs](std::size_t a, std::size_t b) { return songs[a].song < songs[b].song; });

  FeatureTable table;
  table.columns = std::move(columns);
  table.values = numeric::Matrix(songs.size(), readers.size());
  table.known = numeric::Matrix(songs.size(), readers.size());
  table.songs.reserve(songs.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const SongNumbers& song = songs[order[i]];
    assert(table.songs.empty() || table.songs.back() < song.song);
    table.songs.push_back(song.song);
    for (std::size_t j = 0; j < readers.size(); ++j) {
      const double value = readers[j](song);
      if (!fits_float(value)) continue;
      table.values(i, j) = static_cast<float>(value);
      table.known(i, j) = 1;
    }
  }
  return table;
}

FeatureTable select_columns(const FeatureTable& table, const std::vector<std::size_t>& indices) {
  FeatureTable selected;
  selected.songs = table.songs;
  selected.values = numeric::Matrix(table.values.rows(), indices.size());
  selected.known = numeric::Matrix(table.values.rows(), indices.size());
  for (const std::size_t j : indices) selected.columns.push_back(table.columns[j]);
  for (std::size_t i = 0; i < table.values.rows(); ++i) {
    for (std::size_t k = 0; k < indices.size(); ++k) {
      selected.values(i, k) = table.values(i, indices[k]);
      selected.known(i, k) = table.known(i, indices[k]);
    }
  }
  return selected;
}

FeatureTable informative(const FeatureTable& table, std::vector<LeftOut>& left_out) {
  left_out.clear();
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    std::optional<float> first;
    bool varies = false;
    for (std::size_t i = 0; i < table.values.rows() && !varies; ++i) {
      if (table.known(i, j) == 0) continue;
      if (!first) first = table.values(i, j);
      varies = table.values(i, j) != *first;
    }
    if (varies) {
      kept.push_back(j);
    } else {
      left_out.push_back({table.columns[j], first.has_value()});
    }
  }
  return select_columns(table, kept);
}

}  // namespace segue::features
