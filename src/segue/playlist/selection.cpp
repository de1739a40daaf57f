#include "segue/playlist/selection.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

#include "segue/numeric/distance.h"

namespace segue::playlist {
namespace {

using Fetch = std::function<std::vector<catalog::Song>(std::span<const SongId>)>;

struct Candidate {
  catalog::Song song;
  float distance = 0;
  Admission::Marks marks;
  float nearest_pick = std::numeric_limits<float>::infinity();
};

/// The neighbors as candidates, fetched in batches.
class Neighbors {
 public:
  Neighbors(std::span<const neighbors::Neighbor> nearest, const Fetch& fetch, std::size_t first_batch)
      : nearest_(nearest), fetch_(fetch), batch_size_(first_batch) {}

  void leave_out(SongId id) { taken_.insert(id); }

  std::optional<Candidate> next() {
    while (at_ == songs_.size()) {
      if (!fetch_more()) return std::nullopt;
    }
    const std::size_t i = at_++;
    return Candidate{std::move(songs_[i]), distances_[i], {}, std::numeric_limits<float>::infinity()};
  }

 private:
  bool fetch_more() {
    std::vector<SongId> ids;
    distances_.clear();
    for (; next_ < nearest_.size() && ids.size() < batch_size_; ++next_) {
      const SongId id{nearest_[next_].id};
      if (!taken_.insert(id).second) continue;
      ids.push_back(id);
      distances_.push_back(nearest_[next_].distance);
    }
    if (ids.empty()) return false;
    songs_ = fetch_(ids);
    assert(songs_.size() == ids.size());
    at_ = 0;
    batch_size_ *= 2;
    return true;
  }

  std::span<const neighbors::Neighbor> nearest_;
  const Fetch& fetch_;
  std::size_t batch_size_;
  std::size_t next_ = 0;
  std::unordered_set<SongId> taken_;
  std::vector<catalog::Song> songs_;
  std::vector<float> distances_;
  std::size_t at_ = 0;
};

void measure_against(const Candidate& pick, std::vector<Candidate>& waiting, const SelectionRules& rules) {
  const auto vector = rules.vector_of(pick.song.id);
  for (Candidate& candidate : waiting) {
    const float distance = std::sqrt(numeric::squared_distance(vector, rules.vector_of(candidate.song.id)));
    candidate.nearest_pick = std::min(candidate.nearest_pick, distance);
  }
}

/// The place in `waiting` of the one to pick next.
std::size_t best_of(const std::vector<Candidate>& waiting, double diversity) {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const bool first = std::isinf(waiting[i].nearest_pick);
    const double unlike = first ? 0.0 : double{waiting[i].nearest_pick};
    const double score = (1 - diversity) * double{waiting[i].distance} - diversity * unlike;
    if (score < least) {
      least = score;
      best = i;
    }
  }
  return best;
}

}  // namespace

std::vector<Pick> select(std::span<const neighbors::Neighbor> nearest, std::span<const catalog::Song> seeds,
                         std::size_t length, const Fetch& fetch, const SelectionRules& rules) {
  assert(rules.diversity >= 0 && rules.diversity <= 1);
  std::vector<Pick> picks;
  if (length == 0) return picks;
  const bool diverse = rules.diversity > 0;
  const std::size_t pool = diverse ? (rules.pool > 0 ? rules.pool : std::max<std::size_t>(100, 6 * length)) : 1;
  // Most lists lose a few songs to other recordings of the same: one batch is to do for them.
  const std::size_t expected = std::max(length, pool);
  Neighbors stream(nearest, fetch, expected + expected / 4 + 4);
  Admission admission(rules.limits, rules.excluded);
  for (const catalog::Song& seed : seeds) {
    stream.leave_out(seed.id);
    admission.take(admission.marks_of(seed.facts));
  }

  std::vector<Candidate> waiting;  // in the order of the neighbors
  std::vector<SongId> picked;
  bool more = true;
  while (picks.size() < length) {
    while (more && waiting.size() < pool) {
      auto candidate = stream.next();
      more = candidate.has_value();
      if (!more) break;
      candidate->marks = admission.marks_of(candidate->song.facts);
      if (!admission.allows(candidate->marks)) continue;
      for (const SongId id : picked) {
        const float distance = numeric::squared_distance(rules.vector_of(id), rules.vector_of(candidate->song.id));
        candidate->nearest_pick = std::min(candidate->nearest_pick, std::sqrt(distance));
      }
      waiting.push_back(std::move(*candidate));
    }
    if (waiting.empty()) break;
    const std::size_t best = best_of(waiting, rules.diversity);
    const Candidate pick = std::move(waiting[best]);
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(best));
    admission.take(pick.marks);
    std::erase_if(waiting, [&](const Candidate& candidate) { return !admission.allows(candidate.marks); });
    if (diverse) {
      measure_against(pick, waiting, rules);
      picked.push_back(pick.song.id);
    }
    picks.push_back({pick.song, pick.distance});
  }
  return picks;
}

}  // namespace segue::playlist
