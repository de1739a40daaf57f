#include "segue/audio/tonal/chroma_rows.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace segue::audio {

void ChromaRows::add(const FineChroma& chroma, double weight) {
  if (rows_.empty() || frames_in_last_ == frames_per_row_) {
    if (rows_.size() == kMaxRows) halve();
    rows_.emplace_back();
    frames_in_last_ = 0;
  }
  ++frames_in_last_;
  for (std::size_t i = 0; i < kFineSteps; ++i) rows_.back()[i] += static_cast<float>(weight) * chroma[i];
}

// Called when all rows are full.
void ChromaRows::halve() {
  for (std::size_t r = 0; r < kMaxRows / 2; ++r) {
    for (std::size_t i = 0; i < kFineSteps; ++i) rows_[r][i] = rows_[2 * r][i] + rows_[2 * r + 1][i];
  }
  rows_.resize(kMaxRows / 2);
  frames_per_row_ *= 2;
}

std::vector<std::array<float, 12>> ChromaRows::folded(double tuning) const {
  std::vector<std::array<float, 12>> result;
  result.reserve(rows_.size());
  std::array<double, kFineSteps> fine{};
  for (const FineChroma& row : rows_) {
    std::copy(row.begin(), row.end(), fine.begin());
    const std::array<double, 12> classes = fold(fine, tuning);
    const double sum = std::accumulate(classes.begin(), classes.end(), 0.0);
    auto& out = result.emplace_back();
    if (sum > 0)
      std::transform(classes.begin(), classes.end(), out.begin(),
                     [sum](double value) { return static_cast<float>(value / sum); });
  }
  return result;
}

std::array<double, 12> fold(const std::array<double, kFineSteps>& fine, double tuning) {
  std::array<double, 12> classes{};
  for (std::size_t step = 0; step < kFineSteps; ++step) {
    const double pitch = static_cast<double>(step) / kStepsPerSemitone - tuning;
    const double below = std::floor(pitch);
    for (const double note : {below, below + 1}) {
      const double distance = std::abs(pitch - note);
      if (distance >= 2.0 / 3) continue;
      const double share = std::cos(0.75 * std::numbers::pi * distance);
      classes[static_cast<std::size_t>(note + 12) % 12] += share * share * fine[step];
    }
  }
  return classes;
}

}  // namespace segue::audio
