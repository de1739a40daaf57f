#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::audio {

/// The outline of a stream for a picture: least and greatest sample of equal slices, 1,000 to 2,000 of them however
/// long the stream is (fewer only where there are fewer samples).
class Waveform {
 public:
  void push(std::span<const float> samples);
  const std::vector<float>& lowest() const { return lowest_; }
  const std::vector<float>& highest() const { return highest_; }

 private:
  void halve();

  std::vector<float> lowest_, highest_;
  std::size_t slice_ = 1;   // samples of a slice; doubles when there are too many slices
  std::size_t filled_ = 0;  // samples in the last slice
};

}  // namespace segue::audio
