#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/text/wordpiece.h"

namespace segue::text {
namespace {

using ::testing::HasSubstr;

void expect_bad(const std::string& text, const std::string& message) {
  try {
    Vocabulary::parse(text, "vocab.txt");
    FAIL() << "taken: " << text.substr(0, 80);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("vocab.txt"));
    EXPECT_THAT(error.what(), HasSubstr(message));
    EXPECT_FALSE(error.hint().empty());
  }
}

TEST(Vocabulary, IdsAreLineNumbers) {
  const Vocabulary vocabulary = Vocabulary::parse("the\n[SEP]\n[CLS]\n[UNK]\n[PAD]\n##s\n", "x");
  EXPECT_EQ(vocabulary.size(), 6U);
  EXPECT_EQ(vocabulary.token(0), "the");
  EXPECT_EQ(vocabulary.sep(), 1);
  EXPECT_EQ(vocabulary.cls(), 2);
  EXPECT_EQ(vocabulary.unknown(), 3);
  EXPECT_EQ(vocabulary.pad(), 4);
  EXPECT_EQ(vocabulary.find("##s"), 5);
  EXPECT_EQ(vocabulary.find("s"), std::nullopt);
  EXPECT_EQ(vocabulary.mask(), std::nullopt);
}

TEST(Vocabulary, LineEndsAreStrippedAndNothingElse) {
  const Vocabulary vocabulary =
      Vocabulary::parse("[PAD]\r\n[UNK]\r\n[CLS]\n[SEP]\r\n[MASK]\n a \r\n\r\n\xc2\xa0\n\rb", "x");
  EXPECT_EQ(vocabulary.size(), 9U);
  EXPECT_EQ(vocabulary.mask(), 4);
  EXPECT_EQ(vocabulary.find(" a "), 5);
  EXPECT_EQ(vocabulary.find(""), 6);
  EXPECT_EQ(vocabulary.find("\xc2\xa0"), 7);
  EXPECT_EQ(vocabulary.find("\rb"), 8);
}

TEST(Vocabulary, SaysWhatIsWrong) {
  const std::string specials = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
  expect_bad("", "[PAD]");
  expect_bad("[PAD]\n[UNK]\n[CLS]\n", "expected the token [SEP] among 3 tokens");
  expect_bad("[PAD]\n[CLS]\n[SEP]\n", "[UNK]");
  expect_bad("[PAD]\n[UNK]\n[SEP]\n", "[CLS]");
  expect_bad(specials + "a\nb\na\n", "line 7: the token \"a\" stood already in line 5");
  expect_bad(specials + "a\xff\n", "line 5: expected a token in UTF-8");
  expect_bad(specials + "\x1b[31m\n\x1b[31m\n", "line 6");
}

TEST(SlowVocabulary, HasAtMostAMillionTokens) {
  std::string many = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
  for (int i = 0; i < 999'996; ++i) many += "t" + std::to_string(i) + "\n";
  EXPECT_EQ(Vocabulary::parse(many, "many").size(), 1'000'000U);
  expect_bad(many + "one more", "line 1000001: more than 1000000 tokens");
}

TEST(Vocabulary, ReadsAFile) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "segue_vocabulary_test.txt";
  std::ofstream(file, std::ios::binary) << "[PAD]\n[UNK]\n[CLS]\n[SEP]\nlove";
  EXPECT_EQ(Vocabulary::read(file).find("love"), 4);
  std::filesystem::remove(file);
  for (const auto& missing : {file, std::filesystem::path(::testing::TempDir())}) {
    try {
      Vocabulary::read(missing);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kFailed);
      EXPECT_THAT(error.what(), HasSubstr(missing.string()));
    }
  }
}

}  // namespace
}  // namespace segue::text
