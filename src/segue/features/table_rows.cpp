#include "segue/features/table_rows.h"

#include <algorithm>

#include "segue/numeric/matrix.h"

namespace segue::features {

FeatureTable rows_of(const FeatureTable& table, std::span<const std::size_t> rows) {
  const std::size_t columns = table.columns.size();
  FeatureTable kept{{}, table.columns, numeric::Matrix(rows.size(), columns), numeric::Matrix(rows.size(), columns)};
  kept.songs.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    kept.songs.push_back(table.songs[rows[i]]);
    std::ranges::copy(table.values.row(rows[i]), kept.values.row(i).begin());
    std::ranges::copy(table.known.row(rows[i]), kept.known.row(i).begin());
  }
  return kept;
}

}  // namespace segue::features
