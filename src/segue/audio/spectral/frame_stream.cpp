#include "segue/audio/spectral/frame_stream.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "segue/numeric/spectrum.h"

namespace segue::audio {

namespace {

std::size_t samples_to_begin(std::size_t size, FrameStream::Padding padding) {
  switch (padding) {
    case FrameStream::Padding::kReflect:
      return size / 2 + 1;
    case FrameStream::Padding::kEdge:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

FrameStream::FrameStream(std::size_t size, std::size_t hop, Padding padding, OnFrames on_frames)
    : size_(size),
      hop_(hop),
      padding_(padding),
      on_frames_(std::move(on_frames)),
      needed_to_begin_(samples_to_begin(size, padding)),
      // A batch leaves only when `size` samples more are known, so that the mirror at the end never misses any.
      capacity_((numeric::kFrameLanes - 1) * hop + 2 * size) {
  assert(size > 0 && size % 2 == 0 && hop > 0 && hop <= size);
  buffer_.reserve(capacity_ + size / 2);
}

void FrameStream::push(std::span<const float> samples) {
  while (!samples.empty()) {
    if (!begun_ && buffer_.size() == needed_to_begin_) begin();
    const std::size_t room = (begun_ ? capacity_ : needed_to_begin_) - buffer_.size();
    const std::size_t count = std::min(room, samples.size());
    buffer_.insert(buffer_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count));
    samples = samples.subspan(count);
    pushed_ += count;
    if (buffer_.size() == capacity_) hand_out(numeric::kFrameLanes);
  }
}

void FrameStream::finish() {
  if (pushed_ == 0) return;
  if (!begun_) begin();
  pad_end();
  const std::size_t frames = 1 + pushed_ / hop_;
  while (frames_out_ < frames) hand_out(std::min(numeric::kFrameLanes, frames - frames_out_));
}

std::size_t FrameStream::stand_in(std::ptrdiff_t index) const {
  const auto last = static_cast<std::ptrdiff_t>(pushed_) - 1;
  if (padding_ == Padding::kEdge || last == 0)
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(index, 0, last));
  // A signal shorter than its padding is mirrored again and again.
  const std::ptrdiff_t period = 2 * last;
  const std::ptrdiff_t place = ((index % period) + period) % period;
  return static_cast<std::size_t>(std::min(place, period - place));
}

void FrameStream::begin() {
  std::vector<float> padding(size_ / 2, 0.0F);
  if (padding_ != Padding::kZero) {
    const auto half = static_cast<std::ptrdiff_t>(size_ / 2);
    for (std::ptrdiff_t i = 0; i < half; ++i) padding[static_cast<std::size_t>(i)] = buffer_[stand_in(i - half)];
  }
  buffer_.insert(buffer_.begin(), padding.begin(), padding.end());
  begun_ = true;
}

void FrameStream::pad_end() {
  const std::size_t end = buffer_.size();
  for (std::size_t i = 0; i < size_ / 2; ++i) {
    const std::size_t index = pushed_ + i;
    const std::size_t back = padding_ == Padding::kZero ? 0 : pushed_ - stand_in(static_cast<std::ptrdiff_t>(index));
    buffer_.push_back(back == 0 ? 0.0F : buffer_[end - back]);
  }
}

void FrameStream::hand_out(std::size_t frames) {
  on_frames_(std::span<const float>(buffer_).first((frames - 1) * hop_ + size_), frames);
  frames_out_ += frames;
  // The last frame of all may end short of a whole hop.
  const std::size_t done = std::min(frames * hop_, buffer_.size());
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(done));
}

}  // namespace segue::audio
