// read_tags on damaged files: no crash, always a title, bounded memory. Under the sanitizers this is where an error of
// TagLib would show.
#include <algorithm>
#include <chrono>
#include <string>

#include "folder_maker.h"
#include <gtest/gtest.h>
#include <malloc.h>

#include "segue/base/rng.h"
#include "segue/base/sanitizer.h"
#include "segue/base/unicode.h"
#include "segue/sources/folder/music_folder.h"

namespace segue::sources {
namespace {

const char* const kFiles[] = {"plain.wav", "plain.aiff", "plain.flac", "plain.ogg", "plain.opus", "plain.m4a",
                              "plain.mp3", "plain.wma",  "plain.mka",  "id3v1.mp3", "id3v23.mp3", "id3v24.mp3"};

class SlowHostileTags : public FolderTest {
 protected:
  void expect_record(const std::string& name, const std::string& bytes) {
    const TaggedFile song = read_tags(put(name, bytes));
    const catalog::SongFacts& facts = song.record.facts;
    EXPECT_FALSE(facts.title.empty());
    EXPECT_TRUE(is_valid_utf8(facts.title) && is_valid_utf8(facts.album) && is_valid_utf8(song.record.lyrics));
    for (const std::string& artist : facts.artists) EXPECT_TRUE(!artist.empty() && is_valid_utf8(artist));
    EXPECT_LE(facts.title.size(), 1000U);
  }
};

TEST_F(SlowHostileTags, Truncated) {
  for (const char* name : kFiles) {
    const std::string whole = data(name);
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 3 : 101)
      expect_record(name, whole.substr(0, size));
  }
}

TEST_F(SlowHostileTags, FlippedBits) {
  Rng rng(7);
  for (const char* name : kFiles) {
    const std::string whole = data(name);
    for (int round = 0; round < 400; ++round) {
      std::string bytes = whole;
      // Tags and headers stand at the ends.
      for (std::uint64_t flips = 1 + rng.below(8); flips > 0; --flips) {
        const std::size_t reach = rng.below(2) == 0 ? std::min<std::size_t>(bytes.size(), 200) : bytes.size();
        const std::size_t at = rng.below(2) == 0 ? rng.below(reach) : bytes.size() - 1 - rng.below(reach);
        bytes[at] = static_cast<char>(rng.below(4) == 0 ? rng.below(2) * 255
                                                        : static_cast<unsigned char>(bytes[at]) ^ (1U << rng.below(8)));
      }
      expect_record(name, bytes);
    }
  }
}

TEST_F(SlowHostileTags, RandomBytesBehindAMagicWord) {
  Rng rng(8);
  const std::string magic[] = {"ID3\x04",          "ID3\x03",     "fLaC", "OggS", "RIFF....WAVE", "FORM....AIFF",
                               "....ftypM4A ",     "MAC ",        "wvpk", "TTA1", "MPCK",         "MP+",
                               "\x30\x26\xb2\x75", "\xff\xfb\x90"};
  for (const std::string& start : magic) {
    for (int round = 0; round < 150; ++round) {
      std::string bytes = start;
      for (std::uint64_t size = rng.below(3000); size > 0; --size) bytes += static_cast<char>(rng.below(256));
      expect_record("x.mp3", bytes);
    }
  }
}

std::string synchsafe(std::uint32_t size) {
  return {static_cast<char>(size >> 21U & 0x7fU), static_cast<char>(size >> 14U & 0x7fU),
          static_cast<char>(size >> 7U & 0x7fU), static_cast<char>(size & 0x7fU)};
}
std::string big_endian(std::uint32_t size) {
  return {static_cast<char>(size >> 24U), static_cast<char>(size >> 16U & 0xffU), static_cast<char>(size >> 8U & 0xffU),
          static_cast<char>(size & 0xffU)};
}
std::string little_endian(std::uint32_t size) {
  std::string bytes = big_endian(size);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

std::string id3(const std::string& frames) {
  return std::string("ID3\x04\0\0", 6) + synchsafe(static_cast<std::uint32_t>(frames.size())) + frames;
}
std::string frame(const std::string& name, const std::string& text) {
  return name + synchsafe(static_cast<std::uint32_t>(text.size() + 1)) + std::string(2, '\0') + "\x03" + text;
}

TEST_F(SlowHostileTags, DeclaredSizesBeyondTheFile) {
  expect_record("a.mp3", std::string("ID3\x04\0\0\x7f\x7f\x7f\x7f", 10) + frame("TIT2", "x"));
  expect_record("a.flac", std::string("fLaC\x84\xff\xff\xff", 8) + "x");
  expect_record("a.wav", "RIFF\xff\xff\xff\xffWAVEid3 \xff\xff\xff\xff" + id3(frame("TIT2", "x")));
  expect_record("a.m4a", big_endian(0x7fffffff) + "ftypM4A ");
  expect_record("a.m4a", big_endian(16) + "ftypM4A \0\0\0\0" + big_endian(0x7fffffff) + "moov");
}

TEST_F(SlowHostileTags, ALargePictureIsNoObstacle) {
  Rng rng(3);
  std::string picture;
  for (std::size_t i = 0; i < 6'000'000; ++i) picture += static_cast<char>(rng.below(256));
  const std::string bytes = id3(frame("TIT2", "Song") + frame("TPE1", "Ann") + "APIC" +
                                synchsafe(static_cast<std::uint32_t>(picture.size() + 14)) + std::string(2, '\0') +
                                std::string("\0image/jpeg\0\x03\0", 14) + picture);
  EXPECT_EQ(read_tags(put("a.mp3", bytes + data("plain.mp3"))).record.facts.title, "Song");
}

TEST_F(SlowHostileTags, TagsOf50MegabytesAreRefused) {
  const std::string bytes = id3(frame("TIT2", "Song") + frame("TXXX", std::string(50U << 20U, 'x')));
  const TaggedFile song = read_tags(put("Named.mp3", bytes + data("plain.mp3")));
  EXPECT_EQ(song.record.facts.title, "Named");
}

/// A tag may be made of a million tiny fields; what TagLib would keep for them is many times the file.
class SlowTagSwarm : public SlowHostileTags {
 protected:
  /// Most memory that reading `bytes` holds at once, by what the allocator has asked the system for.
  void expect_bounded(const std::string& name, const std::string& bytes) {
    const auto path = put(name, bytes);
    malloc_trim(0);
    const std::size_t before = resident();
    const auto start = std::chrono::steady_clock::now();
    const TaggedFile song = read_tags(path);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LT(seconds, 20) << name;
    EXPECT_EQ(song.record.facts.title, "swarm") << name;
    // The sanitizer keeps what was freed.
    if (!kAddressSanitized) {
      EXPECT_LT(peak() - before, std::size_t{100} << 20U) << name;
    }
  }
  static std::size_t field(const char* name) {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(name)) return std::stoul(line.substr(line.find(':') + 1)) * 1024;
    }
    return 0;
  }
  static std::size_t resident() {
    std::ofstream("/proc/self/clear_refs") << "5";  // begins a new peak
    return field("VmRSS");
  }
  static std::size_t peak() { return field("VmHWM"); }
};

TEST_F(SlowTagSwarm, Id3) {
  std::string frames;
  while (frames.size() < 15'000'000) frames += frame("TIT2", "x");
  expect_bounded("swarm.mp3", id3(frames) + data("plain.mp3"));
}

TEST_F(SlowTagSwarm, VorbisComments) {
  std::string comments = little_endian(0) + little_endian(2'000'000);
  for (int i = 0; comments.size() < 15'000'000; ++i)
    comments += little_endian(6) + "K" + std::to_string(100 + i % 900) + "=x";
  const std::string flac = data("plain.flac");
  const auto size = static_cast<std::uint32_t>(comments.size());
  expect_bounded("swarm.flac", flac.substr(0, 4) + std::string(1, '\0') + flac.substr(5, 37) + "\x84" +
                                   big_endian(size).substr(1) + comments + flac.substr(42));
}

TEST_F(SlowTagSwarm, Mp4Atoms) {
  std::string atoms;
  while (atoms.size() < 15'000'000) atoms += big_endian(8) + "free";
  expect_bounded("swarm.m4a", big_endian(16) + "ftypM4A " + std::string(4, '\0') + atoms);
  std::string nested;
  for (std::uint32_t size = 8'000'000; size > 8; size -= 8) nested += big_endian(size) + "moov";
  expect_bounded("swarm.m4a", big_endian(16) + "ftypM4A " + std::string(4, '\0') + nested);
}

}  // namespace
}  // namespace segue::sources
