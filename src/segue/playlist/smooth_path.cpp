#include "segue/playlist/smooth_path.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "segue/numeric/distance.h"

namespace segue::playlist {
namespace {

constexpr std::size_t kBlock = 400;
constexpr double kTempoWeight = 3;
constexpr double kKeyWeight = 1.0 / 6;
constexpr double kEnergyWeight = 1;
constexpr double kVectorWeight = 1;
constexpr double kGain = 1e-9;  // less is rounding: taking it might go on forever

/// What a step from one song to another costs; the same back.
class Costs {
 public:
  explicit Costs(const std::vector<OrderSong>& songs) : n_(songs.size()), cost_(n_ * n_, 0.0) {
    add(songs, kTempoWeight, [](const OrderSong& a, const OrderSong& b) { return tempo_distance(a.tempo, b.tempo); });
    add(songs, kKeyWeight, [](const OrderSong& a, const OrderSong& b) { return key_distance(a, b); });
    add(songs, kEnergyWeight, [](const OrderSong& a, const OrderSong& b) { return std::abs(a.energy - b.energy); });
    const double mean = add(songs, 0, apart);
    if (mean > 0) add(songs, kVectorWeight / mean, apart);
  }

  double operator()(std::size_t a, std::size_t b) const { return cost_[a * n_ + b]; }

 private:
  static double apart(const OrderSong& a, const OrderSong& b) {
    if (a.vector.empty() || a.vector.size() != b.vector.size()) return std::numeric_limits<double>::quiet_NaN();
    return std::sqrt(double{numeric::squared_distance(a.vector, b.vector)});
  }

  /// Adds weight * distance to every pair, the mean where it is unknown; returns the mean.
  template <class Distance>
  double add(const std::vector<OrderSong>& songs, double weight, const Distance& distance) {
    std::vector<double> of_pair(n_ * n_);
    double sum = 0;
    std::size_t known = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = i + 1; j < n_; ++j) {
        const double here = distance(songs[i], songs[j]);
        of_pair[i * n_ + j] = here;
        if (std::isnan(here)) continue;
        sum += here;
        ++known;
      }
    }
    const double mean = known > 0 ? sum / static_cast<double>(known) : 0;
    if (weight == 0) return mean;
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = i + 1; j < n_; ++j) {
        const double here = of_pair[i * n_ + j];
        const double cost = weight * (std::isnan(here) ? mean : here);
        cost_[i * n_ + j] += cost;
        cost_[j * n_ + i] += cost;
      }
    }
    return mean;
  }

  std::size_t n_;
  std::vector<double> cost_;
};

using Path = std::vector<std::size_t>;

Path nearest_neighbor_path(std::size_t n, std::size_t first, const Costs& costs) {
  Path path{first};
  std::vector<bool> there(n, false);
  there[first] = true;
  while (path.size() < n) {
    std::size_t best = n;
    for (std::size_t i = 0; i < n; ++i) {
      if (!there[i] && (best == n || costs(path.back(), i) < costs(path.back(), best))) best = i;
    }
    there[best] = true;
    path.push_back(best);
  }
  return path;
}

/// Turns a part of the path round where that makes it shorter. The first `fixed` songs stay; the end is free.
bool two_opt(Path& path, std::size_t fixed, const Costs& costs) {
  bool changed = false;
  for (std::size_t i = fixed; i < path.size(); ++i) {
    for (std::size_t j = i + 1; j < path.size(); ++j) {
      double before = 0;
      double after = 0;
      if (i > 0) {
        before += costs(path[i - 1], path[i]);
        after += costs(path[i - 1], path[j]);
      }
      if (j + 1 < path.size()) {
        before += costs(path[j], path[j + 1]);
        after += costs(path[i], path[j + 1]);
      }
      if (after < before - kGain) {
        std::reverse(path.begin() + static_cast<std::ptrdiff_t>(i), path.begin() + static_cast<std::ptrdiff_t>(j) + 1);
        changed = true;
      }
    }
  }
  return changed;
}

double length_of(const Path& path, const Costs& costs) {
  double length = 0;
  for (std::size_t i = 1; i < path.size(); ++i) length += costs(path[i - 1], path[i]);
  return length;
}

/// The best place for the part [from, from + count) elsewhere, either way round: takes it out and puts it there if the
/// path gets shorter.
bool move_part(Path& path, std::size_t fixed, std::size_t from, std::size_t count, const Costs& costs) {
  const auto begin = path.begin() + static_cast<std::ptrdiff_t>(from);
  const Path part(begin, begin + static_cast<std::ptrdiff_t>(count));
  Path rest(path.begin(), begin);
  rest.insert(rest.end(), begin + static_cast<std::ptrdiff_t>(count), path.end());
  const auto joint = [&](std::size_t at) {  // of rest, between at - 1 and at
    return at > 0 && at < rest.size() ? costs(rest[at - 1], rest[at]) : 0.0;
  };
  const auto with = [&](std::size_t at, std::size_t first, std::size_t last) {
    return (at > 0 ? costs(rest[at - 1], first) : 0.0) + (at < rest.size() ? costs(last, rest[at]) : 0.0) - joint(at);
  };
  const double now = with(from, part.front(), part.back());
  double least = now - kGain;
  std::size_t best = rest.size() + 1;
  bool turned = false;
  for (std::size_t at = fixed; at <= rest.size(); ++at) {
    const double straight = with(at, part.front(), part.back());
    const double back = with(at, part.back(), part.front());
    if (std::min(straight, back) < least) {
      least = std::min(straight, back);
      best = at;
      turned = back < straight;
    }
  }
  if (best > rest.size()) return false;
  Path turned_part = part;
  if (turned) std::ranges::reverse(turned_part);
  rest.insert(rest.begin() + static_cast<std::ptrdiff_t>(best), turned_part.begin(), turned_part.end());
  path = std::move(rest);
  return true;
}

bool or_opt(Path& path, std::size_t fixed, const Costs& costs) {
  bool changed = false;
  for (std::size_t count = 1; count <= 3; ++count) {
    for (std::size_t from = fixed; from + count <= path.size(); ++from) {
      changed |= move_part(path, fixed, from, count, costs);
    }
  }
  return changed;
}

/// A short path over all songs; with `fixed` = 1 it begins with the first.
Path short_path(const std::vector<OrderSong>& songs, std::size_t fixed) {
  if (songs.empty()) return {};
  const Costs costs(songs);
  // Without a first song any may be it; a few beginnings do, the best path of theirs stays.
  const std::size_t beginnings = fixed > 0 ? 1 : std::min<std::size_t>(songs.size(), 8);
  Path best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t first = 0; first < beginnings; ++first) {
    Path path = nearest_neighbor_path(songs.size(), first, costs);
    for (bool changed = true; changed;) {
      changed = two_opt(path, fixed, costs);
      changed = or_opt(path, fixed, costs) || changed;
    }
    const double length = length_of(path, costs);
    if (length < least) {
      least = length;
      best = std::move(path);
    }
  }
  return best;
}

}  // namespace

std::vector<std::size_t> smooth_path(std::span<const OrderSong> songs, const std::optional<OrderSong>& start) {
  std::vector<std::size_t> places;
  std::optional<OrderSong> last = start;
  for (std::size_t begin = 0; begin < songs.size(); begin += kBlock) {
    const auto block = songs.subspan(begin, std::min(kBlock, songs.size() - begin));
    std::vector<OrderSong> stops;
    if (last) stops.push_back(*last);
    const std::size_t fixed = stops.size();
    stops.insert(stops.end(), block.begin(), block.end());
    const Path path = short_path(stops, fixed);
    for (std::size_t i = fixed; i < path.size(); ++i) places.push_back(begin + path[i] - fixed);
    last = songs[places.back()];
  }
  return places;
}

}  // namespace segue::playlist
