#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace segue::audio {

inline constexpr int kDescriptorRate = 44100;  ///< Hz: timbre
inline constexpr int kAnalysisRate = 22050;    ///< Hz: rhythm and key; Spotify's analysis_sample_rate

/// Brings blocks of any rate and number of channels to mono (the mean of the channels) at both rates.
class AnalysisRate {
 public:
  AnalysisRate(int sample_rate, int channels);
  ~AnalysisRate();
  AnalysisRate(AnalysisRate&&) noexcept;
  AnalysisRate& operator=(AnalysisRate&&) noexcept;
  /// One span a channel, of equal length. Afterwards full() and half() hold what has become ready, until the next call.
  void push(std::span<const std::span<const float>> channels);
  /// The rest; call once.
  void finish();
  std::span<const float> full() const;  ///< at kDescriptorRate
  std::span<const float> half() const;  ///< at kAnalysisRate

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
