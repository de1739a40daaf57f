// Decoder, AnalysisRate and LoudnessMeter on any bytes: they end, samples are finite, blocks have the shape they
// promise, and the rate conversion keeps the length. FFmpeg itself is not instrumented.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>

#include "segue/audio/decode/analysis_rate.h"
#include "segue/audio/decode/decoder.h"
#include "segue/audio/level/fades.h"
#include "segue/audio/level/loudness.h"
#include "segue/base/error.h"

namespace {

using namespace segue::audio;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this

constexpr double kMostSeconds = 20;
constexpr std::size_t kMostSamples = std::size_t{4} << 20;  // all channels
// From so many packets on MP4 tables are read in pieces: small files take that way too.
constexpr std::uint32_t kShortestLong = 2;

void expect(bool promise) {
  if (!promise) std::abort();
}

Bytes bytes_of(const std::uint8_t* data, std::size_t size) {
  return {[data, size](std::uint64_t offset, std::span<std::byte> into) {
            if (offset >= size) return std::size_t{0};
            const std::size_t count = std::min<std::size_t>(into.size(), size - static_cast<std::size_t>(offset));
            std::memcpy(into.data(), data + offset, count);
            return count;
          },
          size};
}

void listen(Decoder& decoder) {
  const AudioFormat& format = decoder.format();
  const auto channels = static_cast<std::size_t>(format.channels);
  expect(format.sample_rate >= 1000 && format.sample_rate <= 768000 && channels >= 1 && channels <= 64);
  expect(format.loudness_weights.size() == channels);
  AnalysisRate analysis(format.sample_rate, format.channels);
  LoudnessMeter meter(format.sample_rate, format.loudness_weights);
  std::size_t samples = 0;
  std::size_t full = 0;
  std::size_t half = 0;
  const auto count = [&] {
    full += analysis.full().size();
    half += analysis.half().size();
  };
  for (auto block = decoder.read(); !block.empty(); block = decoder.read()) {
    expect(block.size() == channels && !block.front().empty());
    for (const auto channel : block) {
      expect(channel.size() == block.front().size());
      for (const float sample : channel) expect(std::fabs(sample) <= 64);
    }
    samples += block.front().size();
    analysis.push(block);
    count();
    meter.push(block);
    if (static_cast<double>(samples) > kMostSeconds * format.sample_rate || samples * channels > kMostSamples) break;
  }
  analysis.finish();
  count();
  const double seconds = static_cast<double>(samples) / format.sample_rate;
  expect(std::fabs(static_cast<double>(full) - seconds * kDescriptorRate) <= 1);
  expect(std::fabs(static_cast<double>(half) - seconds * kAnalysisRate) <= 1);
  const Loudness loudness = meter.finish();
  expect(loudness.integrated >= -70 && loudness.integrated < 100 && loudness.range >= 0);
  const Fades fades = find_fades(loudness.momentary, loudness.integrated, seconds);
  expect(fades.end_of_fade_in >= 0 && fades.end_of_fade_in <= fades.start_of_fade_out);
  expect(fades.start_of_fade_out <= seconds);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::uint32_t long_mp4 : {kLongMp4, kShortestLong}) {
    try {
      Decoder decoder = Decoder::open(bytes_of(data, size), "fuzz", long_mp4);
      listen(decoder);
    } catch (const segue::Error& error) {
      expect(error.kind() == segue::ErrorKind::kBadData);
    }
  }
  return 0;
}
