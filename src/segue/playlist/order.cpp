#include "segue/playlist/order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "segue/base/rng.h"
#include "segue/playlist/smooth_path.h"

namespace segue::playlist {
namespace {

constexpr std::array<std::pair<std::string_view, Order>, 6> kNames = {{{"similarity", Order::kSimilarity},
                                                                       {"smooth", Order::kSmooth},
                                                                       {"rise", Order::kRise},
                                                                       {"fall", Order::kFall},
                                                                       {"bpm", Order::kBpm},
                                                                       {"shuffle", Order::kShuffle}}};
constexpr double kOctaveJump = 0.25;

/// Stable, unknown last.
template <class Number>
void sort_by(std::vector<std::size_t>& order, const Number& number) {
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    const double x = number(a);
    const double y = number(b);
    if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
    return x < y;
  });
}

/// Place on the circle of fifths of the major key with the same notes.
double fifths(double key, bool minor) {
  const double major = std::fmod(key + (minor ? 3 : 0), 12);
  return std::fmod(major * 7, 12);
}

}  // namespace

std::optional<Order> order_named(std::string_view name) {
  const auto at = std::ranges::find(kNames, name, &std::pair<std::string_view, Order>::first);
  if (at == kNames.end()) return std::nullopt;
  return at->second;
}

double tempo_distance(double a, double b) {
  if (!(a > 0) || !(b > 0)) return std::numeric_limits<double>::quiet_NaN();
  const double octaves = std::abs(std::log2(a / b));
  return std::min(octaves, kOctaveJump + std::abs(octaves - 1));
}

double key_distance(const OrderSong& a, const OrderSong& b) {
  const bool modes = !std::isnan(a.mode) && !std::isnan(b.mode);
  const double apart = std::abs(fifths(a.key, modes && a.mode == 0) - fifths(b.key, modes && b.mode == 0));
  return std::min(apart, 12 - apart) + (modes && a.mode != b.mode ? 1 : 0);
}

std::vector<std::size_t> ordered(std::span<const OrderSong> songs, Order order, const std::optional<OrderSong>& start,
                                 std::uint64_t seed) {
  std::vector<std::size_t> places(songs.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  switch (order) {
    case Order::kSimilarity:
      break;
    case Order::kSmooth:
      return smooth_path(songs, start);
    case Order::kRise:
      sort_by(places, [&](std::size_t i) { return songs[i].energy; });
      break;
    case Order::kFall:
      sort_by(places, [&](std::size_t i) { return -songs[i].energy; });
      break;
    case Order::kBpm:
      sort_by(places, [&](std::size_t i) { return songs[i].tempo; });
      break;
    case Order::kShuffle:
      Rng(seed).shuffle(std::span(places));
      break;
  }
  return places;
}

Smoothness smoothness(std::span<const OrderSong> songs) {
  Smoothness mean;
  for (std::size_t i = 1; i < songs.size(); ++i) {
    const OrderSong& a = songs[i - 1];
    const OrderSong& b = songs[i];
    const double key = key_distance(a, b);
    const double energy = std::abs(a.energy - b.energy);
    if (!(a.tempo > 0) || !(b.tempo > 0) || std::isnan(key) || std::isnan(energy)) continue;
    mean.tempo += std::abs(std::log2(a.tempo / b.tempo));
    mean.key += key;
    mean.energy += energy;
    ++mean.steps;
  }
  if (mean.steps == 0) return mean;
  const auto steps = static_cast<double>(mean.steps);
  mean.tempo /= steps;
  mean.key /= steps;
  mean.energy /= steps;
  return mean;
}

}  // namespace segue::playlist
