// analyze() on any samples at all: huge, tiny, not numbers. Everything it says is known within its range or said to be
// unknown, and comes back from its document. The input: a byte for rate and channels, then 32-bit floats.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "segue/audio/analyze.h"
#include "segue/base/error.h"

namespace {

using namespace segue;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A WAV file of these floats.
std::string wav_of(std::uint32_t rate, std::uint16_t channels, const std::uint8_t* samples, std::size_t size) {
  std::string bytes = "RIFF";
  append(bytes, static_cast<std::uint32_t>(size + 36));
  bytes += "WAVEfmt ";
  append(bytes, std::uint32_t{16});
  append(bytes, std::uint16_t{3});
  append(bytes, channels);
  append(bytes, rate);
  append(bytes, rate * channels * 4);
  append(bytes, static_cast<std::uint16_t>(channels * 4));
  append(bytes, std::uint16_t{32});
  bytes += "data";
  append(bytes, static_cast<std::uint32_t>(size));
  bytes.append(reinterpret_cast<const char*>(samples), size);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::uint32_t, 8> kRates = {1000, 8000, 22050, 44100, 44100, 48000, 96000, 192000};
  if (size < 5) return 0;
  const std::uint32_t rate = kRates[data[0] & 7U];
  const auto channels = static_cast<std::uint16_t>(1 + (data[0] >> 3U) % 6);
  const std::string file = wav_of(rate, channels, data + 1, size - 1);
  const auto read = [&](std::uint64_t offset, std::span<std::byte> into) {
    if (offset >= file.size()) return std::size_t{0};
    const std::size_t count = std::min<std::size_t>(into.size(), file.size() - static_cast<std::size_t>(offset));
    std::memcpy(into.data(), file.data() + offset, count);
    return count;
  };
  try {
    auto decoder = audio::Decoder::open(audio::Bytes{read, file.size()}, "fuzz");
    const catalog::AnalysisResult result = audio::analyze(decoder, {true, {}});
    for (const auto& variable : catalog::variables()) {
      const catalog::Measurement& measurement = result.sound[variable.variable];
      require(measurement.confidence >= 0 && measurement.confidence <= 1);
      if (!measurement.known()) continue;
      require(measurement.value >= variable.min && measurement.value <= variable.max);
    }
    for (const float number : result.sound.timbre) require(std::isfinite(number));
    const std::string once = to_json(result.sound);
    require(to_json(catalog::sound_from_json(once, "fuzz")) == once);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::kBadData);
  }
  return 0;
}
