#include "segue/numeric/top_k.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace segue::numeric {
namespace {

bool before(const Scored& a, const Scored& b) {
  return a.score != b.score ? a.score < b.score : a.index < b.index;
}

}  // namespace

void RunningSmallest::keep(const Scored& scored) {
  if (kept_.size() < k_) {
    kept_.push_back(scored);
    if (kept_.size() < k_) return;
    std::make_heap(kept_.begin(), kept_.end(), before);
  } else {
    std::pop_heap(kept_.begin(), kept_.end(), before);
    kept_.back() = scored;
    std::push_heap(kept_.begin(), kept_.end(), before);
  }
  limit_ = kept_.front().score;
}

std::vector<Scored> RunningSmallest::take() {
  std::vector<Scored> result = std::exchange(kept_, {});
  limit_ = k_ > 0 ? kInfinity : -kInfinity;
  std::sort(result.begin(), result.end(), before);
  return result;
}

std::vector<Scored> smallest(std::span<const float> scores, std::size_t k) {
  assert(scores.size() <= std::numeric_limits<std::uint32_t>::max());
  RunningSmallest best(k);
  float limit = best.limit();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!(scores[i] <= limit)) continue;  // NaN neither
    best.offer(static_cast<std::uint32_t>(i), scores[i]);
    limit = best.limit();
  }
  return best.take();
}

}  // namespace segue::numeric
