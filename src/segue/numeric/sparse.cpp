#include "segue/numeric/sparse.h"

#include <algorithm>
#include <functional>

namespace segue::numeric {

void SparseMatrix::add_row(std::span<const std::uint32_t> columns, std::span<const float> values) {
  assert(columns.size() == values.size());
  assert(std::ranges::adjacent_find(columns, std::greater_equal<>()) == columns.end());
  assert(columns.empty() || columns.back() < cols_);
  columns_.insert(columns_.end(), columns.begin(), columns.end());
  values_.insert(values_.end(), values.begin(), values.end());
  begin_.push_back(columns_.size());
}

void SparseMatrix::reserve(std::size_t rows, std::size_t entries) {
  begin_.reserve(rows + 1);
  columns_.reserve(entries);
  values_.reserve(entries);
}

SparseMatrix SparseMatrix::picked(std::span<const std::size_t> rows) const {
  SparseMatrix result(cols_);
  std::size_t entries = 0;
  for (const std::size_t i : rows) entries += row(i).columns.size();
  result.reserve(rows.size(), entries);
  for (const std::size_t i : rows) result.add_row(row(i).columns, row(i).values);
  return result;
}

double dot(const SparseMatrix::Row& a, const SparseMatrix::Row& b) {
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < a.columns.size() && j < b.columns.size();) {
    if (a.columns[i] == b.columns[j]) {
      sum += double{a.values[i++]} * double{b.values[j++]};
    } else if (a.columns[i] < b.columns[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return sum;
}

double dot(const SparseMatrix::Row& a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.columns.size(); ++i) sum += double{a.values[i]} * b[a.columns[i]];
  return sum;
}

}  // namespace segue::numeric
