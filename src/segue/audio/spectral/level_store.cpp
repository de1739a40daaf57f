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

LevelStore::LevelStore(std::size_t width, std::size_t most_rows, std::size_t most_thinned)
    : width_(width), most_rows_(most_rows), most_thinned_(most_thinned), codes_(width * kFrameLanes) {
  assert(width > 0 && most_rows > 0 && most_rows % 2 == 0 && most_thinned % 2 == 0);
  assert(most_thinned > most_rows / 2 && most_thinned <= most_rows);
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
    if (rows_ == blocks_.size() * kBlockRows) blocks_.emplace_back(kBlockRows * width_);
    std::uint16_t* stored = row(rows_++);
    for (std::size_t column = 0; column < width_; ++column) stored[column] = codes_[column * kFrameLanes + lane];
  }
}

std::size_t LevelStore::read(std::size_t first, std::span<float> levels) const {
  assert(levels.size() == width_ * kFrameLanes && first <= rows());
  const std::size_t count = std::min(kFrameLanes, rows() - first);
  for (std::size_t lane = 0; lane < count; ++lane) {
    const std::uint16_t* codes = row(first + lane);
    for (std::size_t column = 0; column < width_; ++column) {
      levels[column * kFrameLanes + lane] = kLowest + static_cast<float>(codes[column]) * (1.0F / kStepsPerDecibel);
    }
  }
  return count;
}

void LevelStore::keep_every_second() {
  for (std::size_t kept = 1; kept < most_rows_ / 2; ++kept) std::copy_n(row(2 * kept), width_, row(kept));
  rows_ = most_rows_ / 2;
  blocks_.resize((rows_ + kBlockRows - 1) / kBlockRows);
  stride_ *= 2;
  most_rows_ = most_thinned_;
}

}  // namespace segue::audio
