#include "segue/evaluation/songs/words_maker.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::evaluation {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

TEST(WordsOfMadeSongs, FollowFromTheSeedAndTheSong) {
  const WordsMaker maker(3);
  EXPECT_EQ(maker.words(7), WordsMaker(3).words(7));
  EXPECT_NE(maker.words(7), maker.words(8));
  EXPECT_NE(maker.words(7), WordsMaker(4).words(7));
}

TEST(WordsOfMadeSongs, AreAsManyAndAsOftenRepeatedAsRealOnes) {
  const auto& known = WordStatistics::known();
  const WordsMaker maker(1);
  std::vector<std::size_t> lines_of_song;
  std::vector<std::size_t> words_of_line;
  double repeated = 0;
  double all = 0;
  std::map<std::string, int> met;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto lines = split(maker.words(i), '\n');
    ASSERT_FALSE(lines.empty());
    lines_of_song.push_back(lines.size());
    all += static_cast<double>(lines.size());
    std::set<std::string> distinct;
    for (const auto& line : lines) {
      const auto words = split(line, ' ');
      ASSERT_FALSE(words.empty());
      if (distinct.insert(line).second) {
        words_of_line.push_back(words.size());
      } else {
        ++repeated;
      }
      for (const auto& word : words) ++met[word];
    }
  }
  const auto median = [](std::vector<std::size_t>& values) {
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return static_cast<double>(values[values.size() / 2]);
  };
  const auto half = static_cast<std::size_t>(std::ranges::find(known.levels, 0.5) - known.levels.begin());
  EXPECT_NEAR(median(lines_of_song), known.lines[half], 2);
  EXPECT_NEAR(median(words_of_line), known.words_of_line[half], 1);
  EXPECT_NEAR(repeated / all, known.repeated, 0.05);
  EXPECT_EQ(met.size(), known.words.size());
  EXPECT_EQ(std::ranges::max_element(met, {}, [](const auto& of) { return of.second; })->first, known.words.front());
}

TEST(WordsOfMadeSongs, FactsThatAreNoneAreRefused) {
  const std::string good =
      "# a comment\nlevels 0 0.5 1\nlines 1 2 3\nwords_of_line 1 1 4\nrepeated 0.5\nword love 3\nword me 1\n";
  const auto known = WordStatistics::read(good);
  EXPECT_THAT(known.words, testing::ElementsAre("love", "me"));
  EXPECT_THAT(known.until, testing::ElementsAre(3, 4));
  for (const auto& [part, other] : std::map<std::string, std::string>{{"lines 1 2 3", "lines 1 2"},
                                                                      {"lines 1 2 3", "lines 3 2 1"},
                                                                      {"lines 1 2 3", "verses 1 2 3"},
                                                                      {"0.5\n", "1\n"},
                                                                      {"love 3", "love three"},
                                                                      {"love 3", "love"},
                                                                      {"love 3\nword me 1", "love 0"}}) {
    std::string text = good;
    text.replace(text.find(part), part.size(), other);
    try {
      WordStatistics::read(text);
      ADD_FAILURE() << other;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), testing::HasSubstr("the facts about words, line"));
    }
  }
  EXPECT_THROW(WordStatistics::read(""), Error);
}

}  // namespace
}  // namespace segue::evaluation
