#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace segue::audio {

/// The two second-order sections of ITU-R BS.1770-4, annex 1: a shelf that stands for the head, and a high pass. The
/// standard tabulates them for 48 kHz; these are the analogue filters behind that table, brought to any rate by the
/// bilinear transform (as Brecht De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 2018).
struct KWeighting {
  explicit KWeighting(int sample_rate);
  std::array<double, 3> shelf_b{}, shelf_a{}, high_pass_a{};  ///< a[0] = 1; the high pass has b = 1, -2, 1
};

/// Filters channels and sums their squares, two channels side by side.
class KFilter {
 public:
  KFilter(int sample_rate, std::size_t channels);
  /// Adds to energies[c] the squares of `count` filtered samples of channel c, from `offset` on.
  void run(std::span<const std::span<const float>> channels, std::size_t offset, std::size_t count,
           std::span<double> energies);
  /// Numbers too small to be heard become 0 before they become denormal and slow.
  void settle();

 private:
  struct Memory {
    double shelf1 = 0, shelf2 = 0, high1 = 0, high2 = 0;
  };

  template <std::size_t N>
  void run_channels(std::span<const std::span<const float>> channels, std::size_t first, std::size_t offset,
                    std::size_t count, std::span<double> energies);

  KWeighting weighting_;
  std::vector<Memory> memory_;  // one a channel
};

}  // namespace segue::audio
