#include <string>

#include <gtest/gtest.h>

#include "segue/text/clean_lyrics.h"

namespace segue::text {
namespace {

TEST(LyricsToRead, AChorusStandsOnce) {
  EXPECT_EQ(lyrics_to_read("[Verse 1]\na\nb\n[Chorus]\nc\nd\n[Verse 2]\ne\nf\n[Chorus]\nc\nd\n[Outro]\ng"),
            "a\nb\n\nc\nd\n\ne\nf\n\ng");
}

TEST(LyricsToRead, RunsWithinASectionToo) {
  EXPECT_EQ(lyrics_to_read("a\nb\nc\nd\n\ne\nb\nc\nd\nf"), "a\nb\nc\nd\n\ne\nf");
}

TEST(LyricsToRead, LinesThatRepeatTheOneBefore) {
  EXPECT_EQ(lyrics_to_read("la\nla\nla\nlo\nla"), "la\nlo\nla");
  EXPECT_EQ(lyrics_to_read("La, la!\nla la"), "La, la!");
  EXPECT_EQ(lyrics_to_read("la lo\nla lo\nla lo"), "la lo");
}

TEST(LyricsToRead, OneLineAgainElsewhereStays) {
  EXPECT_EQ(lyrics_to_read("a\nb\nc\nb\nd"), "a\nb\nc\nb\nd");
}

TEST(LyricsToRead, ASectionOfOneLineGoesTheSecondTime) {
  EXPECT_EQ(lyrics_to_read("a\n\nb\n\nc\n\nb\n\nd"), "a\n\nb\n\nc\n\nd");
}

TEST(LyricsToRead, CaseAccentsAndPunctuationDoNotMatter) {
  EXPECT_EQ(lyrics_to_read("Oh, café\nMy love\n\nx\n\noh cafe!\nMY LOVE"), "Oh, café\nMy love\n\nx");
}

TEST(LyricsToRead, AlternatingLinesStandOnce) {
  EXPECT_EQ(lyrics_to_read("a\nb\na\nb\na\nb\na"), "a\nb");
}

TEST(LyricsToRead, LinesOfSymbolsAreToldApart) {
  EXPECT_EQ(lyrics_to_read("♪\n♫\n♪"), "♪\n♫\n♪");
}

TEST(LyricsToRead, Nothing) {
  EXPECT_EQ(lyrics_to_read(""), "");
  EXPECT_EQ(lyrics_to_read("[Instrumental]"), "");
}

}  // namespace
}  // namespace segue::text
