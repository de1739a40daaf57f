#include "segue/audio/spectral/level_store.h"

#include <algorithm>
#include <cassert>

#include "segue/numeric/spectrum.h"

namespace segue::audio {

using numeric::kFrameLanes;

namespace {
constexpr float kLowest = -100.0F;
constexpr float kHighest = 100.0F;
constexpr float kStepsPerDecibel = 65535.0F / (kHighest - kLowest);
}  // namespace

LevelStore::LevelStore(std::size_t width, std::size_t most_rows)
    : width_(width), most_rows_(most_rows), codes_(width * kFrameLanes) {
  assert(width > 0 && most_rows > 0 && most_rows % 2 == 0);
  // Memory that was never written to costs nothing, moving a grown vector would.
  levels_.reserve(width * most_rows);
}

void LevelStore::add(std::span<const float> levels, std::size_t frames) {
  assert(levels.size() == codes_.size() && frames <= kFrameLanes);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const float at_most = levels[i] < kHighest ? levels[i] : kHighest;
    const float within = at_most > kLowest ? at_most : kLowest;
    const float steps = (within - kLowest) * kStepsPerDecibel + 0.5F;
    codes_[i] = static_cast<std::uint16_t>(static_cast<std::int32_t>(steps));
  }
  for (std::size_t lane = 0; lane < frames; ++lane) {
    if (seen_++ % stride_ != 0) continue;
    // An even number of rows is in the store, so this one is in step with those that stay.
    if (rows_ == most_rows_) keep_every_second();
    const std::size_t end = levels_.size();
    levels_.resize(end + width_);
    ++rows_;
    for (std::size_t column = 0; column < width_; ++column) levels_[end + column] = codes_[column * kFrameLanes + lane];
  }
}

std::size_t LevelStore::read(std::size_t first, std::span<float> levels) const {
  assert(levels.size() == width_ * kFrameLanes && first <= rows());
  const std::size_t count = std::min(kFrameLanes, rows() - first);
  for (std::size_t lane = 0; lane < count; ++lane) {
    const std::uint16_t* row = levels_.data() + (first + lane) * width_;
    for (std::size_t column = 0; column < width_; ++column) {
      levels[column * kFrameLanes + lane] = kLowest + static_cast<float>(row[column]) * (1.0F / kStepsPerDecibel);
    }
  }
  return count;
}

void LevelStore::keep_every_second() {
  for (std::size_t row = 1; row < most_rows_ / 2; ++row) {
    std::copy_n(levels_.begin() + static_cast<std::ptrdiff_t>(2 * row * width_), width_,
                levels_.begin() + static_cast<std::ptrdiff_t>(row * width_));
  }
  rows_ = most_rows_ / 2;
  levels_.resize(rows_ * width_);
  stride_ *= 2;
}

}  // namespace segue::audio
