#include "segue/evaluation/baselines.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <optional>
#include <string_view>
#include <vector>

#include "segue/base/rng.h"
#include "segue/catalog/values/variable.h"
#include "segue/embedding/pca.h"
#include "segue/features/imputation.h"
#include "segue/features/scaler.h"

namespace segue::evaluation {
namespace {

using features::FeatureTable;

constexpr double kUnknownYear = 2010;
/// How much key and mode weigh beside features of variance 1.
constexpr double kTonalWeight = 0.5;

FeatureTable only_informative(const FeatureTable& table) {
  std::vector<features::LeftOut> left_out;
  return features::informative(table, left_out);
}

numeric::Matrix imputed(const FeatureTable& table) {
  return features::impute(table, features::medians(table));
}

std::optional<std::size_t> column_named(const FeatureTable& table, std::string_view name) {
  const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                               [name](const features::Column& column) { return column.name == name; });
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

std::optional<std::size_t> column_of(const FeatureTable& table, catalog::Variable variable) {
  return column_named(table, catalog::info(variable).name);
}

bool is_continuous(const features::Column& column) {
  const auto variable = catalog::variable_named(column.name);
  return variable && !catalog::info(*variable).whole;
}

/// Columns of `a`, then those of `b`.
numeric::Matrix beside(const numeric::Matrix& a, const numeric::Matrix& b) {
  assert(a.rows() == b.rows());
  numeric::Matrix joined(a.rows(), a.cols() + b.cols());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    const auto to = joined.row(i);
    std::copy(a.row(i).begin(), a.row(i).end(), to.begin());
    std::copy(b.row(i).begin(), b.row(i).end(), to.begin() + static_cast<std::ptrdiff_t>(a.cols()));
  }
  return joined;
}

numeric::Matrix on_key_circle(const FeatureTable& table, std::size_t key) {
  numeric::Matrix circle(table.values.rows(), 2);
  for (std::size_t i = 0; i < circle.rows(); ++i) {
    if (table.known(i, key) == 0) continue;
    const double angle = 2 * std::numbers::pi * double{table.values(i, key)} / 12;
    circle(i, 0) = static_cast<float>(kTonalWeight * std::cos(angle));
    circle(i, 1) = static_cast<float>(kTonalWeight * std::sin(angle));
  }
  return circle;
}

}  // namespace

numeric::Matrix random_vectors(std::size_t songs, std::uint64_t seed) {
  Rng rng(seed);
  numeric::Matrix vectors(songs, 4);
  for (float& value : vectors.values()) value = static_cast<float>(rng.normal());
  return vectors;
}

numeric::Matrix min_max_vectors(const FeatureTable& audio) {
  const numeric::Matrix rows = imputed(only_informative(audio));
  return features::fit_min_max(rows).transform(rows);
}

numeric::Matrix z_score_vectors(const FeatureTable& audio) {
  const numeric::Matrix rows = imputed(only_informative(audio));
  return features::fit_z_score(rows).transform(rows);
}

numeric::Matrix pca_vectors(const FeatureTable& audio, std::size_t m) {
  const numeric::Matrix rows = min_max_vectors(audio);
  assert(m >= 1 && m <= rows.cols());
  return embedding::fit_pca(rows, m).transform(rows);
}

numeric::Matrix quantile_vectors(const FeatureTable& audio) {
  const FeatureTable table = only_informative(audio);
  std::vector<std::size_t> continuous;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (is_continuous(table.columns[j])) continuous.push_back(j);
  }
  const numeric::Matrix rows = imputed(features::select_columns(table, continuous));
  numeric::Matrix vectors = features::fit_quantile(rows).transform(rows);
  if (const auto key = column_of(table, catalog::Variable::kKey)) vectors = beside(vectors, on_key_circle(table, *key));
  if (const auto mode = column_of(table, catalog::Variable::kMode)) {
    numeric::Matrix weighed = imputed(features::select_columns(table, {*mode}));
    for (float& value : weighed.values()) value = static_cast<float>(kTonalWeight * double{value});
    vectors = beside(vectors, weighed);
  }
  return vectors;
}

numeric::Matrix quantile_vectors(const FeatureTable& audio, const FeatureTable& context) {
  assert(audio.songs == context.songs);
  const auto year = column_named(context, "year");
  const auto duration = column_named(context, "duration");
  assert(year && duration);
  const FeatureTable facts = features::select_columns(context, {*year, *duration});
  const numeric::Matrix rows = features::impute(facts, {kUnknownYear, features::medians(facts)[1]});
  return beside(quantile_vectors(audio), features::fit_z_score(rows).transform(rows));
}

}  // namespace segue::evaluation
