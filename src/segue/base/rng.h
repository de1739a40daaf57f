#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace segue {

/// Random numbers that are the same on every machine and with every standard library.
///
/// xoshiro256++ (Blackman & Vigna 2019), seeded by splitmix64. The distributions are ours because those of <random>
/// are not specified. Not for secrets. Not shared between threads: give each task its own `fork`.
class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  /// Uniform over all 64-bit values.
  std::uint64_t next();
  /// Uniform over [0, n), unbiased (Lemire 2019); n > 0.
  std::uint64_t below(std::uint64_t n);
  /// Uniform over [0, 1), 53 bits.
  double uniform();
  /// Standard normal (polar method of Marsaglia).
  double normal();
  /// An independent stream: the same (seed, stream) gives the same numbers, whatever else was drawn.
  Rng fork(std::uint64_t stream) const;

  /// Fisher-Yates: every order is equally likely.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t state_[4];
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace segue
