#include "segue/playlist/time_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace segue::playlist {
namespace {

constexpr std::size_t kRevised = 2;
constexpr std::size_t kAhead = 60;
constexpr double kNearEnough = 5;
constexpr double kPerPlace = 0.1;  // seconds that coming one place earlier is worth

/// Tries all sets of up to three songs of a window.
class Filling {
 public:
  Filling(std::span<const double> window, double gap) : window_(window), gap_(gap) { consider(0, 0, 0, 0); }

  std::vector<std::size_t> best() const { return best_; }

 private:
  void consider(std::size_t count, std::size_t from, double time, double places) {
    const double error = gap_ - time;
    if (error < -kTimeOver) return;
    const double cost = std::max(std::abs(error) - kNearEnough, 0.0) + kPerPlace * places;
    if (cost < least_) {
      least_ = cost;
      best_.assign(chosen_.begin(), chosen_.begin() + static_cast<std::ptrdiff_t>(count));
    }
    if (count == chosen_.size()) return;
    for (std::size_t i = from; i < window_.size(); ++i) {
      chosen_[count] = i;
      consider(count + 1, i + 1, time + window_[i], places + static_cast<double>(i - count));
    }
  }

  std::span<const double> window_;
  double gap_;
  std::array<std::size_t, 3> chosen_{};
  std::vector<std::size_t> best_;
  double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

std::vector<std::size_t> fit_time(std::span<const double> seconds, double target) {
  std::size_t taken = 0;
  double total = 0;
  while (taken < seconds.size() && total + seconds[taken] <= target) total += seconds[taken++];
  const std::size_t fixed = taken - std::min(taken, kRevised);
  for (std::size_t i = fixed; i < taken; ++i) total -= seconds[i];
  std::vector<std::size_t> places(fixed);
  for (std::size_t i = 0; i < fixed; ++i) places[i] = i;
  const auto window = seconds.subspan(fixed, std::min(seconds.size() - fixed, kRevised + kAhead));
  for (const std::size_t i : Filling(window, target - total).best()) places.push_back(fixed + i);
  return places;
}

}  // namespace segue::playlist
