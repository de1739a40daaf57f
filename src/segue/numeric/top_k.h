#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace segue::numeric {

struct Scored {
  std::uint32_t index = 0;
  float score = 0;
};

/// The k smallest scores, ascending; equal scores by ascending index. Fewer if there are fewer. NaN never gets in.
std::vector<Scored> smallest(std::span<const float> scores, std::size_t k);

/// The same for scores that come one by one, in any order of index: keeps the k best of those offered, in k places.
class RunningSmallest {
 public:
  explicit RunningSmallest(std::size_t k) : k_(k), limit_(k > 0 ? kInfinity : -kInfinity) {}

  /// No score above this gets in any more: infinity until k are kept, then the worst of them.
  float limit() const { return limit_; }
  /// Whether offer would keep it.
  bool wants(std::uint32_t index, float score) const {
    if (kept_.size() < k_) return score == score;
    return score < limit_ || (k_ > 0 && score == limit_ && index < kept_.front().index);
  }
  /// Keeps it if it is among the k best so far. Each index is to be offered once.
  void offer(std::uint32_t index, float score) {
    if (wants(index, score)) keep({index, score});
  }
  /// Those kept, best first; nothing is kept afterwards.
  std::vector<Scored> take();

 private:
  static constexpr float kInfinity = std::numeric_limits<float>::infinity();
  void keep(const Scored& scored);

  std::size_t k_;
  float limit_;
  std::vector<Scored> kept_;  // from k_ entries on a heap with the worst in front
};

}  // namespace segue::numeric
