#include "title_moods.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segue::encoder {
namespace {

TEST(MoodOfTitle, IsThatOfItsWords) {
  EXPECT_EQ(mood_of_title("walking on sunshine"), 1);
  EXPECT_EQ(mood_of_title("crying in the rain"), -1);
  EXPECT_EQ(mood_of_title("baby love"), 0);
  EXPECT_EQ(mood_of_title(""), 0);
  EXPECT_EQ(mood_of_title("   "), 0);
}

TEST(MoodOfTitle, OneThatSaysBothSaysNothing) {
  EXPECT_EQ(mood_of_title("dancing with tears in my eyes"), 0);
}

TEST(MoodOfTitle, APartOfAWordIsNoWord) {
  EXPECT_EQ(mood_of_title("funeral"), 0);  // fun
  EXPECT_EQ(mood_of_title("diesel"), 0);   // die
  EXPECT_EQ(mood_of_title("monday sun"), 1);
}

TEST(LyricsWithoutTitle, KeepTheOtherWordsInTheirOrder) {
  EXPECT_EQ(lyrics_without_title("oh happy day\nwhen a happy man", "oh happy day"), "when a man");
  EXPECT_EQ(lyrics_without_title("la la", ""), "la la");
  EXPECT_EQ(lyrics_without_title("la la", "la"), "");
  EXPECT_EQ(lyrics_without_title("", "la"), "");
}

/// Songs by one artist each, whose lyrics are their own number and the words of their title.
struct Songs {
  TokenCorpus corpus;
  std::vector<std::string> lyrics;
  std::vector<std::string> titles;
  void add(const std::string& title, std::uint32_t artist, std::uint32_t label = 0) {
    lyrics.push_back("song" + std::to_string(titles.size()) + " " + title);
    titles.push_back(title);
    corpus.add({}, label, artist);
  }
};

Songs some_songs() {
  Songs songs;
  songs.add("happy", 0);
  songs.add("sad", 10);  // of the same part: 10 modulo 5
  songs.add("fun", 1);
  songs.add("tears", 2);
  songs.add("goodbye", 8);
  songs.add("love", 4);
  songs.add("sunshine", 3, kMoodAsked);
  return songs;
}

TEST(LeaningsByTitles, NoTellingTitleIsJudgedByWhatLearnedFromItsArtist) {
  const Songs songs = some_songs();
  std::vector<evaluation::LabelledTexts> learned_from;
  const auto leanings =
      leanings_by_titles(songs.corpus, songs.lyrics, songs.titles,
                         [&](const evaluation::LabelledTexts& seen, std::span<const std::string> asked) {
                           EXPECT_EQ(asked.size(), 7U);
                           for (std::size_t i = 0; i < asked.size(); ++i)
                             EXPECT_EQ(asked[i], "song" + std::to_string(i));
                           learned_from.push_back(seen);
                           return std::vector<double>(asked.size(), 0.1 * static_cast<double>(learned_from.size()));
                         });
  ASSERT_EQ(learned_from.size(), kTitleParts);
  EXPECT_EQ(learned_from[0].texts, (std::vector<std::string>{"song2", "song3", "song4"}));
  EXPECT_EQ(learned_from[0].labels, (std::vector<std::int32_t>{1, 0, 0}));
  EXPECT_EQ(learned_from[1].texts, (std::vector<std::string>{"song0", "song1", "song3", "song4"}));
  EXPECT_EQ(learned_from[4].texts, (std::vector<std::string>{"song0", "song1", "song2", "song3", "song4"}));
  // A title that says nothing, and a song asked for, are judged by all.
  const std::vector<double> expected = {0.1, 0.1, 0.2, 0.3, 0.4, 0.3, 0.3};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(leanings.at(i), expected[i], 1e-12) << i;
}

TEST(LeaningsByTitles, ListsOfOtherSongsAreRefused) {
  Songs songs = some_songs();
  songs.titles.pop_back();
  const LearnAndAsk none = [](const auto&, auto asked) { return std::vector<double>(asked.size()); };
  try {
    leanings_by_titles(songs.corpus, songs.lyrics, songs.titles, none);
    FAIL() << "six titles of seven songs were taken";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "7 songs have 6 titles; run prepare_corpora again");
  }
}

TEST(LeaningsByTitles, TitlesThatSayNothingTeachNothing) {
  Songs songs;
  songs.add("happy", 0);
  songs.add("sad", 5);
  songs.add("fun", 1);  // and no sad one but of the first part
  const LearnAndAsk none = [](const auto&, auto asked) { return std::vector<double>(asked.size()); };
  EXPECT_THROW(leanings_by_titles(songs.corpus, songs.lyrics, songs.titles, none), std::runtime_error);
}

}  // namespace
}  // namespace segue::encoder
