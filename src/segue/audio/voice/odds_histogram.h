#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace segue::audio {

/// Log-odds of a track's segments, each averaged with the one before and the one after it (the first and the last stand
/// in for what is missing), counted in steps of 1/32 from -16 to 16.
class OddsHistogram {
 public:
  /// The next segment.
  void add(double log_odds);
  /// No more come; call once, before anything is asked.
  void finish();

  std::uint64_t count() const { return count_; }
  /// Share of the segments above 0; of none 0.
  double positive_share() const;
  /// What a share of `above` (0 to 1) of the segments exceed, within a step; of none 0.
  double exceeded_by(double above) const;

 private:
  static constexpr std::size_t kStepsPerUnit = 32;
  static constexpr double kMost = 16;
  static constexpr std::size_t kSteps = 2 * 16 * kStepsPerUnit;

  void count_middle(double before, double at, double after);

  std::array<std::uint64_t, kSteps> steps_{};
  std::uint64_t count_ = 0;
  std::uint64_t positive_ = 0;
  std::uint64_t added_ = 0;
  double before_ = 0;
  double last_ = 0;
};

}  // namespace segue::audio
