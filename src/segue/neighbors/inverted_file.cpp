#include "segue/neighbors/inverted_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/neighbors/cell_order.h"
#include "segue/neighbors/square_bound.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/top_k.h"

namespace segue::neighbors {
namespace {

constexpr float kMax = std::numeric_limits<float>::max();
constexpr std::size_t kFirstRun = 2;  // blocks: enough to know what near means before more is looked at
constexpr std::size_t kLongestRun = 32;
/// What single precision may add to a squared distance, as a share of the squares it is made of.
constexpr float kRounding = 1e-5F;
/// Share of a cell's radius. Among a million vectors 0.5 spares a fifth of the rows and costs 0.0001 of recall; 0.4
/// spares a third and costs 0.0023.
constexpr float kReach = 0.5F;
constexpr std::size_t kPrefetched = 2048;  // bytes of the next cell
constexpr std::size_t kStretch = 48;       // rows put in order at a time
constexpr std::size_t kFewAsked = 64;
constexpr std::size_t kUsualRows = 512;  // that may be near
/// With fewer that can pass, each is looked up and measured.
constexpr std::size_t kFewToPass = 2000;

void check_query(std::span<const float> query) {
  for (const float value : query) {
    if (!(std::abs(value) <= kLargestValue)) {
      throw Error(ErrorKind::kBadData, "expected finite numbers in the vector to search for, found others");
    }
  }
}

bool nearer(const Neighbor& a, const Neighbor& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.id < b.id;
}

}  // namespace

/// What a search has found so far: rows that may be among the k nearest.
struct InvertedFile::Candidates {
  /// A row as one number, the least square its distance can have before its place: to put such numbers in order takes
  /// far less time than pairs. Squares from 0 on are in the order of their bits.
  static std::uint64_t row(float least, std::size_t place) {
    return std::uint64_t{std::bit_cast<std::uint32_t>(std::max(0.0F, least))} << 32U | place;
  }
  static float least_of(std::uint64_t row) { return std::bit_cast<float>(static_cast<std::uint32_t>(row >> 32U)); }
  static std::size_t place_of(std::uint64_t row) { return static_cast<std::uint32_t>(row); }

  /// One more row can be this far at most, squared. Few are kept in order, which takes a quarter of the time of a heap;
  /// of many that would be moving them again and again.
  void take_upper(float square) {
    if (!(square < limit)) return;
    const bool is_full = uppers.size() == k;
    if (k <= kFewAsked) {
      if (is_full) uppers.pop_back();
      uppers.insert(std::ranges::upper_bound(uppers, square), square);
      if (uppers.size() == k) limit = uppers.back();
      return;
    }
    if (is_full) {
      std::ranges::pop_heap(uppers);
      uppers.back() = square;
    } else {
      uppers.push_back(square);
    }
    std::ranges::push_heap(uppers);
    if (uppers.size() == k) limit = uppers.front();
  }

  Candidates(std::span<const float> query, std::size_t k_asked, const IndexHeader& header)
      : code(query),
        view(code.view()),
        k(k_asked),
        slack(2 * 256 * code.length() * header.coarse_error * (1 + 1e-5F)),
        centroid_slack(2 * 256 * code.length() * header.centroid_error * (1 + 1e-5F)),
        centroid_step(0.51F * std::sqrt(static_cast<float>(header.dimension))),
        rounding(rounding_of(view.square, code.error(), header)),
        uppers() {
    uppers.reserve(std::min(k, kUsualRows));
    rows.reserve(kUsualRows);
  }

  static float rounding_of(float square, float error, const IndexHeader& header) {
    // Longer by what low bytes can take away: a row's scale is at most its length / 32512.
    const float longest = header.longest * (1 + header.coarse_error / 127 + 1e-5F);
    return kRounding * (square + longest * longest) + 2 * error * longest + std::numeric_limits<float>::min();
  }

  QueryCode code;
  numeric::ByteQuery view;
  std::size_t k;
  float slack;  ///< times a row's scale: how far the square of its distance can be from what its high bytes say
  float centroid_slack;
  float centroid_step;        ///< times its scale: how far a centroid is from what its code stands for
  float rounding;             ///< what the squares of distances can be off besides
  std::vector<float> uppers;  ///< the k least squares of the greatest distances rows can have
  float limit = kMax;         ///< k rows are at most this far, squared
  std::vector<std::uint64_t> rows;
  std::size_t tested = 0;  ///< by the filter
  std::size_t passed = 0;
  SearchCost cost;
};

InvertedFile::InvertedFile(std::variant<std::monostate, MappedFile, Mapping> bytes, IndexImage image)
    : bytes_(std::move(bytes)), image_(image) {}

InvertedFile InvertedFile::open(const std::filesystem::path& path) {
  auto file = MappedFile::open(path);
  const IndexImage image = IndexImage::read(file.bytes(), path.string());
  return {std::move(file), image};
}

InvertedFile InvertedFile::of(Mapping bytes, const std::string& name) {
  const IndexImage image = IndexImage::read({bytes.data(), bytes.size()}, name);
  return {std::move(bytes), image};
}

InvertedFile InvertedFile::view(std::span<const std::byte> bytes, const std::string& name) {
  return {std::monostate(), IndexImage::read(bytes, name)};
}

std::size_t InvertedFile::size() const {
  return image_.header().rows - removed_count_ + inserted_.size();
}

// By the triangle inequality: no row of a cell is nearer than its centroid less the distance to its farthest row. That
// is what makes looking at all cells cheaper than reading them. With a `reach` below 1, rows are not expected that far
// out in the direction of the query.
bool InvertedFile::is_beyond(const numeric::Scored& cell, float reach, const Candidates& candidates) const {
  const float slack = candidates.centroid_slack * image_.centroid_rows().scale(cell.index) + candidates.rounding;
  const float to_centroid = std::sqrt(std::max(0.0F, cell.score - slack));
  const float step = candidates.centroid_step * image_.centroid_rows().scale(cell.index);
  const float to_rows = (to_centroid - step - reach * image_.radii()[cell.index]) * (1 - kRounding);
  return to_rows > 0 && to_rows * to_rows > candidates.limit;
}

// The first bytes of a cell: what comes after them is then read ahead.
void InvertedFile::prefetch(std::size_t cell) const {
  constexpr std::size_t kLine = 64;
  const auto* at = reinterpret_cast<const char*>(image_.rows().block(image_.first_blocks()[cell]));
  for (std::size_t line = 0; line < kPrefetched / kLine; ++line) __builtin_prefetch(at + line * kLine);
}

void InvertedFile::scan(std::size_t cell, const Filter& filter, Candidates& candidates) const {
  const auto rows = image_.rows();
  const std::size_t end = image_.first_blocks()[cell + 1];
  std::array<float, kLongestRun * numeric::kByteBlock> about;  // filled before it is read: clearing it costs as much
  std::array<std::uint16_t, kLongestRun> near;
  std::size_t run = candidates.limit < kMax ? kLongestRun : kFirstRun;
  for (std::size_t begin = image_.first_blocks()[cell]; begin < end;) {
    const std::size_t stop = std::min(end, begin + run);
    const float asked = std::min(kMax, candidates.limit + candidates.rounding);
    numeric::near_byte_rows(candidates.view, rows, begin, stop, candidates.slack, asked, about, near);
    candidates.cost.rows += (stop - begin) * numeric::kByteBlock;
    for (std::size_t b = begin; b < stop; ++b) {
      for (std::uint32_t bits = near[b - begin]; bits != 0; bits &= bits - 1) {
        const auto lane = static_cast<std::size_t>(std::countr_zero(bits));
        const std::size_t place = b * numeric::kByteBlock + lane;
        const float square = about[(b - begin) * numeric::kByteBlock + lane];
        const float slack = candidates.slack * image_.scale(place) + candidates.rounding;
        if (!(square - slack <= candidates.limit) || is_removed(place)) continue;  // NaN of a damaged file neither
        if (filter) {
          ++candidates.tested;
          if (!filter(image_.id(place))) continue;
          ++candidates.passed;
        }
        candidates.rows.push_back(Candidates::row(square - slack, place));
        candidates.take_upper(square + slack);
      }
    }
    begin = stop;
    run = std::min(kLongestRun, 2 * run);
  }
  ++candidates.cost.cells;
}

std::vector<Neighbor> InvertedFile::measure(std::span<const float> query, Candidates& candidates,
                                            const Filter& filter) const {
  std::erase_if(candidates.rows, [&](std::uint64_t row) { return Candidates::least_of(row) > candidates.limit; });
  std::vector<Neighbor> found;
  numeric::RunningSmallest best(candidates.k);
  std::vector<float> row(dimension());
  // Those that can be nearest first: a few dozen, after which the others can be no nearer, are all that is put in
  // order.
  const auto rows = candidates.rows.begin();
  const std::size_t count_of_rows = candidates.rows.size();
  const std::size_t stretch = std::max(kStretch, 4 * candidates.k);
  bool is_done = false;
  for (std::size_t begin = 0; begin < count_of_rows && !is_done; begin += stretch) {
    const std::size_t end = std::min(count_of_rows, begin + stretch);
    const auto first = rows + static_cast<std::ptrdiff_t>(begin);
    const auto last = rows + static_cast<std::ptrdiff_t>(end);
    if (end < count_of_rows) std::nth_element(first, last, candidates.rows.end());
    std::sort(first, last);
    for (auto at = first; at != last; ++at) image_.prefetch(Candidates::place_of(*at));
    for (auto at = first; at != last; ++at) {
      if (Candidates::least_of(*at) > square_bound(best.limit())) {
        is_done = true;
        break;
      }
      const std::size_t place = Candidates::place_of(*at);
      image_.decode(place, row);
      const float distance = std::sqrt(numeric::squared_distance(query, row));
      if (std::isnan(distance)) continue;  // of a damaged file: it has no place in an order
      best.offer(static_cast<std::uint32_t>(place), distance);
      found.push_back({image_.id(place), distance});
      ++candidates.cost.rescored;
    }
  }
  if (!inserted_ids_.empty()) {
    std::vector<float> squares(inserted_ids_.size());
    numeric::squared_distances(query, {inserted_vectors_.data(), inserted_ids_.size(), dimension()}, squares);
    for (std::size_t i = 0; i < squares.size(); ++i) {
      const auto at = inserted_.find(inserted_ids_[i]);
      if (at == inserted_.end() || at->second != i) continue;  // removed or replaced since
      if (!filter || filter(inserted_ids_[i])) found.push_back({inserted_ids_[i], std::sqrt(squares[i])});
    }
  }
  const std::size_t count = std::min(candidates.k, found.size());
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(count), nearer);
  found.resize(count);
  return found;
}

std::vector<Neighbor> InvertedFile::search(std::span<const float> query, std::size_t k, const Filter& filter) const {
  return search_near(query, k, probes(), probes() < cells() ? kReach : 1, filter, nullptr);
}

std::vector<Neighbor> InvertedFile::search_cells(std::span<const float> query, std::size_t k, std::size_t probes,
                                                 const Filter& filter, SearchCost* cost) const {
  return search_near(query, k, probes, 1, filter, cost);
}

std::vector<Neighbor> InvertedFile::search_near(std::span<const float> query, std::size_t k, std::size_t probes,
                                                float reach, const Filter& filter, SearchCost* cost) const {
  assert(query.size() == dimension());
  check_query(query);
  if (k == 0) return {};
  Candidates candidates(query, std::min(k, size()), image_.header());
  if (candidates.k == 0) return {};

  const IdSet* const ids = filter.ids();
  if (ids != nullptr && ids->size() <= kFewToPass) {
    ids->for_each([&](std::int64_t id) {
      const std::size_t place = image_.find(id);
      if (place < image_.places() && !is_removed(place)) {
        candidates.rows.push_back(Candidates::row(0, place));
      }
    });
    auto found = measure(query, candidates, filter);
    if (cost != nullptr) *cost = candidates.cost;
    return found;
  }

  std::size_t needed = std::clamp<std::size_t>(probes, 1, cells());
  const std::size_t rows = image_.header().rows;
  if (ids != nullptr && needed < cells()) needed = std::clamp(needed * rows / ids->size(), needed, cells());
  CellOrder order(image_, candidates.view);
  std::size_t done = 0;
  while (true) {
    const auto wanted = order.first(needed);
    for (; done < needed; ++done) {
      if (done + 1 < needed) prefetch(wanted[done + 1].index);
      if (!is_beyond(wanted[done], reach, candidates)) scan(wanted[done].index, filter, candidates);
    }
    if (done >= cells()) break;
    if (filter && ids == nullptr && candidates.passed < candidates.tested) {
      const double share =
          static_cast<double>(std::max<std::size_t>(candidates.passed, 1)) / static_cast<double>(candidates.tested);
      needed = std::max(needed, static_cast<std::size_t>(
                                    std::min(static_cast<double>(cells()), static_cast<double>(probes) / share)));
    }
    // Fewer than k may be found only where there are fewer.
    if (candidates.rows.size() < candidates.k) needed = std::max(needed, std::min(cells(), 2 * done));
    if (needed <= done) break;
  }
  auto found = measure(query, candidates, filter);
  if (cost != nullptr) *cost = candidates.cost;
  return found;
}

std::vector<std::uint32_t> InvertedFile::cell_ranks(std::span<const float> query) const {
  check_query(query);
  const QueryCode code(query);
  CellOrder order(image_, code.view());
  std::vector<std::uint32_t> ranks(cells(), 0);
  std::uint32_t rank = 0;
  for (const auto& cell : order.first(cells())) ranks[cell.index] = rank++;
  return ranks;
}

bool InvertedFile::contains(std::int64_t id) const {
  if (inserted_.contains(id)) return true;
  const std::size_t place = image_.find(id);
  return place < image_.places() && !is_removed(place);
}

void InvertedFile::read_vector(std::int64_t id, std::span<float> vector) const {
  assert(contains(id) && vector.size() == dimension());
  if (const auto at = inserted_.find(id); at != inserted_.end()) {
    std::copy_n(inserted_vectors_.begin() + static_cast<std::ptrdiff_t>(at->second * dimension()), dimension(),
                vector.begin());
    return;
  }
  image_.decode(image_.find(id), vector);
}

std::vector<std::int64_t> InvertedFile::ids() const {
  std::vector<std::int64_t> ids;
  ids.reserve(size());
  for (std::size_t rank = 0; rank < image_.header().rows; ++rank) {
    const std::size_t place = image_.place(rank);
    if (!is_removed(place)) ids.push_back(image_.id(place));
  }
  const auto middle = static_cast<std::ptrdiff_t>(ids.size());
  for (const auto& [id, row] : inserted_) ids.push_back(id);
  std::sort(ids.begin() + middle, ids.end());
  std::inplace_merge(ids.begin(), ids.begin() + middle, ids.end());
  return ids;
}

std::optional<std::size_t> InvertedFile::cell_of(std::int64_t id) const {
  const std::size_t place = image_.find(id);
  if (place >= image_.places() || is_removed(place)) return std::nullopt;
  const auto first = image_.first_blocks();
  const auto after = std::ranges::upper_bound(first, static_cast<std::uint32_t>(place / numeric::kByteBlock));
  return static_cast<std::size_t>(after - first.begin()) - 1;
}

void InvertedFile::insert(std::int64_t id, std::span<const float> vector) {
  assert(vector.size() == dimension());
  for (const float value : vector) {
    if (!(std::abs(value) <= kLargestValue)) {
      throw Error(ErrorKind::kBadData, fmt::format("expected finite numbers, found others in the vector of id {}", id));
    }
  }
  remove(id);
  // As it will be once it is saved, so that nothing changes then.
  std::vector<std::uint8_t> block(block_bytes(dimension()));
  std::vector<std::uint8_t> high(dimension());
  std::vector<std::int8_t> low(dimension());
  const RowCode code = encode_row(vector, high, low);
  put_row(high, code, 0, block.data());
  inserted_[id] = inserted_ids_.size();
  inserted_ids_.push_back(id);
  inserted_codes_.push_back(code);
  inserted_high_.insert(inserted_high_.end(), high.begin(), high.end());
  inserted_low_.insert(inserted_low_.end(), low.begin(), low.end());
  inserted_vectors_.resize(inserted_ids_.size() * dimension());
  decode_row(block.data(), 0, low, std::span(inserted_vectors_).last(dimension()));
}

bool InvertedFile::remove(std::int64_t id) {
  if (inserted_.erase(id) > 0) return true;
  const std::size_t place = image_.find(id);
  if (place >= image_.places() || is_removed(place)) return false;
  if (removed_.empty()) removed_.assign(image_.places() / 64 + 1, 0);
  removed_[place / 64] |= std::uint64_t{1} << (place % 64);
  ++removed_count_;
  return true;
}

}  // namespace segue::neighbors
