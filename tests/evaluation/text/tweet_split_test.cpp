#include "segue/evaluation/text/tweet_split.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace segue::evaluation {
namespace {

TEST(NormalisedTweet, KeepsLettersAndDigitsOnly) {
  EXPECT_EQ(normalised_tweet("  I'm SO   happy... :-) #2009!\t"), "im so happy 2009");
  EXPECT_EQ(normalised_tweet("snake_case & kebab-case"), "snakecase kebabcase");
  EXPECT_EQ(normalised_tweet(""), "");
  EXPECT_EQ(normalised_tweet("@someone ... http://bit.ly/x"), "");
}

TEST(NormalisedTweet, TheFormsOfTwoCollectionsAgree) {
  // As Kaggle has it, as Sentiment140 has it.
  const auto same = [](const char* kaggle, const char* sentiment140) {
    EXPECT_EQ(normalised_tweet(kaggle), normalised_tweet(sentiment140)) << kaggle;
    EXPECT_EQ(is_test_tweet(kaggle), is_test_tweet(sentiment140)) << kaggle;
  };
  same("@shaunamanu is happy in the meantime.", "USER is happy in the meantime.");
  same("hi @a_b, @c@d!", "hi USER, USERUSER!");
  same("im bout to cry@Ahmier thanks Marco!", "im bout to cryUSER thanks Marco!");
  same("I love you guys http://tumblr.com/xkh1z19us", "I love you guys URL");
  same("which one? http://bit.ly/10o8LW, or HTTPS://bit.ly/wr8Vz - latter", "which one? URL or URL - latter");
  same("Yohttp://bit.ly/jeqrk", "YoURL");
  same("&lt;3 &quot;hi&quot; &amp; bye", "<3 \"hi\" & bye");
  same("&amp;lt;3 rock &#38; roll &#x26; more", "<3 rock & roll & more");
  same("DIFFUSER and URLs", "DIFFUSER and URLs");
  // The same broken bytes, broken once more.
  same("i\u00e2\u0080\u0099m sad", "i\u2019m sad");
  same("caf\xe9 time", "caf\xc3\xa9 time");
}

TEST(NormalisedTweet, DecodesEscapes) {
  EXPECT_EQ(normalised_tweet("Did y\\u2019all hear\\u002c he said \\\"no\\\""), "did yall hear he said no");
  EXPECT_EQ(prepare_tweet("y\\u2019all \\u002c \\ud83d\\ude02"), "y\u2019all , \U0001f602");
  // What is no escape stays.
  EXPECT_EQ(prepare_tweet("\\o/ \\u12 \\uzzzz"), "\\o/ \\u12 \\uzzzz");
  EXPECT_EQ(prepare_tweet("\\ud83d alone"), "\ufffd alone");
  EXPECT_EQ(prepare_tweet("&unknown; &#x110000; &#xd800; &"), "&unknown; &#x110000; &#xd800; &");
}

TEST(NormalisedTweet, IsIdempotent) {
  for (const char* tweet :
       {"@a hi http://x.y www.z.com &amp;amp; it's", "USERUSER 'quoted' URL", "\xff\xfe odd \x01 bytes"}) {
    const std::string once = normalised_tweet(tweet);
    EXPECT_EQ(normalised_tweet(once), once) << tweet;
  }
}

TEST(IsTestTweet, IsDecidedByTheHash) {
  // First 8 hex digits of SHA-1 (hashlib), modulo 10.
  EXPECT_FALSE(is_test_tweet("a"));  // 86f7e437 → 9
  EXPECT_FALSE(is_test_tweet("d"));  // 3c363836 → 4
  EXPECT_TRUE(is_test_tweet("h"));   // 27d5482e → 0
  EXPECT_TRUE(is_test_tweet("@me H!"));
  EXPECT_FALSE(is_test_tweet(""));  // da39a3ee → 6
}

TEST(IsTestTweet, ATenthIsTest) {
  std::size_t test = 0;
  for (int i = 0; i < 20000; ++i) test += is_test_tweet("tweet number " + std::to_string(i)) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(test), 2000, 150);
}

TEST(PrepareTweet, NamesMentionsAndLinks) {
  EXPECT_EQ(prepare_tweet("@Shauna  LOVES this :) http://bit.ly/x!"), "user LOVES this :) http");
  EXPECT_EQ(prepare_tweet("USER LOVES this :) URL"), "user LOVES this :) http");
  EXPECT_EQ(prepare_tweet("thnx to @USER,USERUSER"), "thnx to user , user user");
  EXPECT_EQ(prepare_tweet("I knowUSER. JUST A DIFFUSER. USERS"), "I know user . JUST A DIFFUSER. USERS");
  EXPECT_EQ(prepare_tweet("www.a.com awww.nice @ home"), "http awww.nice @ home");
  EXPECT_EQ(prepare_tweet("\t "), "");
}

}  // namespace
}  // namespace segue::evaluation
