// Files that are not what they should be: each gets a defined answer, and none ends the process.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "../../unprivileged.h"
#include "audio/decode/sounds.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "segue/audio/decode/decoder.h"
#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

using testing::HasSubstr;

constexpr const char* kSounds[] = {"sine_440.mp3",  "sine_440.m4a",        "sine_440.ogg",         "sine_440.opus",
                                   "sine_440.flac", "sine_440_24bit.flac", "sine_440_8khz.wav",    "sine_440_alac.m4a",
                                   "sine_440.mka",  "sine_440_cover.mp3",  "sine_440_surround.ogg"};

/// Of these, half a file holds whole packets: their tables do not stand at the end, their pages are small.
const std::vector<std::string> kCutAnywhere = {"sine_440.mp3", "sine_440_cover.mp3", "sine_440.flac",
                                               "sine_440_8khz.wav", "sine_440.mka"};

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("segue_decode_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path file(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Answer {
  std::optional<Error> error;
  std::size_t samples = 0;
  Damage damage;
};

Answer answer_of(Bytes bytes) {
  Answer answer;
  try {
    Decoder decoder = Decoder::open(std::move(bytes), "it");
    const auto channels = static_cast<std::size_t>(decoder.format().channels);
    EXPECT_EQ(decoder.format().loudness_weights.size(), channels);
    for (;;) {
      const auto block = decoder.read();
      if (block.empty()) break;
      EXPECT_EQ(block.size(), channels);
      for (const auto channel : block) {
        EXPECT_EQ(channel.size(), block.front().size());
        for (const float sample : channel) {
          if (!(std::fabs(sample) <= 64)) ADD_FAILURE() << sample;
        }
      }
      answer.samples += block.front().size();
      if (answer.samples > 50'000'000) break;
    }
    answer.damage = decoder.damage();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("it"));
    answer.error = error;
  }
  return answer;
}

std::string refusal(const std::filesystem::path& path, ErrorKind kind) {
  try {
    Decoder::open(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(path.filename().string()));
    return error.what();
  }
  ADD_FAILURE() << path << " was taken";
  return {};
}

TEST(DamagedFile, WhatCannotBeReadSaysWhy) {
  const Folder folder;
  EXPECT_THAT(refusal(folder.path() / "none.mp3", ErrorKind::kFailed), HasSubstr("there is no file"));
  EXPECT_THAT(refusal(folder.path(), ErrorKind::kFailed), HasSubstr("is a folder"));
  EXPECT_THAT(refusal("/dev/null", ErrorKind::kFailed), HasSubstr("is not a regular file"));
  const auto secret = folder.file("secret.mp3", content_of(data_file("sine_440.mp3")));
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  constexpr auto kForAll = std::filesystem::perms(0755);
  std::filesystem::permissions(folder.path(), kForAll);
  const test::Unprivileged unprivileged;
  EXPECT_THAT(refusal(secret, ErrorKind::kFailed), HasSubstr("may not be read"));
}

TEST(DamagedFile, WhatIsNoSoundSaysWhatItIs) {
  const Folder folder;
  EXPECT_THAT(refusal(folder.file("empty.mp3", ""), ErrorKind::kBadData), HasSubstr("is empty"));
  EXPECT_THAT(refusal(data_file("picture_named.mp3"), ErrorKind::kBadData), HasSubstr("jpeg"));
  EXPECT_THAT(refusal(folder.file("text.mp3", "Dear diary, today I heard a song.\n"), ErrorKind::kBadData),
              HasSubstr("no audio that can be decoded"));
  EXPECT_THAT(refusal(folder.file("zeros.mp3", std::string(100'000, '\0')), ErrorKind::kBadData),
              HasSubstr("no audio that can be decoded"));
  const std::string only_tags = "ID3" + std::string("\x04\x00\x00\x00\x00\x01\x00", 7) + std::string(128, '\0');
  EXPECT_THAT(refusal(folder.file("tags.mp3", only_tags), ErrorKind::kBadData), HasSubstr("nothing follows its tags"));
  const std::string tag_too_long = "ID3" + std::string("\x04\x00\x00\x7f\x7f\x7f\x7f", 7) + std::string(128, '\0');
  EXPECT_THAT(refusal(folder.file("long.mp3", tag_too_long), ErrorKind::kBadData), HasSubstr("nothing follows"));
}

TEST(DamagedFile, NothingElseIsEverOpened) {
  const Folder folder;
  const auto sound = folder.file("sound.wav", wav({sine(440, 44100, 44100)}, 44100)).string();
  const std::vector<std::pair<std::string, std::string>> references = {
      {"list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + sound + "\n#EXT-X-ENDLIST\n"},
      {"list.ffconcat", "ffconcat version 1.0\nfile '" + sound + "'\n"},
      {"session.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=No\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"},
      {"list.mpd", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"></MPD>"},
      {"meta.txt", ";FFMETADATA1\ntitle=x\n"},
      {"words.srt", "1\n00:00:00,000 --> 00:00:01,000\nla la la\n\n2\n00:00:01,000 --> 00:00:02,000\nla\n"}};
  for (const auto& [name, content] : references) {
    EXPECT_THAT(refusal(folder.file(name, content), ErrorKind::kBadData), HasSubstr("no audio that can be decoded"));
  }
}

TEST(DamagedFile, TheNameOfAFileSaysNothing) {
  const Folder folder;
  for (const char* name : kSounds) {
    Decoder decoder = Decoder::open(folder.file("mislabelled.txt", content_of(data_file(name))));
    EXPECT_FALSE(decoder.read().empty()) << name;
  }
}

TEST(DamagedFile, TruncatedAnywhereGivesWhatIsThere) {
  for (const char* name : kSounds) {
    const std::string whole = content_of(data_file(name));
    const std::size_t all = answer_of(bytes_of(whole)).samples;
    for (int tenths = 1; tenths < 10; ++tenths) {
      const Answer answer = answer_of(bytes_of(whole.substr(0, whole.size() * static_cast<std::size_t>(tenths) / 10)));
      EXPECT_LE(answer.samples, all + 4096) << name << " " << tenths;
      if (std::ranges::count(kCutAnywhere, name) > 0 && tenths >= 5) {
        EXPECT_FALSE(answer.error) << name << " " << tenths;
        EXPECT_GE(answer.samples, all / 6) << name << " " << tenths;
      }
    }
  }
}

TEST(DamagedFile, TruncatedLongFileIsReported) {
  const std::vector<float> ten_seconds = sine(440, 8000, 80000);
  const std::string whole = wav({ten_seconds}, 8000);
  const Answer cut = answer_of(bytes_of(whole.substr(0, whole.size() / 2)));
  EXPECT_NEAR(static_cast<double>(cut.samples), 40000, 100);
  EXPECT_TRUE(cut.damage.ended_early);
  EXPECT_FALSE(answer_of(bytes_of(whole)).damage.any());
}

TEST(DamagedFile, FlippedBitsNeverBreakIt) {
  Rng rng(4);
  for (const char* name : kSounds) {
    const std::string whole = content_of(data_file(name));
    for (int round = 0; round < 25; ++round) {
      std::string damaged = whole;
      const std::uint64_t flips = 1 + rng.below(60);
      const std::uint64_t reach = round % 2 == 0 ? damaged.size() : std::min<std::uint64_t>(damaged.size(), 400);
      for (std::uint64_t f = 0; f < flips; ++f) {
        char& byte = damaged[rng.below(reach)];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ 1U << rng.below(8));
      }
      answer_of(bytes_of(damaged));
    }
  }
}

TEST(DamagedFile, DamageInTheMiddleIsSkippedAndCounted) {
  std::string file = content_of(data_file("sine_440.flac"));
  const std::size_t all = answer_of(bytes_of(file)).samples;
  for (std::size_t i = file.size() / 2; i < file.size() / 2 + 3000; ++i) file[i] = static_cast<char>(i * 37);
  const Answer answer = answer_of(bytes_of(file));
  ASSERT_FALSE(answer.error);
  EXPECT_GT(answer.damage.packets, 0U);
  EXPECT_GT(answer.samples, all / 2);
}

TEST(DamagedFile, NoiseBehindAFirstFrameEnds) {
  Rng rng(5);
  std::string file = content_of(data_file("sine_440.mp3"));
  for (int i = 0; i < 3'000'000; ++i) file.push_back(static_cast<char>(rng.next()));
  const Answer answer = answer_of(bytes_of(file));
  EXPECT_FALSE(answer.error);
  EXPECT_GE(answer.samples, 44100U - 1152U);
}

TEST(DamagedFile, AHeaderThatLiesIsNotBelieved) {
  const std::string second(16000, '\x11');
  const WavHeader honest{.format = 1, .channels = 1, .rate = 8000, .bits = 16, .data_bytes = 16000};
  WavHeader ten_hours = honest;
  ten_hours.data_bytes = 36000U * 16000U;
  WavHeader four_gigabytes = honest;
  four_gigabytes.data_bytes = 0xffffffffU;
  for (const WavHeader& header : {ten_hours, four_gigabytes}) {
    const Answer answer = answer_of(bytes_of(wav(header, second)));
    EXPECT_FALSE(answer.error);
    EXPECT_EQ(answer.samples, 8000U);
  }
  EXPECT_TRUE(answer_of(bytes_of(wav(ten_hours, second))).damage.ended_early);
}

TEST(DamagedFile, ImpossibleFormatsAreRefused) {
  const std::string second(16000, '\x11');
  const WavHeader honest{.format = 1, .channels = 1, .rate = 8000, .bits = 16, .data_bytes = 16000};
  const auto with = [&](auto change) {
    WavHeader header = honest;
    change(header);
    return answer_of(bytes_of(wav(header, second)));
  };
  EXPECT_TRUE(with([](WavHeader& h) { h.channels = 0; }).error);
  EXPECT_TRUE(with([](WavHeader& h) { h.channels = 65000; }).error);
  EXPECT_TRUE(with([](WavHeader& h) { h.rate = 0; }).error);
  EXPECT_TRUE(with([](WavHeader& h) { h.rate = 7; }).error);
  EXPECT_TRUE(with([](WavHeader& h) { h.rate = 0x7fffffff; }).error);
  EXPECT_TRUE(with([](WavHeader& h) { h.format = 0x7777; }).error);
  EXPECT_TRUE(answer_of(bytes_of(wav(honest, ""))).error);
}

}  // namespace
}  // namespace segue::audio
