#include "segue/neighbors/cell_order.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace segue::neighbors {
namespace {

constexpr float kMax = std::numeric_limits<float>::max();
constexpr std::size_t kFewGroups = 12;
constexpr std::size_t kShareOfGroups = 3;  // with a sixth, recall ended at 0.991 of a million vectors
constexpr std::size_t kRoom = 64;          // cells that gather before the farthest are thrown away

bool before(const numeric::Scored& a, const numeric::Scored& b) {
  return a.score != b.score ? a.score < b.score : a.index < b.index;
}

}  // namespace

CellOrder::CellOrder(const IndexImage& image, const numeric::ByteQuery& query) : image_(image), query_(query) {
  const auto heads = image.head_rows();
  const std::size_t groups = image.header().groups;
  std::vector<float> distances(heads.blocks * numeric::kByteBlock);
  std::vector<std::uint16_t> near(heads.blocks);
  numeric::near_byte_rows(query, heads, 0, heads.blocks, 0, kMax, distances, near);
  distances.resize(groups);
  for (const auto& group : numeric::smallest(distances, std::max(kFewGroups, groups / kShareOfGroups))) {
    near_groups_.push_back(group.index);
  }
}

std::span<const numeric::Scored> CellOrder::first(std::size_t count) {
  if (count > order_.size() && !whole_) find_nearest(count);
  if (count > order_.size() && !whole_) find_all();
  return std::span(order_).first(std::min(count, order_.size()));
}

// A few dozen of more than a thousand: once as many are known, most others are told apart by the kernel that measures
// them.
void CellOrder::find_nearest(std::size_t count) {
  order_.clear();
  float limit = kMax;
  const auto throw_away = [&] {
    const auto last = order_.begin() + static_cast<std::ptrdiff_t>(count - 1);
    std::nth_element(order_.begin(), last, order_.end(), before);
    order_.resize(count);
    limit = order_.back().score;
  };
  for (const std::uint32_t group : near_groups_) {
    for_each_cell(group, limit, [&](std::size_t cell, float distance) {
      order_.push_back({static_cast<std::uint32_t>(cell), std::max(0.0F, distance)});  // bytes may tell a little less
    });
    if (order_.size() >= count + kRoom) throw_away();
  }
  if (order_.size() > count) throw_away();
  std::ranges::sort(order_, before);
}

void CellOrder::find_all() {
  order_.clear();
  std::vector<std::uint8_t> searched(image_.header().groups, 0);
  const auto add = [&](std::size_t group) {
    for_each_cell(group, std::nullopt, [&](std::size_t cell, float distance) {
      // NaN is of a damaged file.
      order_.push_back({static_cast<std::uint32_t>(cell), distance <= kMax ? std::max(0.0F, distance) : kMax});
    });
  };
  for (const std::uint32_t group : near_groups_) {
    searched[group] = 1;
    add(group);
  }
  const auto near = static_cast<std::ptrdiff_t>(order_.size());
  std::sort(order_.begin(), order_.end(), before);
  for (std::size_t group = 0; group < searched.size(); ++group) {
    if (searched[group] == 0) add(group);
  }
  std::sort(order_.begin() + near, order_.end(), before);
  whole_ = true;
}

template <class Visit>
void CellOrder::for_each_cell(std::size_t group, std::optional<float> limit, Visit visit) {
  const std::size_t begin = image_.first_cells()[group];
  const std::size_t end = image_.first_cells()[group + 1];
  const std::size_t first = begin / numeric::kByteBlock;
  const std::size_t last = (end + numeric::kByteBlock - 1) / numeric::kByteBlock;
  if (begin == end) return;
  distances_.resize((last - first) * numeric::kByteBlock);
  near_.resize(last - first);
  numeric::near_byte_rows(query_, image_.centroid_rows(), first, last, 0, limit.value_or(kMax), distances_, near_);
  for (std::size_t b = first; b < last; ++b) {
    for (std::uint32_t bits = limit ? near_[b - first] : 0xFFFFU; bits != 0; bits &= bits - 1) {
      const std::size_t cell = b * numeric::kByteBlock + static_cast<std::size_t>(std::countr_zero(bits));
      if (cell < begin || cell >= end) continue;
      visit(cell, distances_[cell - first * numeric::kByteBlock]);
    }
  }
}

}  // namespace segue::neighbors
