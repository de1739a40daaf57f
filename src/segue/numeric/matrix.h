#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace segue::numeric {

/// A view of rows x cols floats, row-major and compact: `data[i * cols + j]`. Does not own.
struct MatrixView {
  const float* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;

  std::span<const float> row(std::size_t i) const {
    assert(i < rows);
    return {data + i * cols, cols};
  }
  float operator()(std::size_t i, std::size_t j) const { return row(i)[j]; }
};

/// rows x cols floats, row-major and compact, owned.
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols, float fill = 0) : rows_(rows), cols_(cols), values_(rows * cols, fill) {}
  Matrix(std::size_t rows, std::size_t cols, std::vector<float> values)
      : rows_(rows), cols_(cols), values_(std::move(values)) {
    assert(values_.size() == rows * cols);
  }

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  std::span<float> row(std::size_t i) {
    assert(i < rows_);
    return {values_.data() + i * cols_, cols_};
  }
  std::span<const float> row(std::size_t i) const {
    assert(i < rows_);
    return {values_.data() + i * cols_, cols_};
  }
  float& operator()(std::size_t i, std::size_t j) { return row(i)[j]; }
  float operator()(std::size_t i, std::size_t j) const { return row(i)[j]; }
  const std::vector<float>& values() const { return values_; }
  std::vector<float>& values() { return values_; }
  MatrixView view() const { return {values_.data(), rows_, cols_}; }
  operator MatrixView() const { return view(); }  // NOLINT(google-explicit-constructor): a view of it is it

 private:
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::vector<float> values_;
};

}  // namespace segue::numeric
