#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segue::audio {

// Halving and doubling the rate of one channel with a half-band filter: linear phase, 79 taps, of which all even ones
// but the middle are 0 and the rest symmetric, so that one output sample takes 20 multiplications. Flat to 0.44 of the
// lower rate (9.8 kHz of 22.05), 70 dB down from 0.56 of it (12.3 kHz) on. Time 0 stays time 0; before and after the
// input there is silence. The output does not depend on how the input is cut.

inline constexpr std::size_t kHalfBandPairs = 20;

/// n samples become ceil(n / 2).
class RateHalver {
 public:
  RateHalver();
  /// Appends to `out` what has become ready.
  void push(std::span<const float> in, std::vector<float>& out);
  /// Appends the rest; call once.
  void finish(std::vector<float>& out);

 private:
  std::vector<float> even_;  // input samples 2 m, from the next output m on
  std::vector<float> odd_;   // input samples 2 m + 1, from kHalfBandPairs before the next output on
  bool next_is_odd_ = false;
  std::vector<float> ready_;
};

/// n samples become 2 n; the even ones are the input itself.
class RateDoubler {
 public:
  RateDoubler();
  void push(std::span<const float> in, std::vector<float>& out);
  void finish(std::vector<float>& out);

 private:
  std::vector<float> history_;  // from kHalfBandPairs - 1 before the next input sample to be given out
  std::vector<float> ready_;
};

}  // namespace segue::audio
