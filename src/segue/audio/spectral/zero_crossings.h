#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace segue::audio {

/// librosa 0.5's zero_crossing_rate: the share of a frame's samples whose sign is not that of the sample before them.
/// What is not below -1e-10 counts as positive, a frame's first sample never crosses, and the padding repeats the edge,
/// so it holds no crossings. Frames of 2048 samples are centred on every 512th, as everywhere.
class ZeroCrossings {
 public:
  static constexpr std::size_t kHop = 512;
  static constexpr std::size_t kFrame = 4 * kHop;

  /// Calls on_frame(share) for every frame that is complete.
  template <class OnFrame>
  void push(std::span<const float> samples, const OnFrame& on_frame) {
    while (!samples.empty()) {
      const std::size_t count = count_some(samples);
      samples = samples.subspan(count);
      if (in_hop_ == kHop) end_hop(on_frame);
    }
  }

  /// The last frames; call once.
  template <class OnFrame>
  void finish(const OnFrame& on_frame) {
    const std::size_t total = pushed_ == 0 ? 0 : 1 + pushed_ / kHop;
    while (frames_ < total) end_hop(on_frame);
  }

 private:
  struct Hop {
    int crossings = 0;
    int at_first = 0;  // whether its first sample crosses
  };

  std::size_t count_some(std::span<const float> samples);

  template <class OnFrame>
  void end_hop(const OnFrame& on_frame) {
    hops_ = {hops_[1], hops_[2], hops_[3], current_};
    current_ = {};
    in_hop_ = 0;
    // Frame f ends with hop f + 1.
    if (++hops_done_ >= 2) {
      int crossings = -hops_[0].at_first;
      for (const Hop& hop : hops_) crossings += hop.crossings;
      ++frames_;
      on_frame(static_cast<double>(crossings) / static_cast<double>(kFrame));
    }
  }

  std::array<Hop, 4> hops_;
  Hop current_;
  std::size_t in_hop_ = 0;
  std::size_t hops_done_ = 0;
  std::size_t frames_ = 0;
  std::size_t pushed_ = 0;
  bool negative_ = false;
};

}  // namespace segue::audio
