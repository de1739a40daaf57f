#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "segue/neighbors/index_image.h"
#include "segue/numeric/byte_rows.h"
#include "segue/numeric/top_k.h"

namespace segue::neighbors {

/// The cells of an index in the order in which a search looks at them, found as far as is asked for: those of the
/// groups with the nearest heads (a third of them) by the distance of their centroids, then the others. Distances are
/// as the centroids' bytes tell them.
class CellOrder {
 public:
  /// The image and the numbers that the query points at must outlive it.
  CellOrder(const IndexImage& image, const numeric::ByteQuery& query);

  /// The first `count` cells, or all there are, with squared distances; valid until more are asked for.
  std::span<const numeric::Scored> first(std::size_t count);

 private:
  void find_nearest(std::size_t count);
  void find_all();
  /// Looks at a group's cells: visit(cell, squared distance as its bytes tell it) of those within `limit`; of all,
  /// without one.
  template <class Visit>
  void for_each_cell(std::size_t group, std::optional<float> limit, Visit visit);

  const IndexImage& image_;
  numeric::ByteQuery query_;
  std::vector<std::uint32_t> near_groups_;  ///< to search, nearest first
  std::vector<numeric::Scored> order_;
  std::vector<float> distances_;
  std::vector<std::uint16_t> near_;
  bool whole_ = false;
};

}  // namespace segue::neighbors
