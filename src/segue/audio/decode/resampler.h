#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segue::audio {

/// Changes the rate of one channel by any ratio, with a windowed sinc (Kaiser; 70 dB; flat to 0.83 of the lower Nyquist
/// frequency, all of the stop band below -60 dB from there on).
///
/// Output sample n is the sound at time n / out_rate; there are ceil(n * out_rate / in_rate) of n input samples. Before
/// and after the input there is silence. The output does not depend on how the input is cut.
class Resampler {
 public:
  /// Rates from 1 to 1,000,000.
  Resampler(int in_rate, int out_rate);
  /// Appends to `out` what has become ready.
  void push(std::span<const float> in, std::vector<float>& out);
  /// Appends the rest; call once.
  void finish(std::vector<float>& out);

 private:
  void build_rows();
  void produce(std::vector<float>& out);
  float sample_at(const float* window, std::uint64_t phase) const;

  std::uint64_t numerator_ = 1;    // out = in * numerator / denominator, in lowest terms
  std::uint64_t denominator_ = 1;  // input samples that `numerator_` output samples take
  std::size_t half_taps_ = 0;
  std::size_t rows_ = 0;        // phases in the table
  bool interpolated_ = false;   // between rows, where a row for every phase would be too many
  std::vector<float> taps_;     // rows_ (one more if interpolated) x 2 half_taps_
  std::vector<float> history_;  // input from sample `begin_ - (half_taps_ - 1)` on
  std::uint64_t begin_ = 0;     // input sample at or before the next output
  std::uint64_t phase_ = 0;     // and how far behind it, in 1 / numerator_
  std::uint64_t received_ = 0;
  std::uint64_t produced_ = 0;
  bool finished_ = false;
};

}  // namespace segue::audio
