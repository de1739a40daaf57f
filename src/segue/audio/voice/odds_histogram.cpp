#include "segue/audio/voice/odds_histogram.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {

void OddsHistogram::add(double log_odds) {
  if (added_ == 0) {
    before_ = log_odds;
  } else {
    count_middle(before_, last_, log_odds);
    before_ = last_;
  }
  last_ = log_odds;
  ++added_;
}

void OddsHistogram::finish() {
  if (added_ > 0) count_middle(before_, last_, last_);
}

void OddsHistogram::count_middle(double before, double at, double after) {
  const double mean = (before + at + after) / 3;
  const double place = std::floor((std::clamp(mean, -kMost, kMost) + kMost) * static_cast<double>(kStepsPerUnit));
  ++steps_[std::min(kSteps - 1, static_cast<std::size_t>(place))];
  ++count_;
  if (mean > 0) ++positive_;
}

double OddsHistogram::positive_share() const {
  return count_ == 0 ? 0 : static_cast<double>(positive_) / static_cast<double>(count_);
}

double OddsHistogram::exceeded_by(double above) const {
  if (count_ == 0) return 0;
  // The middle of the step in which the sorted segment of this rank lies.
  const auto rank = static_cast<std::uint64_t>(std::llround((1 - above) * static_cast<double>(count_ - 1)));
  std::uint64_t seen = 0;
  std::size_t step = 0;
  while (seen + steps_[step] <= rank) seen += steps_[step++];
  return (static_cast<double>(step) + 0.5) / static_cast<double>(kStepsPerUnit) - kMost;
}

}  // namespace segue::audio
