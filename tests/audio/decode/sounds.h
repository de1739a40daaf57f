#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "segue/audio/decode/decoder.h"

namespace segue::audio {

using Channels = std::vector<std::vector<float>>;

inline std::vector<float> sine(double hertz, int rate, std::size_t count, double amplitude = 0.5) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
  }
  return samples;
}

/// Amplitude of the sine of `hertz` in `samples`, by correlation with it.
inline double amplitude_at(std::span<const float> samples, double hertz, double rate) {
  double real = 0;
  double imaginary = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
    // A Hann window keeps what other frequencies there are out of it.
    const double window =
        1 - std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(samples.size()));
    real += window * static_cast<double>(samples[i]) * std::cos(angle);
    imaginary += window * static_cast<double>(samples[i]) * std::sin(angle);
  }
  return 2 * std::hypot(real, imaginary) / static_cast<double>(samples.size());
}

inline std::vector<std::span<const float>> spans_of(const Channels& channels, std::size_t begin, std::size_t count) {
  std::vector<std::span<const float>> spans;
  for (const auto& channel : channels) spans.push_back(std::span(channel).subspan(begin, count));
  return spans;
}

template <class T>
void append(std::string& bytes, T value) {
  static_assert(std::endian::native == std::endian::little);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// What a WAV file says of itself, truly or not.
struct WavHeader {
  std::uint16_t format = 3;  ///< 1: whole numbers, 3: float
  std::uint16_t channels = 1;
  std::uint32_t rate = 44100;
  std::uint16_t bits = 32;
  std::uint32_t data_bytes = 0;
};

inline std::string wav(const WavHeader& header, const std::string& data) {
  std::string bytes = "RIFF";
  append(bytes, header.data_bytes + 36);
  bytes += "WAVEfmt ";
  append(bytes, std::uint32_t{16});
  append(bytes, header.format);
  append(bytes, header.channels);
  append(bytes, header.rate);
  const std::uint32_t frame = header.channels * header.bits / 8U;
  append(bytes, header.rate * frame);
  append(bytes, static_cast<std::uint16_t>(frame));
  append(bytes, header.bits);
  bytes += "data";
  append(bytes, header.data_bytes);
  return bytes + data;
}

/// A WAV file of floats.
inline std::string wav(const Channels& channels, int rate) {
  std::string data;
  for (std::size_t i = 0; i < channels.front().size(); ++i) {
    for (const auto& channel : channels) append(data, channel[i]);
  }
  return wav({.channels = static_cast<std::uint16_t>(channels.size()),
              .rate = static_cast<std::uint32_t>(rate),
              .data_bytes = static_cast<std::uint32_t>(data.size())},
             data);
}

inline Bytes bytes_of(std::string content) {
  const std::uint64_t size = content.size();
  return {[content = std::move(content)](std::uint64_t offset, std::span<std::byte> into) {
            if (offset >= content.size()) return std::size_t{0};
            const std::size_t count = std::min<std::size_t>(into.size(), content.size() - offset);
            std::memcpy(into.data(), content.data() + offset, count);
            return count;
          },
          size};
}

inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(SEGUE_TESTS_DIR) / "data" / "audio" / name;
}

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// All that a decoder gives.
inline Channels all_of(Decoder& decoder) {
  Channels channels(static_cast<std::size_t>(decoder.format().channels));
  for (;;) {
    const auto block = decoder.read();
    if (block.empty()) return channels;
    for (std::size_t c = 0; c < channels.size(); ++c) {
      channels[c].insert(channels[c].end(), block[c].begin(), block[c].end());
    }
  }
}

}  // namespace segue::audio
