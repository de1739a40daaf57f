#pragma once

#include <cstdint>
#include <vector>

#include "segue/neighbors/index.h"
#include "segue/numeric/matrix.h"

namespace segue::neighbors {

/// Looks at every vector: exact, no preparation, fast enough for hundreds of thousands.
class ExactScan final : public Index {
 public:
  /// ids.size() == vectors.rows(); ids ascending and distinct. Error(kBadData) if a vector is not finite.
  ExactScan(std::vector<std::int64_t> ids, numeric::Matrix vectors);

  std::size_t size() const override { return ids_.size(); }
  std::size_t dimension() const override { return vectors_.cols(); }
  /// size() x dimension(), in the order of ids.
  numeric::MatrixView vectors() const { return vectors_; }
  bool contains(std::int64_t id) const override { return row_of(id) < size(); }
  void read_vector(std::int64_t id, std::span<float> vector) const override;
  /// Its place in the order of ids; size() if there is none.
  std::size_t row_of(std::int64_t id) const;
  /// Ascending.
  const std::vector<std::int64_t>& ids() const { return ids_; }
  /// As Index says; a query with an infinity is an Error(kBadData) too. `filter` is asked only about vectors nearer
  /// than the k best so far, in ascending order of ids.
  std::vector<Neighbor> search(std::span<const float> query, std::size_t k, const Filter& filter = {}) const override;

 private:
  std::vector<std::int64_t> ids_;
  numeric::Matrix vectors_;
};

}  // namespace segue::neighbors
