#include "segue/evaluation/text/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Words, AreWordsAndSigns) {
  EXPECT_THAT(words("I DON'T care!!! :-) 2nite"), ElementsAre("i", "don't", "care", "!!!", ":-)", "2nite"));
  EXPECT_THAT(words("It\u2019s \u201cfine\u201d"), ElementsAre("it's", "\"", "fine", "\""));
  EXPECT_THAT(words("'cause rock'n'roll dogs'"), ElementsAre("'", "cause", "rock'n'roll", "dogs", "'"));
  EXPECT_THAT(words("caf\u00c9 \u2665"), ElementsAre("caf\u00e9", "\u2665"));
  EXPECT_THAT(words(" \n\t"), IsEmpty());
  EXPECT_THAT(words("'"), ElementsAre("'"));
  EXPECT_THAT(words("\xff"), ElementsAre("\ufffd"));
}

}  // namespace
}  // namespace segue::evaluation
