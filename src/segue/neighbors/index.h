#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/neighbors/filter.h"

namespace segue::neighbors {

struct Neighbor {
  std::int64_t id = 0;
  float distance = 0;  ///< Euclidean
  bool operator==(const Neighbor&) const = default;
};

/// Finds the vectors near a vector. Knows ids and numbers, no songs. Safe to search from several threads at once.
class Index {
 public:
  virtual ~Index() = default;
  virtual std::size_t size() const = 0;
  virtual std::size_t dimension() const = 0;
  virtual bool contains(std::int64_t id) const = 0;
  /// The vector of an id it contains, as it is stored: dimension() numbers.
  virtual void read_vector(std::int64_t id, std::span<float> vector) const = 0;
  /// The k nearest that pass `filter` (all, if it is empty), nearest first, equal distances by ascending id; fewer only
  /// if fewer pass. query.size() must be dimension(). A query with NaN or infinity is an Error(kBadData).
  virtual std::vector<Neighbor> search(std::span<const float> query, std::size_t k,
                                       const Filter& filter = {}) const = 0;
};

}  // namespace segue::neighbors
