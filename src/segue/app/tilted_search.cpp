#include "segue/app/tilted_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "segue/numeric/distance.h"
#include "segue/numeric/matrix.h"
#include "segue/numeric/top_k.h"

namespace segue::app {
namespace {

constexpr std::size_t kFirstLook = 64;  // songs beyond k
constexpr std::size_t kGrowth = 4;      // of the songs looked at, until they are enough

bool is_nearer(const neighbors::Neighbor& a, const neighbors::Neighbor& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.id < b.id;
}

/// The least distance, after the pulls, of a song that is at least as far from the question and from each pull that
/// draws as the last looked at: the pull moves it by weight * (d - p) at most, and those that push only add.
float least_unseen(float question, std::span<const float> draws, std::span<const float> weights) {
  float least = question;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    least = std::min(least, (1 - weights[i]) * question + weights[i] * draws[i]);
  }
  return least;
}

}  // namespace

std::vector<neighbors::Neighbor> tilted_scan(const neighbors::ExactScan& index, std::span<const float> question,
                                             std::size_t k, const neighbors::Filter& filter,
                                             std::span<const playlist::Pull> pulls) {
  std::vector<float> distances(index.size());
  numeric::squared_distances(question, index.vectors(), distances);
  for (float& distance : distances) distance = std::sqrt(distance);
  playlist::tilt(distances, index.vectors(), pulls);
  numeric::RunningSmallest best(k);
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const auto row = static_cast<std::uint32_t>(i);
    if (!best.wants(row, distances[i])) continue;
    if (!filter || filter(index.ids()[i])) best.offer(row, distances[i]);
  }
  std::vector<neighbors::Neighbor> found;
  for (const auto& scored : best.take()) found.push_back({index.ids()[scored.index], scored.score});
  return found;
}

std::vector<neighbors::Neighbor> tilted_search(const neighbors::Index& index, std::span<const float> question,
                                               std::size_t k, const neighbors::Filter& filter,
                                               std::span<const playlist::Pull> pulls) {
  std::vector<std::span<const float>> draws;
  std::vector<float> weights;
  for (const auto& pull : pulls) {
    if (pull.weight <= 0) continue;
    draws.push_back(pull.vector);
    weights.push_back(static_cast<float>(std::min(1.0, pull.weight)));
  }
  k = std::min(k, index.size());
  if (k == 0) return {};
  std::unordered_set<std::int64_t> seen;
  std::vector<neighbors::Neighbor> best;
  const auto look_at = [&](std::span<const neighbors::Neighbor> found) {
    std::vector<neighbors::Neighbor> fresh;
    for (const auto& one : found) {
      if (seen.insert(one.id).second) fresh.push_back(one);
    }
    numeric::Matrix vectors(fresh.size(), index.dimension());
    std::vector<float> distances(fresh.size());
    for (std::size_t i = 0; i < fresh.size(); ++i) index.read_vector(fresh[i].id, vectors.row(i));
    numeric::squared_distances(question, vectors, distances);
    for (float& distance : distances) distance = std::sqrt(distance);
    playlist::tilt(distances, vectors, pulls);
    for (std::size_t i = 0; i < fresh.size(); ++i) best.push_back({fresh[i].id, distances[i]});
    std::ranges::sort(best, is_nearer);
    if (best.size() > k) best.resize(k);
  };
  constexpr float kNone = std::numeric_limits<float>::infinity();
  for (std::size_t look = k + kFirstLook;; look *= kGrowth) {
    look = std::min(look, index.size());
    bool all = look == index.size();
    const auto near = index.search(question, look, filter);
    all |= near.size() < look;  // no more pass
    look_at(near);
    if (all) break;
    std::vector<float> reached;
    for (const auto& draw : draws) {
      const auto drawn = index.search(draw, look, filter);
      look_at(drawn);
      reached.push_back(drawn.size() < look ? kNone : drawn.back().distance);
    }
    if (best.size() == k && best.back().distance < least_unseen(near.back().distance, reached, weights)) break;
  }
  return best;
}

}  // namespace segue::app
