#include "joint_labels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segue::encoder {
namespace {

TokenCorpus songs(const std::vector<std::uint32_t>& labels) {
  TokenCorpus corpus;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    corpus.add(std::vector<std::int32_t>{static_cast<std::int32_t>(i)}, labels[i], static_cast<std::uint32_t>(7 + i));
  }
  return corpus;
}

TEST(WordsOf, PutsPiecesTogether) {
  const std::vector<std::string> pieces = {"[UNK]", "love", "##ly", "[", "day"};
  const std::vector<std::uint16_t> ids = {1, 2, 0, 4, 3};
  EXPECT_EQ(words_of(ids, pieces), "lovely day [");
  EXPECT_EQ(words_of({}, pieces), "");
}

TEST(WordsOf, APieceOfAnotherVocabularyIsRefused) {
  const std::vector<std::string> pieces = {"[UNK]"};
  const std::vector<std::uint16_t> ids = {1};
  EXPECT_THROW(words_of(ids, pieces), std::out_of_range);
}

TEST(SungLabels, AllReadersCountTheSame) {
  // The models' numbers are a thousand times the words': only their order may count.
  const std::vector<double> by_models = {-9000, 0, 3000, 5000, 6000};
  const std::vector<double> by_words = {1, -3, 2, 9, 8};
  const TokenCorpus sung = sung_labels(songs({0, 0, 0, 0, 0}), std::vector{by_models, by_words});
  // sums of ranks: 1 + 2, 2 + 1, 3 + 3, 4 + 5, 5 + 4
  EXPECT_EQ(sung.labels, (std::vector<std::uint32_t>{125, 125, 500, 875, 875}));

  const std::vector<double> by_titles = {5, 4, 3, 2, 1};
  const TokenCorpus three = sung_labels(songs({0, 0, 0, 0, 0}), std::vector{by_models, by_words, by_titles});
  // 3 + 5, 3 + 4, 6 + 3, 9 + 2, 9 + 1
  EXPECT_EQ(three.labels, (std::vector<std::uint32_t>{250, 0, 500, 1000, 750}));
}

TEST(SungLabels, SongsWhoseMoodIsAskedAreLeftOut) {
  const std::vector<double> leanings = {0.1, 0.5, 0.3, 0.4};
  const TokenCorpus sung = sung_labels(songs({0, kMoodAsked, 0, kMoodAsked}), std::vector{leanings, leanings});
  ASSERT_EQ(sung.size(), 2U);
  EXPECT_EQ(sung.text(0)[0], 0);
  EXPECT_EQ(sung.text(1)[0], 2);
  EXPECT_EQ(sung.groups, (std::vector<std::uint32_t>{7, 9}));
  EXPECT_EQ(sung.labels, (std::vector<std::uint32_t>{0, 333}));
}

TEST(SungLabels, ASongAloneHasALabel) {
  const std::vector<double> leanings = {0.1};
  EXPECT_EQ(sung_labels(songs({0}), std::vector{leanings, leanings}).labels, (std::vector<std::uint32_t>{0}));
}

TEST(LogOdds, AreFiniteWhereAProbabilityIsNone) {
  EXPECT_DOUBLE_EQ(log_odds(0.5, 0.5), 0);
  EXPECT_DOUBLE_EQ(log_odds(0.8, 0.2), std::log(4.0));
  EXPECT_DOUBLE_EQ(log_odds(0.2, 0.8), -std::log(4.0));
  EXPECT_NEAR(log_odds(1, 0), std::log(1e4), 1e-12);
}

TEST(LogOdds, GoBackToThousandths) {
  for (const double p : {0.001, 0.25, 0.5, 0.77, 0.999}) {
    EXPECT_EQ(thousandths(log_odds(p, 1 - p)), std::lround(1000 * p)) << p;
  }
  EXPECT_EQ(thousandths(1e9), 1000U);
  EXPECT_EQ(thousandths(-1e9), 0U);
}

TEST(LogOddsOfUnseen, NoTextIsJudgedByOneThatHasSeenIt) {
  evaluation::LabelledTexts texts;
  for (int i = 0; i < 5; ++i) texts.add(std::to_string(i), i % 3 == 0 ? 1 : 0);
  std::vector<std::string> asked;
  const auto odds =
      log_odds_of_unseen(texts, [&](const evaluation::LabelledTexts& seen, std::span<const std::string> unseen) {
        EXPECT_EQ(seen.texts.size() + unseen.size(), 5U);
        std::vector<double> leanings;
        for (const std::string& text : unseen) {
          EXPECT_EQ(std::ranges::count(seen.texts, text), 0) << text;
          asked.push_back(text);
          leanings.push_back(std::stod(text) / 10);
        }
        return leanings;
      });
  EXPECT_EQ(asked, (std::vector<std::string>{"0", "2", "4", "1", "3"}));
  ASSERT_EQ(odds.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    const double leaning = static_cast<double>(i) / 10;
    EXPECT_DOUBLE_EQ(odds[i], std::log((1 + leaning) / (1 - leaning))) << i;
  }
}

}  // namespace
}  // namespace segue::encoder
