#include "segue/app/lyrics_reading.h"

#include <atomic>
#include <cmath>
#include <new>
#include <optional>
#include <stdexcept>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What an invented encoder makes of a text: its length and first letter, as a direction.
text::Reading invented(std::string_view words) {
  text::Reading reading;
  const double angle = static_cast<double>(words.size()) + static_cast<double>(words.front());
  reading.embedding = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
  reading.sentiment = text::Sentiment{0.25, 0.25, 0.5};
  reading.tokens = words.size();
  reading.unknown = 1;
  reading.windows = 2;
  return reading;
}

class LyricsReadingTest : public AppTest {
 protected:
  SongId add(const std::string& title, const std::string& words) {
    catalog::SongRecord told;
    told.facts.title = title;
    told.facts.artists = {"X"};
    told.lyrics = words;
    return catalog_->write(told, {.add_songs = true}).song;
  }
  LyricsReader reader(std::function<text::Reading(std::string_view)> read = invented) const {
    return {{"0123456789abcdef", "words", "en"}, "float32", {true, true}, std::move(read)};
  }
  LyricsReading read(const LyricsReader& reader, const LyricsReadingOptions& options = {},
                     const Cancellation& cancellation = Cancellation::never()) {
    return read_lyrics(*catalog_, reader, songs_to_read(*catalog_, reader, options), options, Progress::none(),
                       cancellation);
  }
  std::vector<float> embeddings() const {
    std::vector<float> all;
    catalog_->for_each_embedding("0123456789abcdef", [&](SongId song, std::span<const float> embedding) {
      all.push_back(static_cast<float>(song.value));
      all.insert(all.end(), embedding.begin(), embedding.end());
    });
    return all;
  }
  void SetUp() override {
    AppTest::SetUp();
    catalog_.emplace(open());
  }

  std::optional<catalog::Catalog> catalog_;
};

TEST_F(LyricsReadingTest, ReadsTheLongestFirstAndStoresAll) {
  const SongId brief = add("A", "la la");
  const SongId lengthy = add("B", "somebody sings a long song\nabout the rain that falls on the sea");
  const SongId none = add("C", "");
  std::vector<std::size_t> sizes;
  const auto result = read(reader([&](std::string_view words) {
    sizes.push_back(words.size());
    return invented(words);
  }));
  EXPECT_THAT(sizes, ElementsAre(63U, 5U));
  EXPECT_EQ(result.read, 2U);
  EXPECT_EQ(result.read_before, 0U);
  EXPECT_EQ(result.tokens, 68U);
  EXPECT_EQ(result.unknown, 2U);
  EXPECT_EQ(result.windows, 4U);
  const auto stored = catalog_->reading(lengthy, "0123456789abcdef");
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->language, "en");
  EXPECT_GT(stored->language_share, 0.8);
  EXPECT_EQ(stored->precision, "float32");
  EXPECT_EQ(stored->reader, kLyricsReaderVersion);
  EXPECT_TRUE(catalog_->reading(brief, "0123456789abcdef"));
  EXPECT_FALSE(catalog_->reading(none, "0123456789abcdef"));
}

TEST_F(LyricsReadingTest, ReadsCleanedWords) {
  add("A", "[Chorus: X]\nla &amp; la\n[00:12.34]do re mi\n");
  std::string seen;
  read(reader([&](std::string_view words) {
    seen = words;
    return invented(words);
  }));
  EXPECT_THAT(seen, HasSubstr("la & la"));
  EXPECT_EQ(seen.find('['), std::string::npos) << seen;
}

TEST_F(LyricsReadingTest, ASecondTimeReadsOnlyWhatIsNewUnlessAskedTo) {
  add("A", "la la");
  add("B", "do re mi");
  EXPECT_EQ(read(reader()).read, 2U);
  add("C", "fa so la");
  const auto again = read(reader());
  EXPECT_EQ(again.read, 1U);
  EXPECT_EQ(again.read_before, 2U);
  EXPECT_EQ(read(reader()).read_before, 3U);
  const auto redone = read(reader(), {.redo = true});
  EXPECT_EQ(redone.read, 3U);
  EXPECT_EQ(redone.read_before, 0U);
}

TEST_F(LyricsReadingTest, AnyNumberOfThreadsGivesTheSame) {
  for (int i = 0; i < 300; ++i) {
    add("Song " + std::to_string(i), std::string(static_cast<std::size_t>(1 + i * 7 % 90), 'a'));
  }
  EXPECT_EQ(read(reader()).read, 300U);
  const auto one = embeddings();
  EXPECT_EQ(one.size(), 900U);
  EXPECT_EQ(read(reader(), {.redo = true, .threads = 7}).read, 300U);
  EXPECT_EQ(embeddings(), one);
}

TEST_F(LyricsReadingTest, ASongThatCannotBeReadIsReportedAndTheOthersAreRead) {
  add("Good", "la la");
  const SongId bad = add("Bad", "do re mi");
  add("Fine", "fa so");
  const auto picky = reader([](std::string_view words) {
    if (words.starts_with("do")) throw Error(ErrorKind::kBadData, "no such note");
    return invented(words);
  });
  const auto result = read(picky, {.threads = 2});
  EXPECT_EQ(result.read, 2U);
  ASSERT_EQ(result.unread.size(), 1U);
  EXPECT_EQ(result.unread[0].song, bad);
  EXPECT_THAT(result.unread[0].name, HasSubstr("Bad"));
  EXPECT_EQ(result.unread[0].message, "no such note");
  EXPECT_EQ(read(reader()).read, 1U) << "it is tried again";
}

TEST_F(LyricsReadingTest, ATextWithoutWordsIsNotRead) {
  const SongId song = add("A", "[Instrumental]");
  const auto result = read(reader([](std::string_view) -> text::Reading { throw std::logic_error("read"); }));
  EXPECT_EQ(result.read, 1U);
  EXPECT_EQ(result.without_words, 1U);
  EXPECT_EQ(catalog_->reading(song, "0123456789abcdef")->tokens, 0U);
  EXPECT_THAT(embeddings(), IsEmpty());
  EXPECT_EQ(read(reader()).read, 0U);
}

TEST_F(LyricsReadingTest, InterruptedKeepsWhatWasReadAndGoesOn) {
  for (int i = 0; i < 50; ++i) add("Song " + std::to_string(i), "la la " + std::to_string(i));
  Cancellation cancellation;
  std::atomic<int> seen = 0;
  const auto interrupting = reader([&](std::string_view words) {
    if (++seen == 10) cancellation.request();
    return invented(words);
  });
  try {
    read(interrupting, {}, cancellation);
    ADD_FAILURE() << "not interrupted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  EXPECT_EQ(catalog_->text_models().front().readings, seen);
  EXPECT_LT(seen, 50);
  const auto rest = read(reader());
  EXPECT_EQ(rest.read, static_cast<std::uint64_t>(50 - seen));
  EXPECT_EQ(rest.read_before, static_cast<std::uint64_t>(seen));
}

TEST_F(LyricsReadingTest, WhatIsNoFaultOfASongEndsItAndKeepsTheRest) {
  for (int i = 0; i < 5; ++i) add("Song " + std::to_string(i), "la la " + std::to_string(i));
  std::atomic<int> seen = 0;
  const auto greedy = reader([&](std::string_view words) {
    if (++seen == 3) throw std::bad_alloc();
    return invented(words);
  });
  EXPECT_THROW(read(greedy), std::bad_alloc);
  const auto rest = read(reader());
  EXPECT_EQ(rest.read + rest.read_before, 5U);
  EXPECT_GE(rest.read, 1U);
}

TEST_F(LyricsReadingTest, StoresOnlyWhatIsNeeded) {
  const SongId song = add("A", "la la");
  LyricsReader feeling = reader();
  feeling.needs = {false, true};
  read(feeling);
  EXPECT_TRUE(catalog_->reading(song, "0123456789abcdef")->embedding.empty());
  EXPECT_TRUE(catalog_->reading(song, "0123456789abcdef")->sentiment);
}

}  // namespace
}  // namespace segue::app
