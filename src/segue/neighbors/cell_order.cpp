#include "segue/neighbors/cell_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace segue::neighbors {
namespace {

constexpr float kMax = std::numeric_limits<float>::max();
constexpr std::size_t kFewGroups = 12;
constexpr std::size_t kShareOfGroups = 3;  // with a sixth, recall ended at 0.991 of a million vectors
constexpr std::uint32_t kBins = 512;
constexpr std::uint32_t kBinBits = 16;

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
  searched_.assign(groups, 0);
  cells_.reserve(image.header().cells);
  for (const auto& group : numeric::smallest(distances, std::max(kFewGroups, groups / kShareOfGroups))) {
    searched_[group.index] = 1;
    add(group.index);
  }
}

std::span<const numeric::Scored> CellOrder::first(std::size_t count) {
  if (count > cells_.size() && !whole_) {
    put_in_order(cells_.size());
    for (std::size_t group = 0; group < searched_.size(); ++group) {
      if (searched_[group] == 0) add(group);
    }
    whole_ = true;
    const std::size_t near = order_.size();
    order_.insert(order_.end(), cells_.begin() + static_cast<std::ptrdiff_t>(near), cells_.end());
    std::sort(order_.begin() + static_cast<std::ptrdiff_t>(near), order_.end(), before);
  }
  if (count > order_.size()) put_in_order(count);
  return std::span(order_).first(std::min(count, order_.size()));
}

// The `count` nearest of the cells, and those about as far as the last of them, into order_. Comparing cells with
// each other is what processors guess wrong, so they are counted by distance first, and few are left to sort.
void CellOrder::put_in_order(std::size_t count) {
  // Numbers from 0 on are in the order of their bits: those above the least one's say how many bins away it is, 128
  // of them to a doubling.
  const auto bits_of = [](const numeric::Scored& cell) { return std::bit_cast<std::uint32_t>(cell.score); };
  std::array<std::uint32_t, 4> leasts;
  leasts.fill(std::bit_cast<std::uint32_t>(kMax));
  for (std::size_t i = 0; i < cells_.size(); ++i) leasts[i % 4] = std::min(leasts[i % 4], bits_of(cells_[i]));
  const std::uint32_t least = *std::ranges::min_element(leasts);
  std::array<std::uint32_t, kBins> counts{};
  for (const auto& cell : cells_) ++counts[std::min((bits_of(cell) - least) >> kBinBits, kBins - 1)];
  std::uint32_t last = 0;
  for (std::size_t sum = counts[0]; sum < count && last + 1 < kBins; sum += counts[last]) ++last;
  const bool all = last + 1 == kBins;
  const std::uint32_t end = all ? 0 : (last + 1) << kBinBits;
  order_.clear();
  for (const auto& cell : cells_) {
    if (all || bits_of(cell) - least < end) order_.push_back(cell);
  }
  std::sort(order_.begin(), order_.end(), before);
}

void CellOrder::add(std::size_t group) {
  const std::size_t begin = image_.first_cells()[group];
  const std::size_t end = image_.first_cells()[group + 1];
  const std::size_t first = begin / numeric::kByteBlock;
  const std::size_t last = (end + numeric::kByteBlock - 1) / numeric::kByteBlock;
  if (begin == end) return;
  distances_.resize((last - first) * numeric::kByteBlock);
  near_.resize(last - first);
  numeric::near_byte_rows(query_, image_.centroid_rows(), first, last, 0, kMax, distances_, near_);
  for (std::size_t cell = begin; cell < end; ++cell) {
    // From 0 on, as put_in_order() needs: bytes may tell a little less. NaN is of a damaged file.
    const float distance = distances_[cell - first * numeric::kByteBlock];
    cells_.push_back({static_cast<std::uint32_t>(cell), distance <= kMax ? std::max(0.0F, distance) : kMax});
  }
}

}  // namespace segue::neighbors
