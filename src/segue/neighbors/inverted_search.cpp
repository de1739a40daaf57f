#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

#include "segue/base/error.h"
#include "segue/neighbors/cell_order.h"
#include "segue/neighbors/inverted_file.h"
#include "segue/neighbors/square_bound.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/top_k.h"

// How an inverted file is searched.
namespace segue::neighbors {
namespace {

constexpr float kMax = std::numeric_limits<float>::max();
constexpr float kAnyReach = std::numeric_limits<float>::infinity();
constexpr std::size_t kFirstRun = 2;  // blocks: enough to know what near means before more is looked at
constexpr std::size_t kLongestRun = 32;
/// What single precision may add to a squared distance, as a share of the squares it is made of.
constexpr float kRounding = 1e-5F;
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
      : code(query, header.leading),
        whole_code(query),
        view(code.view()),
        k(k_asked),
        slack(2 * 256 * code.length() * header.coarse_error * (1 + 1e-5F)),
        trailing(2 * view.trailing * (1 + 1e-5F)),
        centroid_slack(2 * 256 * whole_code.length() * header.centroid_error * (1 + 1e-5F)),
        centroid_step(0.51F * std::sqrt(static_cast<float>(header.dimension))),
        rounding(rounding_of(view.square, std::max(code.error(), whole_code.error()), header)),
        uppers() {
    uppers.reserve(std::min(k, kUsualRows));
    rows.reserve(kUsualRows);
  }

  static float rounding_of(float square, float error, const IndexHeader& header) {
    // Longer by what low bytes can take away: 256 of a row's scale are less than its length / 125.
    const float longest = header.longest * (1 + header.coarse_error / 125);
    return kRounding * (square + longest * longest) + 2 * error * longest + std::numeric_limits<float>::min();
  }

  /// How far the square of a row's distance can be from what its leading high bytes say.
  float slack_of(const IndexImage& image, std::size_t place) const {
    return slack * image.scale(place) + trailing * image.trailing(place) + rounding;
  }

  QueryCode code;        ///< for rows, which hold their leading columns
  QueryCode whole_code;  ///< for centroids
  numeric::ByteQuery view;
  std::size_t k;
  float slack;     ///< times a row's scale: what its leading low bytes can change
  float trailing;  ///< times the length of its trailing columns: what these can change
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

// By the triangle inequality: no row of a cell is nearer than its centroid less the distance to its farthest row. That
// is what makes looking at all cells cheaper than reading them.
bool InvertedFile::is_beyond(const numeric::Scored& cell, const Candidates& candidates) const {
  const float slack = candidates.centroid_slack * image_.centroid_rows().scale(cell.index) + candidates.rounding;
  const float to_centroid = std::sqrt(std::max(0.0F, cell.score - slack));
  const float step = candidates.centroid_step * image_.centroid_rows().scale(cell.index);
  const float to_rows = (to_centroid - step - image_.radii()[cell.index]) * (1 - kRounding);
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
        const float slack = candidates.slack_of(image_, place);
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
  return search_near(query, k, probes(), probes() < cells() ? header().reach : kAnyReach, filter);
}

std::vector<Neighbor> InvertedFile::search_cells(std::span<const float> query, std::size_t k, std::size_t probes,
                                                 const Filter& filter, SearchCost* cost) const {
  return search_near(query, k, probes, kAnyReach, filter, cost);
}

std::vector<Neighbor> InvertedFile::search_near(std::span<const float> query, std::size_t k, std::size_t probes,
                                                float reach, const Filter& filter, SearchCost* cost) const {
  check_query(query);
  if (k == 0) return {};
  const auto turned = as_stored(query);
  Candidates candidates(turned, std::min(k, size()), image_.header());
  if (candidates.k == 0) return {};

  const IdSet* const ids = filter.ids();
  if (ids != nullptr && ids->size() <= kFewToPass) {
    ids->for_each([&](std::int64_t id) {
      const std::size_t place = image_.find(id);
      if (place < image_.places() && !is_removed(place)) {
        candidates.rows.push_back(Candidates::row(0, place));
      }
    });
    auto found = measure(turned, candidates, filter);
    if (cost != nullptr) *cost = candidates.cost;
    return found;
  }

  std::size_t needed = std::clamp<std::size_t>(probes, 1, cells());
  const std::size_t rows = image_.header().rows;
  if (ids != nullptr && needed < cells()) needed = std::clamp(needed * rows / ids->size(), needed, cells());
  CellOrder order(image_, candidates.whole_code.view());
  std::size_t done = 0;
  while (true) {
    const auto wanted = order.first(needed);
    // A row is nearer to its own centroid than to the first one. If it is within r of the query, the squared distances
    // of the two centroids to the query therefore differ by 2 r times what lies between them at most, and hardly ever
    // by so much: reach was measured in its place.
    const auto is_left_out = [&](const numeric::Scored& cell) {
      return cell.score - wanted.front().score > reach * candidates.limit || is_beyond(cell, candidates);
    };
    for (; done < needed; ++done) {
      if (done + 1 < needed && !is_left_out(wanted[done + 1])) prefetch(wanted[done + 1].index);
      if (!is_left_out(wanted[done])) scan(wanted[done].index, filter, candidates);
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
  auto found = measure(turned, candidates, filter);
  if (cost != nullptr) *cost = candidates.cost;
  return found;
}

std::vector<std::uint32_t> InvertedFile::cell_ranks(std::span<const float> query) const {
  check_query(query);
  const QueryCode code(as_stored(query));
  CellOrder order(image_, code.view());
  std::vector<std::uint32_t> ranks(cells(), 0);
  std::uint32_t rank = 0;
  for (const auto& cell : order.first(cells())) ranks[cell.index] = rank++;
  return ranks;
}

}  // namespace segue::neighbors
