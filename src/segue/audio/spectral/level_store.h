#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segue::audio {

/// Levels in decibels, one row for each frame, kept until the whole track is known, in bounded memory: when `most_rows`
/// are full, every second one goes, and from then on only every second (fourth, eighth...) frame is kept, in rows of
/// which there are at most `most_thinned`. Levels are kept in steps of 200 / 65,535 dB (an error of at most 0.0016 dB)
/// from -100 to 100 dB; what lies outside becomes the nearest of these.
class LevelStore {
 public:
  /// Both even; most_thinned more than half of most_rows and at most as much.
  LevelStore(std::size_t width, std::size_t most_rows, std::size_t most_thinned);

  /// The next `frames` frames (at most numeric::kFrameLanes), side by side: levels is width x kFrameLanes.
  void add(std::span<const float> levels, std::size_t frames);

  std::size_t rows() const { return rows_; }
  /// Every so many frames one was kept, the first among them.
  std::size_t stride() const { return stride_; }

  /// Rows first, first + 1... (kFrameLanes of them or all that are left), side by side as add() takes them; other lanes
  /// are not touched. Returns how many.
  std::size_t read(std::size_t first, std::span<float> levels) const;

 private:
  static constexpr std::size_t kBlockRows = 1024;

  void keep_every_second();
  std::uint16_t* row(std::size_t index) { return blocks_[index / kBlockRows].data() + (index % kBlockRows) * width_; }
  const std::uint16_t* row(std::size_t index) const {
    return blocks_[index / kBlockRows].data() + (index % kBlockRows) * width_;
  }

  std::size_t width_;
  std::size_t most_rows_;
  std::size_t most_thinned_;
  std::size_t seen_ = 0;
  std::size_t stride_ = 1;
  std::size_t rows_ = 0;
  // Each kBlockRows x width_: what is thinned out goes back block by block, nothing is ever there twice.
  std::vector<std::vector<std::uint16_t>> blocks_;
  std::vector<std::uint16_t> codes_;  // width_ x kFrameLanes
};

}  // namespace segue::audio
