#include "segue/features/input_scaler.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <optional>

#include "segue/numeric/statistics.h"

namespace segue::features {
namespace {

constexpr std::size_t kMostQuantiles = 1000;
constexpr double kFarthestScore = 3;
constexpr double kFarthestFact = 4;

using catalog::Variable;

std::string name_of(Variable variable) {
  return std::string(catalog::info(variable).name);
}

std::optional<std::size_t> column_of(const FeatureTable& table, std::string_view name) {
  const auto at = std::ranges::find(table.columns, name, &Column::name);
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

/// At most kMostQuantiles of the known values, ascending, both ends among them.
std::vector<float> quantiles_of(const FeatureTable& table, std::string_view column) {
  const auto j = column_of(table, column);
  if (!j) return {};
  std::vector<float> known;
  for (std::size_t i = 0; i < table.songs.size(); ++i) {
    if (table.known(i, *j) != 0) known.push_back(table.values(i, *j));
  }
  std::ranges::sort(known);
  if (known.size() <= kMostQuantiles) return known;
  std::vector<float> quantiles(kMostQuantiles);
  for (std::size_t k = 0; k < kMostQuantiles; ++k) {
    quantiles[k] = known[k * (known.size() - 1) / (kMostQuantiles - 1)];
  }
  return quantiles;
}

InputColumn quantile(const FeatureTable& table, const std::string& column) {
  return {column, InputForm::kQuantile, 0, 1, 0, quantiles_of(table, column)};
}

/// As it will be read back: models hold float32.
InputColumn linear(const std::string& column, float offset, float scale) {
  return {column, InputForm::kLinear, static_cast<double>(offset), static_cast<double>(scale)};
}

InputColumn form(const std::string& column, InputForm how) {
  return {column, how, 0, 1};
}

bool any_known(const FeatureTable& table, const std::vector<InputColumn>& columns) {
  return std::ranges::any_of(columns,
                             [&](const InputColumn& column) { return !quantiles_of(table, column.column).empty(); });
}

InputGroup sound_of(const FeatureTable& table) {
  InputGroup sound{"sound", {}};
  for (const auto variable : {Variable::kDanceability, Variable::kEnergy, Variable::kLoudness, Variable::kSpeechiness,
                              Variable::kAcousticness, Variable::kInstrumentalness, Variable::kLiveness,
                              Variable::kValence, Variable::kTempo}) {
    sound.columns.push_back(quantile(table, name_of(variable)));
  }
  sound.columns.push_back(form(name_of(Variable::kKey), InputForm::kCosine));
  sound.columns.push_back(form(name_of(Variable::kKey), InputForm::kSine));
  sound.columns.push_back(form(name_of(Variable::kMode), InputForm::kHalf));
  return sound;
}

/// Fixed: what a year and a length mean does not depend on the catalog. Roughly mean and deviation of real tables.
InputColumn linear_year() {
  return linear("year", 2010, 11);
}
InputColumn linear_duration() {
  return linear("duration", 12.3F, 0.27F);  // of the logarithm of milliseconds
}

/// The distribution that adapt() leaves alone.
bool is_fact(const std::string& column) {
  return column == "year" || column == "duration" || column == name_of(Variable::kTempo);
}

constexpr int kWaves = 4;

/// Adds the waves of every quantile of the group.
void add_waves(InputGroup& group) {
  std::vector<std::string> names;
  for (const auto& column : group.columns) {
    if (column.form == InputForm::kQuantile) names.push_back(column.column);
  }
  for (const auto& name : names) {
    for (int order = 1; order <= kWaves; ++order) {
      for (const int signed_order : {order, -order}) {
        group.columns.push_back({name, InputForm::kWave, 0, 1, signed_order});
      }
    }
  }
}

/// The quantiles of a column's kQuantile in its group.
std::span<const float> quantiles_in(const InputGroup& group, const std::string& column) {
  for (const auto& other : group.columns) {
    if (other.form == InputForm::kQuantile && other.column == column) return other.quantiles;
  }
  return {};
}

double score(const InputColumn& column, std::span<const float> quantiles, double value) {
  const double angle = 2 * std::numbers::pi * value / 12;
  switch (column.form) {
    case InputForm::kQuantile:
      return normal_score(quantiles, value);
    case InputForm::kLinear:
      return std::clamp((value - column.offset) / column.scale, -kFarthestFact, kFarthestFact);
    case InputForm::kCosine:
      return 0.5 * std::cos(angle);
    case InputForm::kSine:
      return 0.5 * std::sin(angle);
    case InputForm::kHalf:
      return 0.5 * value;
    case InputForm::kWave: {
      const double phase = std::numbers::pi * std::abs(column.order) * share_of(quantiles, value);
      return 0.5 * (column.order > 0 ? std::sin(phase) : std::cos(phase));
    }
    case InputForm::kPresence:
      break;
  }
  return 0;
}

}  // namespace

double share_of(std::span<const float> quantiles, double value) {
  if (quantiles.empty() || quantiles.front() == quantiles.back()) return 0.5;
  const auto below = [](float quantile, double at) { return static_cast<double>(quantile) < at; };
  const auto above = [](double at, float quantile) { return at < static_cast<double>(quantile); };
  const auto first = std::lower_bound(quantiles.begin(), quantiles.end(), value, below);
  const auto last = std::upper_bound(first, quantiles.end(), value, above);
  const auto position = [&](auto at) { return static_cast<double>(at - quantiles.begin()); };
  const auto steps = static_cast<double>(quantiles.size() - 1);
  if (first != last) return (position(first) + position(last) - 1) / (2 * steps);
  if (first == quantiles.begin()) return 0;
  if (first == quantiles.end()) return 1;
  const auto left = static_cast<double>(*(first - 1));
  return (position(first) - 1 + (value - left) / (static_cast<double>(*first) - left)) / steps;
}

double normal_score(std::span<const float> quantiles, double value) {
  constexpr double kLeast = 1e-4;
  const double share = std::clamp(share_of(quantiles, value), kLeast, 1 - kLeast);
  return std::clamp(numeric::normal_quantile(share), -kFarthestScore, kFarthestScore);
}

InputScaler InputScaler::fit(const FeatureTable& table) {
  InputScaler scaler;
  const auto add = [&](InputGroup group) {
    if (group.name != "timbre" && group.name != "sentiment") add_waves(group);
    group.columns.push_back(form(group.name, InputForm::kPresence));
    scaler.groups_.push_back(std::move(group));
  };
  add(sound_of(table));
  add({"year", {linear_year(), quantile(table, "year")}});
  add({"duration", {linear_duration(), quantile(table, "duration")}});
  InputGroup timbre{"timbre", {}};
  for (const auto& column : timbre_columns()) timbre.columns.push_back(quantile(table, column.name));
  if (any_known(table, timbre.columns)) add(std::move(timbre));
  InputGroup sentiment{"sentiment", {}};
  for (const auto variable :
       {Variable::kSentimentNegative, Variable::kSentimentNeutral, Variable::kSentimentPositive}) {
    sentiment.columns.push_back(quantile(table, name_of(variable)));
  }
  if (any_known(table, sentiment.columns)) add(std::move(sentiment));
  return scaler;
}

InputScaler InputScaler::fit_plain(const FeatureTable& table) {
  InputScaler scaler;
  scaler.groups_ = {sound_of(table), {"year", {linear_year()}}, {"duration", {linear_duration()}}};
  return scaler;
}

void InputScaler::adapt(const FeatureTable& table) {
  for (auto& group : groups_) {
    for (auto& column : group.columns) {
      if (column.form != InputForm::kQuantile || is_fact(column.column)) continue;
      if (auto quantiles = quantiles_of(table, column.column); !quantiles.empty()) {
        column.quantiles = std::move(quantiles);
      }
    }
  }
}

numeric::Matrix InputScaler::transform(const FeatureTable& table) const {
  const std::size_t songs = table.songs.size();
  numeric::Matrix inputs(songs, this->inputs());
  std::size_t at = 0;
  for (const auto& group : groups_) {
    std::vector<bool> present(songs, false);
    for (const auto& column : group.columns) {
      const std::size_t to = at++;
      if (column.form == InputForm::kPresence) {
        for (std::size_t i = 0; i < songs; ++i) inputs(i, to) = present[i] ? 1.0F : 0.0F;
        continue;
      }
      const auto from = column_of(table, column.column);
      if (!from) continue;
      const auto quantiles = quantiles_in(group, column.column);
      // An explanation asks of the same values again and again.
      std::optional<float> value;
      float its_score = 0;
      for (std::size_t i = 0; i < songs; ++i) {
        if (table.known(i, *from) == 0) continue;
        present[i] = true;
        if (value != table.values(i, *from)) {
          value = table.values(i, *from);
          its_score = static_cast<float>(score(column, quantiles, static_cast<double>(*value)));
        }
        inputs(i, to) = its_score;
      }
    }
  }
  return inputs;
}

bool InputScaler::knows(const FeatureTable& table, std::size_t row) const {
  for (const auto& group : groups_) {
    if (group.name == "sentiment") continue;
    for (const auto& column : group.columns) {
      const auto from = column.form == InputForm::kPresence ? std::nullopt : column_of(table, column.column);
      if (from && table.known(row, *from) != 0) return true;
    }
  }
  return false;
}

std::size_t InputScaler::inputs() const {
  std::size_t count = 0;
  for (const auto& group : groups_) count += group.columns.size();
  return count;
}

std::vector<std::pair<std::size_t, std::size_t>> InputScaler::ranges() const {
  std::vector<std::pair<std::size_t, std::size_t>> ranges;
  std::size_t at = 0;
  for (const auto& group : groups_) {
    ranges.emplace_back(at, at + group.columns.size());
    at += group.columns.size();
  }
  return ranges;
}

}  // namespace segue::features
