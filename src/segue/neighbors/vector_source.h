#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include "segue/numeric/matrix.h"

namespace segue::neighbors {

/// Vectors and their ids, in ascending order of id, that need not be in memory together. Read several times over, in
/// stretches, from several threads at once.
class VectorSource {
 public:
  virtual ~VectorSource() = default;
  virtual std::size_t size() const = 0;
  virtual std::size_t dimension() const = 0;
  /// The vectors [begin, begin + ids.size()): ids.size() x dimension() numbers. The same every time.
  virtual void read(std::size_t begin, std::span<std::int64_t> ids, std::span<float> vectors) const = 0;
};

/// Vectors that are in memory; both spans must outlive it.
class VectorsInMemory final : public VectorSource {
 public:
  VectorsInMemory(std::span<const std::int64_t> ids, numeric::MatrixView vectors) : ids_(ids), vectors_(vectors) {
    assert(ids.size() == vectors.rows);
  }

  std::size_t size() const override { return ids_.size(); }
  std::size_t dimension() const override { return vectors_.cols; }
  void read(std::size_t begin, std::span<std::int64_t> ids, std::span<float> vectors) const override {
    assert(vectors.size() == ids.size() * vectors_.cols);
    std::copy_n(ids_.begin() + static_cast<std::ptrdiff_t>(begin), ids.size(), ids.begin());
    std::copy_n(vectors_.data + begin * vectors_.cols, vectors.size(), vectors.begin());
  }

 private:
  std::span<const std::int64_t> ids_;
  numeric::MatrixView vectors_;
};

}  // namespace segue::neighbors
