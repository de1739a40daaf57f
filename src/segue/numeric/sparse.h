#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segue::numeric {

/// rows x cols floats of which nearly all are 0, by rows (CSR): the entries of a row stand together, columns ascending.
class SparseMatrix {
 public:
  explicit SparseMatrix(std::size_t cols = 0) : cols_(cols) {}

  struct Row {
    std::span<const std::uint32_t> columns;  ///< ascending, each once
    std::span<const float> values;           ///< as many
  };

  std::size_t rows() const { return begin_.size() - 1; }
  std::size_t cols() const { return cols_; }
  std::size_t entries() const { return columns_.size(); }
  Row row(std::size_t i) const {
    assert(i < rows());
    const std::size_t length = begin_[i + 1] - begin_[i];
    return {{columns_.data() + begin_[i], length}, {values_.data() + begin_[i], length}};
  }

  /// `columns` ascending, each once and below cols(); as many values.
  void add_row(std::span<const std::uint32_t> columns, std::span<const float> values);
  void reserve(std::size_t rows, std::size_t entries);

  /// Those rows, in that order; a row may be named more than once.
  SparseMatrix picked(std::span<const std::size_t> rows) const;

 private:
  std::size_t cols_;
  std::vector<std::size_t> begin_{0};  ///< rows + 1
  std::vector<std::uint32_t> columns_;
  std::vector<float> values_;
};

/// a . b of two rows of matrices with equally many columns; summed in the columns' order.
double dot(const SparseMatrix::Row& a, const SparseMatrix::Row& b);
/// a . b with a dense vector of cols() numbers.
double dot(const SparseMatrix::Row& a, std::span<const double> b);

}  // namespace segue::numeric
