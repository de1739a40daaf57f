#include "respelling.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segue::encoder {
namespace {

class RespellingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("segue-respelling-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
    std::ofstream out(vocabulary());
    for (const std::string& piece : pieces_) out << piece << '\n';
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path vocabulary() const { return folder_ / "vocab.txt"; }

  std::vector<std::int32_t> ids_of(const std::vector<std::string>& wanted) const {
    std::vector<std::int32_t> ids;
    for (const std::string& piece : wanted) {
      ids.push_back(static_cast<std::int32_t>(std::find(pieces_.begin(), pieces_.end(), piece) - pieces_.begin()));
    }
    return ids;
  }
  std::string spelling(std::span<const std::uint16_t> ids) const {
    std::string all;
    for (const std::uint16_t id : ids) all += (all.empty() ? "" : " ") + pieces_.at(id);
    return all;
  }
  /// What becomes of one text in as many draws.
  std::set<std::string> spellings(const std::vector<std::string>& text, double share, int draws) const {
    TokenCorpus corpus;
    corpus.add(ids_of(text), 2, 7);
    const Respelling respelling(vocabulary(), share);
    std::mt19937_64 random(1);
    std::set<std::string> found;
    for (int i = 0; i < draws; ++i) {
      const TokenCorpus respelled = respelling.respell(corpus, std::vector<std::uint32_t>{0}, random);
      EXPECT_EQ(respelled.size(), 1U);
      EXPECT_EQ(respelled.labels.at(0), 2U);
      EXPECT_EQ(respelled.groups.at(0), 7U);
      found.insert(spelling(respelled.text(0)));
    }
    return found;
  }

  std::filesystem::path folder_;
  std::vector<std::string> pieces_{"[PAD]", "[UNK]", "s",   "su",    "sun", "sunny", "##u",
                                   "##n",   "##ny",  "##y", "##nny", "day", "!",     "##ing"};
};

TEST_F(RespellingTest, NothingPassedOverLeavesTheText) {
  EXPECT_EQ(spellings({"sunny", "day", "!"}, 0, 10), (std::set<std::string>{"sunny day !"}));
}

TEST_F(RespellingTest, EveryWayToSpellAWordIsFound) {
  EXPECT_EQ(spellings({"sunny"}, 0.5, 2000),
            (std::set<std::string>{"sunny", "sun ##ny", "sun ##n ##y", "su ##nny", "su ##n ##ny", "su ##n ##n ##y",
                                   "s ##u ##nny", "s ##u ##n ##ny", "s ##u ##n ##n ##y"}));
}

TEST_F(RespellingTest, WordsEndWhereTheNextOneBegins) {
  for (const std::string& text : spellings({"sun", "##ny", "sunny", "!"}, 0.9, 200)) {
    std::string joined;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text.compare(at, 3, " ##") == 0) {
        at += 2;
        continue;
      }
      joined += text[at];
    }
    EXPECT_EQ(joined, "sunny sunny !") << text;
  }
}

TEST_F(RespellingTest, WhatCannotBeSpelledOtherwiseStays) {
  // No piece begins with "d" but day itself; [UNK] is no word of five letters; "##ing" alone begins nothing.
  EXPECT_EQ(spellings({"day", "[UNK]", "!"}, 0.9, 50), (std::set<std::string>{"day [UNK] !"}));
  EXPECT_EQ(spellings({"##ing"}, 0.9, 50), (std::set<std::string>{"##ing"}));
}

TEST_F(RespellingTest, TheShareIsOfTheMatches) {
  TokenCorpus corpus;
  corpus.add(ids_of({"sunny"}), 0, 0);
  const Respelling respelling(vocabulary(), 0.1);
  std::mt19937_64 random(3);
  int whole = 0;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    whole += respelling.respell(corpus, std::vector<std::uint32_t>{0}, random).ids.size() == 1 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(whole) / kDraws, 0.9, 0.01);
}

TEST_F(RespellingTest, AMissingVocabularyIsNamed) {
  try {
    const Respelling respelling(folder_ / "none.txt", 0.1);
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("none.txt"), std::string::npos);
  }
}

}  // namespace
}  // namespace segue::encoder
