#pragma once

#include <span>

namespace segue::audio {

/// How far the first two channels differ: the energy of their difference as a share of difference and sum, 0 for mono
/// to 1 for channels in opposite phase; 0.5 for channels that have nothing in common.
class StereoWidth {
 public:
  void push(std::span<const std::span<const float>> channels) {
    if (channels.size() < 2) return;
    double sum = 0;
    double difference = 0;
    for (std::size_t i = 0; i < channels[0].size(); ++i) {
      const double left = channels[0][i];
      const double right = channels[1][i];
      sum += (left + right) * (left + right);
      difference += (left - right) * (left - right);
    }
    sum_ += sum;
    difference_ += difference;
  }
  double width() const { return sum_ + difference_ > 0 ? difference_ / (sum_ + difference_) : 0; }

 private:
  double sum_ = 0;
  double difference_ = 0;
};

}  // namespace segue::audio
