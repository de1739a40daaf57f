#include "segue/playlist/even_path.h"

#include <cassert>
#include <limits>
#include <utility>

#include "segue/numeric/distance.h"

namespace segue::playlist {
namespace {

constexpr double kStepWeight = 0.5;

using Candidates = std::vector<std::vector<StopCandidate>>;

double square(std::span<const float> a, std::span<const float> b) {
  return double{numeric::squared_distance(a, b)};
}

/// The candidate of each point on the best way (Viterbi). Every point has one.
std::vector<std::size_t> best_way(std::span<const float> from, std::span<const float> to,
                                  const std::vector<std::vector<double>>& off, const Candidates& candidates) {
  std::vector<std::vector<std::size_t>> before(candidates.size());
  std::vector<double> costs;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::vector<double> here;
    for (std::size_t j = 0; j < candidates[i].size(); ++j) {
      double least = std::numeric_limits<double>::infinity();
      std::size_t best = 0;
      if (i == 0) {
        least = kStepWeight * square(from, candidates[i][j].vector);
      } else {
        for (std::size_t k = 0; k < candidates[i - 1].size(); ++k) {
          const double cost = costs[k] + kStepWeight * square(candidates[i - 1][k].vector, candidates[i][j].vector);
          if (cost < least) {
            least = cost;
            best = k;
          }
        }
      }
      before[i].push_back(best);
      here.push_back(least + off[i][j]);
    }
    costs = std::move(here);
  }
  std::vector<std::size_t> way(candidates.size());
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < costs.size(); ++k) {
    const double cost = costs[k] + kStepWeight * square(candidates.back()[k].vector, to);
    if (cost < least) {
      least = cost;
      way.back() = k;
    }
  }
  for (std::size_t i = way.size() - 1; i > 0; --i) way[i - 1] = before[i][way[i]];
  return way;
}

}  // namespace

numeric::Matrix waypoints(std::span<const float> from, std::span<const float> to, std::size_t count) {
  assert(from.size() == to.size());
  numeric::Matrix points(count, from.size());
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(count + 1);
    for (std::size_t j = 0; j < from.size(); ++j) {
      points(i, j) = static_cast<float>((1 - share) * double{from[j]} + share * double{to[j]});
    }
  }
  return points;
}

std::vector<std::size_t> even_path(
    std::span<const float> from, std::span<const float> to, const numeric::Matrix& points,
    std::vector<std::vector<StopCandidate>> candidates,
    const std::function<std::vector<std::size_t>(std::span<const std::size_t>)>& refused) {
  assert(candidates.size() == points.rows());
  std::vector<std::vector<double>> off(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (const StopCandidate& candidate : candidates[i]) off[i].push_back(square(points.row(i), candidate.vector));
  }
  for (;;) {
    for (std::size_t i = candidates.size(); i-- > 0;) {
      if (!candidates[i].empty()) continue;
      candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(i));
      off.erase(off.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (candidates.empty()) return {};
    const auto way = best_way(from, to, off, candidates);
    std::vector<std::size_t> songs;
    for (std::size_t i = 0; i < way.size(); ++i) songs.push_back(candidates[i][way[i]].song);
    const auto wrong = refused(songs);
    if (wrong.empty()) return songs;
    for (const std::size_t i : wrong) {
      candidates[i].erase(candidates[i].begin() + static_cast<std::ptrdiff_t>(way[i]));
      off[i].erase(off[i].begin() + static_cast<std::ptrdiff_t>(way[i]));
    }
  }
}

}  // namespace segue::playlist
