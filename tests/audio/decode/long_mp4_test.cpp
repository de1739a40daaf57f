// Long MP4 files are read without their tables in memory, and give the very samples that FFmpeg gives by itself. Files
// here are short, and the length from which on a file is long is set to that.
#include "segue/audio/decode/long_mp4.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "audio/decode/sounds.h"
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kLong = 8;

std::string word(std::uint64_t value) {
  std::string bytes;
  append_word(bytes, static_cast<std::uint32_t>(value));
  return bytes;
}

std::uint32_t word_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string box(std::string_view name, const std::string& content) {
  return word(8 + content.size()) + std::string(name) + content;
}

/// `content` of boxes with what is at `path` ("moov/trak") put through `change`, which gets the whole box.
template <class Change>
std::string with(const std::string& content, std::string_view path, const Change& change) {
  const std::string_view name = path.substr(0, 4);
  std::string out;
  for (std::size_t at = 0; at + 8 <= content.size(); at += word_at(content, at)) {
    const std::string one = content.substr(at, word_at(content, at));
    if (one.substr(4, 4) != name) {
      out += one;
    } else if (path.size() == 4) {
      out += change(one);
    } else {
      out += box(name, with(one.substr(8), path.substr(5), change));
    }
  }
  return out;
}

std::string replaced(const std::string& content, std::string_view path, const std::string& by) {
  return with(content, path, [&](const std::string&) { return by; });
}

/// With words of a box changed: counted from behind its head.
std::string patched(const std::string& content, std::string_view path, std::size_t index, std::uint64_t value) {
  return with(content, path, [&](std::string one) { return one.replace(8 + 4 * index, 4, word(value)); });
}

const std::string kTable = "moov/trak/mdia/minf/stbl/";

/// Sound, and all that is said of it.
struct Answer {
  std::string refusal;
  Channels channels;
  std::string damage;
  std::optional<double> seconds;
  bool operator==(const Answer&) const = default;
};

Answer answer_of(const std::string& file, std::uint32_t long_mp4) {
  Answer answer;
  try {
    Decoder decoder = Decoder::open(bytes_of(file), "it", long_mp4);
    answer.channels = all_of(decoder);
    answer.damage = describe(decoder.damage());
    answer.seconds = decoder.format().stated_duration_s;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    answer.refusal = error.what();
  }
  return answer;
}

bool is_long(const std::string& file) {
  return LongMp4::find(bytes_of(file), 0, kLong).has_value();
}

void expect_same(const std::string& file, const std::string& what) {
  const Answer expected = answer_of(file, kNever);
  for (const std::uint32_t least : {2U, 3U, 8U, 40U}) {
    EXPECT_TRUE(answer_of(file, least) == expected) << what << " " << least;
  }
}

std::string sine_m4a() {
  return content_of(data_file("sine_440.m4a"));
}

TEST(LongMp4, GivesWhatFfmpegGives) {
  const std::string aac = sine_m4a();
  ASSERT_TRUE(is_long(aac));
  expect_same(aac, "aac");
  const std::string alac = content_of(data_file("sine_440_alac.m4a"));
  ASSERT_TRUE(LongMp4::find(bytes_of(alac), 0, 2));
  expect_same(alac, "alac");
  Decoder decoder = Decoder::open(bytes_of(aac), "it", kLong);
  const Channels channels = all_of(decoder);
  EXPECT_NEAR(amplitude_at(std::span(channels[0]).subspan(10000, 30000), 440, 44100), 0.5, 0.04);
}

TEST(LongMp4, HeadHoldsTheFirstPacketsAndTheRestFollows) {
  const Bytes bytes = bytes_of(sine_m4a());
  auto found = LongMp4::find(bytes, 0, kLong);
  ASSERT_TRUE(found);
  const std::string table = kTable + "stsz";
  std::size_t in_head = 0;
  with(found->head().substr(0, found->head().size() - 16), table, [&](const std::string& one) {
    in_head = word_at(one, 16);
    return one;
  });
  EXPECT_EQ(in_head, kLong);
  std::size_t rest = 0;
  while (found->next(bytes)) ++rest;
  std::size_t all = 0;
  with(sine_m4a(), table, [&](const std::string& one) {
    all = word_at(one, 16);
    return one;
  });
  EXPECT_EQ(in_head + rest, all);
  EXPECT_FALSE(LongMp4::find(bytes, 0, static_cast<std::uint32_t>(all) + 1)) << "too short to be long";
}

TEST(LongMp4, IsFoundBehindTags) {
  std::string tag = "ID3";
  tag += std::string("\x04\x00\x00\x00\x00\x01\x00", 7) + std::string(128, '\0');
  EXPECT_TRUE(LongMp4::find(bytes_of(tag + sine_m4a()), tag.size(), kLong));
  EXPECT_EQ(answer_of(tag + sine_m4a(), kLong), answer_of(sine_m4a(), kNever));
}

TEST(LongMp4, ReadsOffsetsOf64Bits) {
  const std::string file = with(sine_m4a(), kTable + "stco", [](const std::string& one) {
    std::string wide = one.substr(8, 8);
    for (std::size_t at = 16; at < one.size(); at += 4) wide += word(0) + one.substr(at, 4);
    return box("co64", wide);
  });
  ASSERT_TRUE(is_long(file));
  EXPECT_EQ(answer_of(file, kLong), answer_of(sine_m4a(), kNever));
  expect_same(file, "co64");
}

TEST(LongMp4, ReadsChunksOfEverySize) {
  // The packets of the file, one behind the other, in chunks of 1, 2, 3, 3, ... packets.
  std::vector<std::uint32_t> sizes;
  std::uint32_t first = 0;
  with(sine_m4a(), kTable + "stsz", [&](const std::string& one) {
    for (std::size_t at = 20; at < one.size(); at += 4) sizes.push_back(word_at(one, at));
    return one;
  });
  with(sine_m4a(), kTable + "stco", [&](const std::string& one) {
    first = word_at(one, 16);
    return one;
  });
  ASSERT_EQ(sizes.size() % 3, 0U);
  std::string offsets;
  std::uint32_t chunks = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (i == 0 || i == 1 || i % 3 == 0) {
      offsets += word(first);
      ++chunks;
    }
    first += sizes[i];
  }
  const std::string runs = word(1) + word(1) + word(1) + word(2) + word(2) + word(1) + word(3) + word(3) + word(1);
  const std::string file =
      replaced(replaced(sine_m4a(), kTable + "stco", box("stco", word(0) + word(chunks) + offsets)), kTable + "stsc",
               box("stsc", word(0) + word(3) + runs));
  ASSERT_TRUE(is_long(file));
  EXPECT_EQ(answer_of(file, kLong), answer_of(sine_m4a(), kNever));
  expect_same(file, "chunks");
}

std::string edits(const std::string& entries, std::uint32_t count) {
  return box("edts", box("elst", word(0) + word(count) + entries));
}

std::string edit(std::uint64_t length, std::uint64_t begin) {
  return word(length) + word(begin) + word(0x10000);
}

TEST(LongMp4, FollowsTheEditList) {
  // Lengths in ms, beginnings in samples.
  const auto edited = [](const std::string& by) { return replaced(sine_m4a(), "moov/trak/edts", by); };
  const std::size_t whole = answer_of(sine_m4a(), kNever).channels[0].size();
  for (const std::uint32_t length : {1U, 20U, 70U, 185U, 186U, 209U, 500U, 976U, 1000U, 5000U}) {
    for (const std::uint32_t begin : {0U, 1U, 1023U, 1024U, 2112U, 3000U}) {
      const std::string file = edited(edits(edit(length, begin), 1));
      ASSERT_TRUE(is_long(file));
      expect_same(file, std::to_string(length) + " ms from " + std::to_string(begin));
    }
  }
  EXPECT_LT(answer_of(edited(edits(edit(500, 1024), 1)), kLong).channels[0].size(), whole * 6 / 10);
  const std::string later = edited(edits(edit(300, 0xffff'ffff) + edit(700, 1024), 2));
  ASSERT_TRUE(is_long(later)) << "silence before it";
  expect_same(later, "silence before it");
  const std::string wide = edited(box(
      "edts", box("elst", word(0x0100'0000) + word(1) + word(0) + word(600) + word(0) + word(1024) + word(0x10000))));
  ASSERT_TRUE(is_long(wide));
  expect_same(wide, "64 bits");
  const std::string none = edited("");
  ASSERT_TRUE(is_long(none));
  expect_same(none, "none");
}

TEST(LongMp4, LeavesUnusualEditListsToFfmpeg) {
  const auto expect_left = [](const std::string& list) {
    const std::string file = replaced(sine_m4a(), "moov/trak/edts", list);
    EXPECT_FALSE(is_long(file));
    expect_same(file, "unusual");
  };
  expect_left(edits(edit(300, 1024) + edit(300, 20000), 2));
  expect_left(edits(edit(300, 30000), 1));  // behind what FFmpeg is shown
  expect_left(edits(edit(0, 1024), 1));
  expect_left(edits(edit(300, 0xffff'fff0), 1));
  expect_left(edits(edit(300, 1024), 2));
  expect_left(edits("", 0));
  expect_left(box("edts", ""));
}

TEST(LongMp4, LeavesTablesThatLieToFfmpeg) {
  const auto expect_left = [](const std::string& file, const std::string& what) {
    EXPECT_FALSE(is_long(file)) << what;
    expect_same(file, what);
  };
  const std::string file = sine_m4a();
  const auto table = [&](const char* name, std::size_t index, std::uint64_t value) {
    return patched(file, kTable + name, index, value);
  };
  for (const std::uint64_t count :
       {0ULL, 43ULL, 46ULL, 0x3fff'ffffULL, 0x4000'0000ULL, 0x8000'0001ULL, 0xffff'ffffULL}) {
    const std::string say = std::to_string(count);
    expect_left(table("stsz", 2, count), "packets " + say);
    expect_left(table("stts", 1, count), "runs of times " + say);
    expect_left(table("stts", 2, count), "packets of a time " + say);
    expect_left(table("stsc", 1, count), "runs of chunks " + say);
    expect_left(table("stsc", 3, count), "packets in a chunk " + say);
    expect_left(table("stco", 1, count), "chunks " + say);
  }
  expect_left(table("stsz", 1, 190), "all of one size");
  expect_left(table("stsz", 20, 0), "nothing in a packet");
  expect_left(table("stsz", 20, 0xffff'ffff), "4 GB in a packet");
  expect_left(table("stsc", 2, 2), "the first chunk is the second");
  expect_left(table("stsc", 4, 2), "another format");
  expect_left(table("stts", 3, 0), "packets of no length");
  expect_left(table("stts", 3, 0xffff'ffff), "endless packets");
  expect_left(replaced(file, kTable + "stco", ""), "no chunks");
  expect_left(replaced(file, kTable + "stts", ""), "no times");
}

TEST(LongMp4, LeavesOtherKindsToFfmpeg) {
  const std::string file = sine_m4a();
  const auto expect_left = [](const std::string& changed, const std::string& what) {
    EXPECT_FALSE(is_long(changed)) << what;
    expect_same(changed, what);
  };
  const auto twice = [](const std::string& one) { return one + one; };
  expect_left(file + box("moof", ""), "fragments");
  expect_left(with(file, "moov/mvhd", [](const std::string& one) { return one + box("mvex", ""); }), "fragments");
  expect_left(
      with(file, kTable + "stsd",
           [](const std::string& one) { return box("stsd", word(0) + word(2) + one.substr(16) + one.substr(16)); }),
      "two formats");
  expect_left(with(file, kTable + "stsd", [](std::string one) { return one.replace(20, 4, "enca"); }), "encrypted");
  expect_left(with(file, kTable + "stco", twice), "twice");
  expect_left(with(file, kTable + "stsz", [](const std::string& one) { return one + box("ctts", word(0) + word(0)); }),
              "shifted");
  expect_left(with(file, "ftyp", [](const std::string&) { return std::string(); }), "no kind");
  expect_left(patched(file, "moov/trak/mdia/minf/dinf/dref", 4, 0), "packets in another file");
  expect_left("", "nothing");
  expect_left(content_of(data_file("sine_440.mp3")), "mp3");
}

TEST(LongMp4, PassesOverOtherTracks) {
  const std::string file = sine_m4a();
  const auto other = [](const std::string& track) {
    return with(box("moov", track), "moov/trak/mdia/hdlr", [](std::string one) { return one.replace(16, 4, "text"); })
        .substr(8);
  };
  expect_same(with(file, "moov/trak", [&](const std::string& one) { return one + other(one); }), "behind");
  const std::string second = with(file, "moov/trak", [&](const std::string& one) { return one + one; });
  ASSERT_TRUE(is_long(second));
  EXPECT_EQ(answer_of(second, kLong), answer_of(file, kNever)) << "the first of two";
}

TEST(LongMp4, TakesTheEncoderDelayThatItunesNotes) {
  const std::string delay = box("----", box("mean", word(0) + "com.apple.iTunes") + box("name", word(0) + "iTunSMPB") +
                                            box("data", word(1) + word(0) + " 00000000 00000840 000001CA 0"));
  const std::string cover = box("covr", box("data", word(13) + word(0) + std::string(70'000, '\x7f')));
  const auto noted = [&](const std::string& items) {
    const std::string handler = box("hdlr", word(0) + word(0) + "mdirappl" + std::string(9, '\0'));
    const std::string tags = box("udta", box("meta", word(0) + handler + box("ilst", items)));
    return replaced(replaced(sine_m4a(), "moov/trak/edts", ""), "moov/udta", tags);
  };
  for (const std::string& items : {delay, delay + cover, cover + delay, cover, std::string()}) {
    ASSERT_TRUE(is_long(noted(items)));
    expect_same(noted(items), std::to_string(items.size()));
  }
  EXPECT_LT(answer_of(noted(delay + cover), kLong).channels[0].size(), answer_of(noted(""), kLong).channels[0].size());
  EXPECT_LT(LongMp4::find(bytes_of(noted(delay + cover)), 0, kLong)->head().size(), 4000U) << "the cover is left out";
}

TEST(LongMp4, TruncatedGivesWhatFfmpegGives) {
  // With the tables first, as files from the network have them.
  const std::string file = sine_m4a();
  const std::size_t movie = file.find("moov") - 4;
  const std::size_t data = file.find("mdat") - 4;
  const std::size_t shift = word_at(file, movie);
  std::string first = file.substr(0, data) + file.substr(movie, shift) + file.substr(data, movie - data);
  first = with(first, kTable + "stco", [&](std::string one) {
    for (std::size_t at = 16; at < one.size(); at += 4) one.replace(at, 4, word(word_at(one, at) + shift));
    return one;
  });
  ASSERT_TRUE(is_long(first));
  ASSERT_EQ(answer_of(first, kLong), answer_of(file, kNever));
  for (std::size_t size = 900; size < first.size(); size += 611) {
    const std::string cut = first.substr(0, size);
    const Answer expected = answer_of(cut, kNever);
    const Answer answer = answer_of(cut, kLong);
    EXPECT_TRUE(answer == expected) << size << ": " << answer.refusal << answer.damage << " for " << expected.refusal
                                    << expected.damage;
  }
}

TEST(LongMp4, DamagedTablesNeverChangeTheSound) {
  Rng rng(6);
  const std::string file = sine_m4a();
  const std::size_t movie = file.find("moov") - 4;
  int taken = 0;
  for (int round = 0; round < 400; ++round) {
    std::string damaged = file;
    for (std::uint64_t flips = 1 + rng.below(3); flips > 0; --flips) {
      damaged[movie + rng.below(file.size() - movie)] = static_cast<char>(rng.below(256));
    }
    if (!is_long(damaged)) continue;
    ++taken;
    const Answer expected = answer_of(damaged, kNever);
    const Answer answer = answer_of(damaged, kLong);
    // What FFmpeg refuses for the sake of boxes that do not matter for the sound may be taken.
    if (expected.refusal.empty()) {
      EXPECT_TRUE(answer.channels == expected.channels) << round;
    }
  }
  EXPECT_GT(taken, 50);
}

TEST(LongMp4, AFailureOfTheDiskEndsItEarly) {
  const Bytes whole = bytes_of(sine_m4a());
  bool is_gone = false;
  const Bytes failing = {[&](std::uint64_t offset, std::span<std::byte> into) {
                           if (is_gone) throw std::runtime_error("the disk is gone");
                           return whole.read(offset, into.first(std::min<std::size_t>(into.size(), 512)));
                         },
                         whole.size};
  Decoder decoder = Decoder::open(failing, "disk", kLong);
  is_gone = true;
  while (!decoder.read().empty()) {
  }
  EXPECT_TRUE(decoder.damage().ended_early);
}

}  // namespace
}  // namespace segue::audio
