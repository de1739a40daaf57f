#include "segue/audio/spectral/frame_stream.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "segue/numeric/spectrum.h"

namespace segue::audio {
namespace {

using Padding = FrameStream::Padding;
using Frames = std::vector<std::vector<float>>;

std::vector<float> counted(std::size_t count) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] = static_cast<float>(i + 1);
  return samples;
}

struct Shape {
  std::size_t size;
  std::size_t hop;
};

struct Cut {
  Frames frames;
  std::vector<std::size_t> batches;
};

Cut cut(std::span<const float> samples, Shape shape, Padding padding, std::size_t piece) {
  Cut result;
  FrameStream stream(shape.size, shape.hop, padding, [&](std::span<const float> batch, std::size_t frames) {
    ASSERT_LE(frames, numeric::kFrameLanes);
    ASSERT_EQ(batch.size(), (frames - 1) * shape.hop + shape.size);
    result.batches.push_back(frames);
    for (std::size_t f = 0; f < frames; ++f) {
      const auto frame = batch.subspan(f * shape.hop, shape.size);
      result.frames.emplace_back(frame.begin(), frame.end());
    }
  });
  while (!samples.empty()) {
    const std::size_t count = std::min(piece, samples.size());
    stream.push(samples.first(count));
    samples = samples.subspan(count);
  }
  stream.finish();
  return result;
}

/// One step at a time back into the signal: slow and plain.
float padded(std::span<const float> samples, std::ptrdiff_t index, Padding padding) {
  const auto count = static_cast<std::ptrdiff_t>(samples.size());
  while (index < 0 || index >= count) {
    if (padding == Padding::kZero) return 0.0F;
    if (padding == Padding::kEdge || count == 1) {
      index = index < 0 ? 0 : count - 1;
    } else {
      index = index < 0 ? -index : 2 * (count - 1) - index;
    }
  }
  return samples[static_cast<std::size_t>(index)];
}

Frames obvious(std::span<const float> samples, Shape shape, Padding padding) {
  Frames frames;
  if (samples.empty()) return frames;
  for (std::size_t f = 0; f < 1 + samples.size() / shape.hop; ++f) {
    auto& frame = frames.emplace_back(shape.size);
    for (std::size_t i = 0; i < shape.size; ++i) {
      const auto index = static_cast<std::ptrdiff_t>(f * shape.hop + i) - static_cast<std::ptrdiff_t>(shape.size / 2);
      frame[i] = padded(samples, index, padding);
    }
  }
  return frames;
}

TEST(FrameStream, MirrorsWithoutRepeatingTheEnds) {
  const auto result = cut(counted(5), {4, 2}, Padding::kReflect, 100);
  EXPECT_EQ(result.frames, (Frames{{3, 2, 1, 2}, {1, 2, 3, 4}, {3, 4, 5, 4}}));
}

TEST(FrameStream, RepeatsTheEdgeOrPadsWithSilence) {
  EXPECT_EQ(cut(counted(3), {4, 2}, Padding::kEdge, 100).frames, (Frames{{1, 1, 1, 2}, {1, 2, 3, 3}}));
  EXPECT_EQ(cut(counted(3), {4, 2}, Padding::kZero, 100).frames, (Frames{{0, 0, 1, 2}, {1, 2, 3, 0}}));
}

TEST(FrameStream, HasNoFramesOfNoSamples) {
  for (const Padding padding : {Padding::kZero, Padding::kReflect, Padding::kEdge}) {
    EXPECT_TRUE(cut({}, {8, 2}, padding, 1).frames.empty());
  }
}

TEST(FrameStream, OneSampleIsItsOwnMirror) {
  EXPECT_EQ(cut(counted(1), {4, 4}, Padding::kReflect, 1).frames, (Frames{{1, 1, 1, 1}}));
}

TEST(FrameStream, AgreesWithTheObviousWayAtEveryLengthAndShape) {
  for (const Shape shape : {Shape{2, 1}, Shape{8, 8}, Shape{8, 3}, Shape{16, 4}, Shape{6, 5}}) {
    for (const Padding padding : {Padding::kZero, Padding::kReflect, Padding::kEdge}) {
      for (std::size_t count = 1; count < 340; count += count < 40 ? 1 : 7) {
        const auto samples = counted(count);
        const auto result = cut(samples, shape, padding, 11);
        ASSERT_EQ(result.frames, obvious(samples, shape, padding))
            << shape.size << "/" << shape.hop << " padding " << static_cast<int>(padding) << " samples " << count;
      }
    }
  }
}

TEST(FrameStream, DoesNotDependOnHowTheStreamIsCut) {
  const auto samples = counted(1000);
  for (const Padding padding : {Padding::kZero, Padding::kReflect, Padding::kEdge}) {
    const auto whole = cut(samples, {32, 8}, padding, samples.size());
    for (const std::size_t piece : {1, 2, 7, 31, 33, 152, 999}) {
      const auto pieces = cut(samples, {32, 8}, padding, piece);
      EXPECT_EQ(pieces.frames, whole.frames) << piece;
      EXPECT_EQ(pieces.batches, whole.batches) << piece;
    }
  }
}

TEST(FrameStream, EveryBatchIsFullUntilTheEnd) {
  const auto batches = cut(counted(10000), {64, 16}, Padding::kReflect, 100).batches;
  // The last 1 + 10000 / 16 - n * 16 frames leave at the end, with those that waited for the mirror.
  std::size_t total = 0;
  for (const std::size_t frames : batches) total += frames;
  EXPECT_EQ(total, 1 + 10000 / 16);
  EXPECT_TRUE(std::all_of(batches.begin(), batches.end() - 1,
                          [](std::size_t frames) { return frames == numeric::kFrameLanes; }));
}

TEST(FrameStream, AnEmptyPushChangesNothing) {
  Frames frames;
  FrameStream stream(4, 2, Padding::kEdge, [&](std::span<const float> batch, std::size_t count) {
    for (std::size_t f = 0; f < count; ++f) frames.emplace_back(batch.begin() + 2 * f, batch.begin() + 2 * f + 4);
  });
  const auto samples = counted(3);
  stream.push({});
  stream.push(samples);
  stream.push({});
  stream.finish();
  EXPECT_EQ(frames, (Frames{{1, 1, 1, 2}, {1, 2, 3, 3}}));
}

}  // namespace
}  // namespace segue::audio
