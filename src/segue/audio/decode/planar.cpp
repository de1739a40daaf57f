#include "segue/audio/decode/planar.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/samplefmt.h>
}

namespace segue::audio {
namespace {

template <class Sample>
float as_float(Sample sample) {
  if constexpr (std::is_same_v<Sample, float>) {
    return sample;
  } else if constexpr (std::is_same_v<Sample, double>) {
    return static_cast<float>(std::clamp(sample, -1e30, 1e30));  // NaN stays NaN
  } else if constexpr (std::is_same_v<Sample, std::uint8_t>) {
    return static_cast<float>(sample - 128) * (1.0F / 128);
  } else {
    constexpr float kScale = 1.0F / -static_cast<float>(std::numeric_limits<Sample>::min());
    return static_cast<float>(sample) * kScale;
  }
}

template <class Sample>
void convert(const std::uint8_t* from, std::size_t stride, std::span<float> to) {
  const auto* samples = reinterpret_cast<const Sample*>(from);
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = as_float(samples[i * stride]);
}

void convert(AVSampleFormat format, const std::uint8_t* from, std::size_t stride, std::span<float> to) {
  switch (format) {
    case AV_SAMPLE_FMT_U8:
      return convert<std::uint8_t>(from, stride, to);
    case AV_SAMPLE_FMT_S16:
      return convert<std::int16_t>(from, stride, to);
    case AV_SAMPLE_FMT_S32:
      return convert<std::int32_t>(from, stride, to);
    case AV_SAMPLE_FMT_S64:
      return convert<std::int64_t>(from, stride, to);
    case AV_SAMPLE_FMT_FLT:
      return convert<float>(from, stride, to);
    case AV_SAMPLE_FMT_DBL:
      return convert<double>(from, stride, to);
    default:
      return;
  }
}

bool is_sound(std::span<const float> samples) {
  int bad = 0;
  for (const float sample : samples) bad |= static_cast<int>(!(std::fabs(sample) <= PlanarSamples::kLargest));
  return bad == 0;
}

void mend(std::span<float> samples, Damage& damage) {
  for (float& sample : samples) {
    if (!std::isfinite(sample)) {
      sample = 0;
      ++damage.not_finite;
    } else if (std::fabs(sample) > PlanarSamples::kLargest) {
      sample = std::copysign(PlanarSamples::kLargest, sample);
      ++damage.over_range;
    }
  }
}

}  // namespace

bool PlanarSamples::takes(const AVFrame& frame) {
  switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8:
    case AV_SAMPLE_FMT_S16:
    case AV_SAMPLE_FMT_S32:
    case AV_SAMPLE_FMT_S64:
    case AV_SAMPLE_FMT_FLT:
    case AV_SAMPLE_FMT_DBL:
      return true;
    default:
      return false;
  }
}

std::span<float> PlanarSamples::own(std::size_t channel, std::size_t count) {
  if (buffers_.size() <= channel) buffers_.resize(channel + 1);
  buffers_[channel].resize(count);
  return buffers_[channel];
}

std::span<const std::span<const float>> PlanarSamples::of(const AVFrame& frame, Damage& damage) {
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const AVSampleFormat packed = av_get_packed_sample_fmt(format);
  const bool is_planar = av_sample_fmt_is_planar(format) != 0;
  const auto channels = static_cast<std::size_t>(frame.ch_layout.nb_channels);
  const auto count = static_cast<std::size_t>(frame.nb_samples);
  const auto sample_bytes = static_cast<std::size_t>(av_get_bytes_per_sample(format));
  spans_.clear();
  for (std::size_t c = 0; c < channels; ++c) {
    const std::uint8_t* from = is_planar ? frame.extended_data[c] : frame.extended_data[0] + c * sample_bytes;
    const std::size_t stride = is_planar ? 1 : channels;
    if (packed == AV_SAMPLE_FMT_FLT && stride == 1) {  // most decoders' own format: nothing to do, nothing to copy
      const std::span<const float> samples(reinterpret_cast<const float*>(from), count);
      if (is_sound(samples)) {
        spans_.push_back(samples);
        continue;
      }
    }
    const std::span<float> to = own(c, count);
    convert(packed, from, stride, to);
    if ((packed == AV_SAMPLE_FMT_FLT || packed == AV_SAMPLE_FMT_DBL) && !is_sound(to)) mend(to, damage);
    spans_.emplace_back(to);
  }
  return spans_;
}

}  // namespace segue::audio
