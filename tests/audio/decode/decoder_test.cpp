#include "segue/audio/decode/decoder.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "audio/decode/sounds.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::audio {
namespace {

using testing::DoubleEq;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

struct Format {
  const char* file;
  const char* codec;
  const char* container;
  int rate;
  int channels;
  double seconds;
  double tolerated;  ///< seconds: padding that nothing in the file tells of
};

void PrintTo(const Format& format, std::ostream* out) {
  *out << format.file;
}

class EveryFormat : public testing::TestWithParam<Format> {};

TEST_P(EveryFormat, IsDecodedToItsSine) {
  const Format& expected = GetParam();
  Decoder decoder = Decoder::open(data_file(expected.file));
  EXPECT_EQ(decoder.format().codec, expected.codec);
  EXPECT_EQ(decoder.format().container, expected.container);
  EXPECT_EQ(decoder.format().sample_rate, expected.rate);
  ASSERT_EQ(decoder.format().channels, expected.channels);
  ASSERT_TRUE(decoder.format().stated_duration_s);
  EXPECT_NEAR(*decoder.format().stated_duration_s, expected.seconds, 0.06);
  const Channels channels = all_of(decoder);
  EXPECT_FALSE(decoder.damage().any()) << describe(decoder.damage());
  for (const auto& channel : channels) {
    EXPECT_NEAR(static_cast<double>(channel.size()) / expected.rate, expected.seconds, expected.tolerated);
    const std::span<const float> middle = std::span(channel).subspan(channel.size() / 5, channel.size() / 2);
    EXPECT_NEAR(amplitude_at(middle, 440, expected.rate), 0.5, 0.04);
  }
  EXPECT_TRUE(decoder.read().empty()) << "the end stays the end";
}

INSTANTIATE_TEST_SUITE_P(Decoder, EveryFormat,
                         testing::Values(Format{"sine_440.mp3", "mp3", "mp3", 44100, 2, 1, 1e-9},
                                         Format{"sine_440_cover.mp3", "mp3", "mp3", 44100, 2, 1, 1e-9},
                                         Format{"sine_440.m4a", "aac", "mov,mp4,m4a,3gp,3g2,mj2", 44100, 2, 1, 0.03},
                                         Format{"sine_440.ogg", "vorbis", "ogg", 44100, 2, 1, 0.005},
                                         Format{"sine_440.opus", "opus", "ogg", 48000, 2, 1, 1e-9},
                                         Format{"sine_440.flac", "flac", "flac", 44100, 2, 1, 1e-9},
                                         Format{"sine_440_24bit.flac", "flac", "flac", 48000, 1, 0.25, 1e-9},
                                         Format{"sine_440_8khz.wav", "pcm_u8", "wav", 8000, 1, 1, 1e-9},
                                         Format{"sine_440_alac.m4a", "alac", "mov,mp4,m4a,3gp,3g2,mj2", 11025, 1, 1,
                                                1e-9},
                                         Format{"sine_440.mka", "mp3", "matroska,webm", 44100, 1, 1, 0.05},
                                         Format{"sine_440_surround.ogg", "vorbis", "ogg", 22050, 6, 1, 0.005}));

TEST(Decoder, GivesTheSamplesOfAWavAsTheyAre) {
  const Channels channels = {sine(1000, 32000, 12345), sine(50, 32000, 12345, 2.5)};
  Decoder decoder = Decoder::open(bytes_of(wav(channels, 32000)), "sines");
  EXPECT_EQ(decoder.format().sample_rate, 32000);
  EXPECT_EQ(all_of(decoder), channels);
  EXPECT_FALSE(decoder.damage().any());
}

TEST(Decoder, ScalesEveryWidthOfSampleToOne) {
  // -1, -1/2 and the largest below 1, each in its own width.
  const std::vector<std::tuple<std::uint16_t, std::string, float>> widths = {
      {8, std::string("\x00\x40\xff", 3), 1.0F / 128},
      {16, std::string("\x00\x80\x00\xc0\xff\x7f", 6), 1.0F / 32768},
      {24, std::string("\x00\x00\x80\x00\x00\xc0\xff\xff\x7f", 9), 1.0F / 8388608},
      {32, std::string("\x00\x00\x00\x80\x00\x00\x00\xc0\xff\xff\xff\x7f", 12), 0.0F}};
  for (const auto& [bits, data, step] : widths) {
    const WavHeader header{.format = 1, .bits = bits, .data_bytes = static_cast<std::uint32_t>(data.size())};
    Decoder decoder = Decoder::open(bytes_of(wav(header, data)), "widths");
    EXPECT_THAT(all_of(decoder), ElementsAre(ElementsAre(-1.0F, -0.5F, 1.0F - step))) << bits;
  }
}

TEST(Decoder, MendsWhatIsNoNumberAndWhatIsFarTooLarge) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> damaged = {0.5F, std::nanf(""), kInfinity, -kInfinity, 1e30F, -65.0F, 64.0F, -0.25F};
  Decoder decoder = Decoder::open(bytes_of(wav({damaged}, 44100)), "damaged");
  EXPECT_THAT(all_of(decoder), ElementsAre(ElementsAre(0.5F, 0.0F, 0.0F, 0.0F, 64.0F, -64.0F, 64.0F, -0.25F)));
  EXPECT_EQ(decoder.damage().not_finite, 3U);
  EXPECT_EQ(decoder.damage().over_range, 2U);
  EXPECT_EQ(describe(decoder.damage()), "3 samples were no numbers; 2 samples were far beyond full scale");
}

TEST(Decoder, KeepsWhatIsClipped) {
  const std::vector<float> clipped = {1, 1, 1, -1, -1, 1.5F, -1.5F};
  Decoder decoder = Decoder::open(bytes_of(wav({clipped}, 44100)), "clipped");
  EXPECT_EQ(all_of(decoder), Channels{clipped});
  EXPECT_FALSE(decoder.damage().any());
}

TEST(Decoder, TakesOneSampleForSound) {
  Decoder decoder = Decoder::open(bytes_of(wav({{0.25F}}, 44100)), "one");
  EXPECT_EQ(all_of(decoder), Channels{{0.25F}});
}

TEST(Decoder, WeighsChannelsAsBs1770Does) {
  const Decoder stereo = Decoder::open(data_file("sine_440.mp3"));
  EXPECT_THAT(stereo.format().loudness_weights, ElementsAre(1, 1));
  const Decoder mono = Decoder::open(data_file("sine_440_8khz.wav"));
  EXPECT_THAT(mono.format().loudness_weights, ElementsAre(1));
  // FFmpeg brings Vorbis to its own order: left, right, centre, low frequencies, surrounds.
  const Decoder surround = Decoder::open(data_file("sine_440_surround.ogg"));
  EXPECT_THAT(surround.format().loudness_weights, ElementsAre(1, 1, 1, 0, 1.41, 1.41));
  // Ten channels of which the file does not say what they are.
  const Decoder unknown = Decoder::open(bytes_of(wav(Channels(10, sine(440, 44100, 500)), 44100)), "ten");
  EXPECT_EQ(unknown.format().channels, 10);
  EXPECT_THAT(unknown.format().loudness_weights, Each(DoubleEq(1)));
}

TEST(Decoder, ReadsTheSameFromAFileAndFromBytes) {
  Decoder file = Decoder::open(data_file("sine_440.mp3"));
  Decoder bytes = Decoder::open(bytes_of(content_of(data_file("sine_440.mp3"))), "bytes");
  EXPECT_EQ(all_of(file), all_of(bytes));
}

TEST(Decoder, ReadsTheSameInPiecesOfAnySize) {
  for (const char* name : {"sine_440.mp3", "sine_440.m4a", "sine_440.opus"}) {
    const Bytes whole = bytes_of(content_of(data_file(name)));
    const Bytes pieces = {[&whole](std::uint64_t offset, std::span<std::byte> into) {
                            return whole.read(offset, into.first(std::min<std::size_t>(into.size(), 1 + offset % 13)));
                          },
                          whole.size};
    Decoder one = Decoder::open(whole, "whole");
    Decoder other = Decoder::open(pieces, "pieces");
    EXPECT_EQ(all_of(one), all_of(other)) << name;
  }
}

TEST(Decoder, FindsTheSoundBehindTags) {
  const std::string sound = content_of(data_file("sine_440.mp3"));
  std::string tag = "ID3";
  tag += std::string("\x04\x00\x00\x00\x03\x00\x00", 7);  // 3 * 16384 bytes
  tag += std::string(3 * 16384, '\0');
  Decoder plain = Decoder::open(bytes_of(sound), "plain");
  Decoder tagged = Decoder::open(bytes_of(tag + tag + sound), "tagged");
  EXPECT_EQ(all_of(plain), all_of(tagged));
}

TEST(Decoder, IsMoved) {
  Decoder first = Decoder::open(data_file("sine_440.flac"));
  ASSERT_FALSE(first.read().empty());
  Decoder second = std::move(first);
  EXPECT_FALSE(second.read().empty());
}

TEST(Decoder, BringsWhatChangesInTheMiddleToWhatItBeganWith) {
  // Chained Ogg: two pieces of music behind one another, as radio stations send them.
  const std::string chain = content_of(data_file("sine_440.ogg")) + content_of(data_file("sine_440_surround.ogg"));
  Decoder decoder = Decoder::open(bytes_of(chain), "chain");
  EXPECT_EQ(decoder.format().sample_rate, 44100);
  const Channels channels = all_of(decoder);
  ASSERT_EQ(channels.size(), 2U);
  EXPECT_EQ(channels[0].size(), channels[1].size());
  EXPECT_NEAR(static_cast<double>(channels[0].size()), 88200, 2500);
  const std::span<const float> second = std::span(channels[1]).subspan(50000, 30000);
  EXPECT_NEAR(amplitude_at(second, 440, 44100), 0.5, 0.04);
}

TEST(Decoder, TellsAFailureOfTheDiskFromDamage) {
  const std::string content = content_of(data_file("sine_440.flac"));
  const Bytes whole = bytes_of(content);
  const auto failing_from = [&](std::uint64_t limit) {
    return Bytes{[&whole, limit](std::uint64_t offset, std::span<std::byte> into) {
                   if (offset + into.size() > limit) throw std::runtime_error("the disk is gone");
                   return whole.read(offset, into.first(std::min<std::size_t>(into.size(), 512)));
                 },
                 whole.size};
  };
  EXPECT_THROW(Decoder::open(failing_from(100), "disk"), std::runtime_error);
}

}  // namespace
}  // namespace segue::audio
