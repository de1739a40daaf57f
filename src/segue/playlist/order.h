#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace segue::playlist {

enum class Order : std::uint8_t { kSimilarity, kSmooth, kRise, kFall, kBpm, kShuffle };

/// "similarity", "smooth", "rise", "fall", "bpm", "shuffle"; nothing for another word.
std::optional<Order> order_named(std::string_view name);

/// What ordering looks at; NaN is unknown.
struct OrderSong {
  double tempo;                   ///< beats per minute
  double key;                     ///< 0 to 11
  double mode;                    ///< 0 minor, 1 major
  double energy;                  ///< 0 to 1
  std::span<const float> vector;  ///< all of one size; may be empty
};

/// How far one tempo is from another in octaves: the difference of their logarithms, where half and double time are a
/// quarter of an octave away (a listener hears the pulse go on). NaN if one is unknown.
double tempo_distance(double a, double b);

/// How far apart two keys are on the circle of fifths, 0 to 7: steps between the major keys they share their notes with
/// (A minor stands at C major), and one more where the modes differ. NaN if a key is unknown; without a mode the steps
/// alone, of major keys.
double key_distance(const OrderSong& a, const OrderSong& b);

/// An order of the songs: a permutation of 0 to songs.size() - 1.
///
///   kSimilarity: as they are.  kShuffle: by chance, from `seed`.
///   kRise, kFall: energy upward, downward.  kBpm: tempo upward. Songs without the number stay together at the end;
///     equal ones keep their order.
///   kSmooth: a short path that begins behind `start` (if there is one; it is not in the permutation). A step costs
///     3 tempo_distance + key_distance / 6 + |energy| + |vectors| / (mean distance of two of the songs);
///     what is unknown of one of both costs what it costs on average. Found by nearest neighbor, 2-opt and Or-opt until
///     neither helps; more than 400 songs go in blocks of 400, in the order given, each path continuing the last.
/// Deterministic.
std::vector<std::size_t> ordered(std::span<const OrderSong> songs, Order order,
                                 const std::optional<OrderSong>& start = std::nullopt, std::uint64_t seed = 0);

/// Mean steps of a list in order: how smooth it is.
struct Smoothness {
  double tempo = 0;       ///< |log2 of the ratio of tempos|, plain
  double key = 0;         ///< key_distance
  double energy = 0;      ///< |difference|
  std::size_t steps = 0;  ///< in which both tempos and keys were known; the means are of these
};
Smoothness smoothness(std::span<const OrderSong> songs_in_order);

}  // namespace segue::playlist
