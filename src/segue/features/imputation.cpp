#include "segue/features/imputation.h"

#include <cassert>
#include <cstddef>
#include <utility>

#include "segue/numeric/statistics.h"

namespace segue::features {

std::vector<double> medians(const FeatureTable& table) {
  std::vector<double> result;
  result.reserve(table.columns.size());
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    std::vector<double> known;
    known.reserve(table.values.rows());
    for (std::size_t i = 0; i < table.values.rows(); ++i) {
      if (table.known(i, j) != 0) known.push_back(table.values(i, j));
    }
    result.push_back(known.empty() ? 0.0 : numeric::quantile(std::move(known), 0.5));
  }
  return result;
}

numeric::Matrix impute(const FeatureTable& table, const std::vector<double>& fill) {
  assert(fill.size() == table.columns.size());
  numeric::Matrix filled = table.values;
  for (std::size_t i = 0; i < filled.rows(); ++i) {
    for (std::size_t j = 0; j < filled.cols(); ++j) {
      if (table.known(i, j) == 0) filled(i, j) = static_cast<float>(fill[j]);
    }
  }
  return filled;
}

}  // namespace segue::features
