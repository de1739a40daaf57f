#include "segue/text/clean_lyrics.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"

namespace segue::text {
namespace {

// Words of no song: what sites put around real ones is what is tested here.

TEST(CleanLyrics, GeniusPage) {
  EXPECT_EQ(
      clean_lyrics(
          "12 ContributorsTranslationsEspañolTürkçeA Test Lyrics[Verse 1: X & Y]\nFirst line (Oh, yeah)\nSecond line\n"
          "See The Testers LiveGet tickets as low as $1,299You might also like[Chorus]\nThird "
          "line\n\n\n[Outro]\nLast45Embed"),
      "First line (Oh, yeah)\nSecond line\n\nThird line\n\nLast");
}

TEST(CleanLyrics, HeadsOfGeniusPages) {
  EXPECT_EQ(clean_lyrics("Title Lyrics[Intro]\nla"), "la");
  EXPECT_EQ(clean_lyrics("Title Lyrics{Intro}\nla"), "la");
  EXPECT_EQ(clean_lyrics("Title LyricsLa la\nlaEmbed"), "La la\nla");
  EXPECT_EQ(clean_lyrics("1 ContributorTitle LyricsLa"), "La");
  EXPECT_EQ(clean_lyrics("3 ContributorsLa"), "La");
  EXPECT_EQ(clean_lyrics("TranslationsPortuguêsTitle LyricsLa"), "La");
  EXPECT_EQ(clean_lyrics("TranslationsX - Y (Remix) LyricsTitle Lyrics[Verse]\nLa"), "La");
  EXPECT_EQ(clean_lyrics("Title Lyrics\n\nLa\n1Embed"), "La");
  EXPECT_EQ(clean_lyrics("7 ContributorsTitle Lyrics“Title” is the first song of… Read More\u00a0[Chorus]\nLa"), "La");
  // No sign of a page: someone sings of lyrics.
  EXPECT_EQ(clean_lyrics("My Lyrics Are Gone\nLa"), "My Lyrics Are Gone\nLa");
  EXPECT_EQ(clean_lyrics("Translations of my heart\nLa"), "Translations of my heart\nLa");
}

TEST(CleanLyrics, TailsOfGeniusPages) {
  for (const char* tail : {"Embed", "1Embed", "269Embed", "1KEmbed", "1.2KEmbed", "2MEmbed", "You might also likeEmbed",
                           "You might also like7Embed", "12EmbedShare URLCopyEmbedCopy", "\nEmbed\n", "EmbedEmbed"}) {
    EXPECT_EQ(clean_lyrics(std::string("La\nlove") + tail), "La\nlove") << tail;
  }
  EXPECT_EQ(clean_lyrics("La\nEmbedded"), "La\nEmbedded");
  EXPECT_EQ(clean_lyrics("La\nembed"), "La\nembed");
}

TEST(CleanLyrics, AdvertisementsInTheMiddle) {
  EXPECT_EQ(clean_lyrics("I See you hereSee See Saw LiveGet tickets as low as $30You might also likeMore"),
            "I See you here\n\nMore");
  EXPECT_EQ(clean_lyrics("You might also like the sea\nLa"), "You might also like the sea\nLa");
  EXPECT_EQ(clean_lyrics("La\nYou might also like\nLo"), "La\n\nLo");
}

TEST(CleanLyrics, SectionsInSquareBrackets) {
  EXPECT_EQ(clean_lyrics("[Intro: A]\nla\n[Verse 2]\nlo\n\n[Chorus]\n\n\nle"), "la\n\nlo\n\nle");
  EXPECT_EQ(clean_lyrics("la [?] lo[x3]\nI[laughs]you"), "la lo\nI you");
  EXPECT_EQ(clean_lyrics("[Sample [of a] song]la"), "la");
  EXPECT_EQ(clean_lyrics("[Chorus:\nAda\n&\nBob]\nla"), "la");
  EXPECT_EQ(clean_lyrics("[calm down\nplease]\nla]"), "calm down\nplease\nla");
  EXPECT_EQ(clean_lyrics("[Instrumental]"), "");
}

TEST(CleanLyrics, SectionsInWords) {
  for (const char* mark : {"Chorus",
                           "CHORUS:",
                           "(Chorus)",
                           "{Bridge}",
                           "*Interlude*",
                           "--- Instrumental ---",
                           "Verse 2",
                           "Verse Two:",
                           "(Verse 2: Ada Byron)",
                           "Verse 2: Ada Byron",
                           "Repeat Chorus x2",
                           "(repeat chorus 4X)",
                           "Chorus x2",
                           "Hook 4x",
                           "(x2)",
                           "[Hook] x2",
                           "2X",
                           "(Repeat and fade)",
                           "Repeat 2 until fade",
                           "(Guitar solo)",
                           "Pre-Chorus",
                           "(Spoken)",
                           "Chorus again",
                           "CHORUS2:",
                           "Repeat from 2nd verse twice",
                           "((( Instrumental )))",
                           "(Estribillo)",
                           "Coro:"}) {
    EXPECT_EQ(clean_lyrics(std::string("la\n") + mark + "\nlo"), "la\n\nlo") << mark;
  }
  EXPECT_EQ(clean_lyrics("Chorus: can you hear me"), "can you hear me");
  EXPECT_EQ(clean_lyrics("Hear me (x2)\nHear me(x3)\nAnd me x4\nAnd you x 2\nAll {2x} of us"),
            "Hear me\nHear me\nAnd me\nAnd you\nAll of us");
}

TEST(CleanLyrics, WhatIsSungStays) {
  for (const std::string text : {"Hear the chorus of the birds",
                                 "Solo",
                                 "Break it down",
                                 "Repeat after me",
                                 "Breakdown",
                                 "(Solo, solo)",
                                 "Bridge over water",
                                 "Driving my BMW X6",
                                 "One, two, three, four",
                                 "Verse after verse I wrote",
                                 "{Yeah yeah yeah} I got it",
                                 "(Oh, yeah)",
                                 "I <3 you",
                                 "Hook it up",
                                 "24/7 (all day)",
                                 "Intro to a love story",
                                 "f**k th*t",
                                 "The end",
                                 "(Repeat the sounding joy)",
                                 "Love: a word",
                                 "¿Qué será?",
                                 "愛してる\n\n君を",
                                 "من و تو می\u200cخوانیم",
                                 "1, 2, 3"}) {
    EXPECT_EQ(clean_lyrics(text), text);
  }
}

TEST(CleanLyrics, StampsAndTagsOfLrc) {
  EXPECT_EQ(
      clean_lyrics("[ar:Someone]\n[ti:Song]\n[length: 03:12]\n[offset:+100]\n\n[00:12.34]First\n[00:15.00]Second\n"
                   "[00:20.10]\n[00:22.00][01:22.00]Third\n[by:me]\n"),
      "First\nSecond\n\nThird");
  EXPECT_EQ(clean_lyrics("[00:12.00] <00:12.00> Oh <00:12.50> my <00:13.00>"), "Oh my");
  EXPECT_EQ(clean_lyrics("[00:12.00]<00:12.00>O<00:12.20>ver <00:13.10>you"), "Over you");
  EXPECT_EQ(clean_lyrics("I wake at 3:30 <3"), "I wake at 3:30 <3");
}

TEST(CleanLyrics, NoticesOfSites) {
  EXPECT_EQ(clean_lyrics("This song is an instrumental"), "");
  EXPECT_EQ(
      clean_lyrics("Lyrics for this song have yet to be released. Please check back once the song has been released."),
      "");
  EXPECT_EQ(clean_lyrics("la\n******* This Lyrics is NOT for Commercial use *******"), "la");
  EXPECT_EQ(clean_lyrics("Paroles de la chanson X par Y\r\nla"), "la");
}

TEST(CleanLyrics, EmptyTexts) {
  for (const char* text : {"", " ", "\n\n", "\xff\xfe", "Embed", "[x2]", "Title LyricsEmbed"})
    EXPECT_EQ(clean_lyrics(text), "");
}

/// Pieces of junk and of song, in any order.
std::string strange_text(Rng& rng) {
  static const std::vector<std::string> kParts = {"[",
                                                  "]",
                                                  "(",
                                                  ")",
                                                  "{",
                                                  "}",
                                                  "<",
                                                  ">",
                                                  "&",
                                                  "amp;",
                                                  "lt;",
                                                  "#38;",
                                                  "*",
                                                  "*",
                                                  "\n",
                                                  "\n\n",
                                                  " ",
                                                  "x2",
                                                  "2x",
                                                  "x",
                                                  "2",
                                                  "Chorus",
                                                  "Verse",
                                                  ":",
                                                  " - ",
                                                  "Embed",
                                                  "12",
                                                  "K",
                                                  "You might also like",
                                                  "See ",
                                                  " LiveGet tickets as low as $",
                                                  "50",
                                                  " Lyrics",
                                                  "Translations",
                                                  "3 Contributors",
                                                  "1 Contributor",
                                                  "00:12.34",
                                                  "b",
                                                  "br",
                                                  "/",
                                                  "!--",
                                                  "-->",
                                                  "Repeat",
                                                  "fade",
                                                  "la",
                                                  "Oh",
                                                  "I'm",
                                                  "é",
                                                  "\u200b",
                                                  "\u00a0",
                                                  "\xff",
                                                  "\r",
                                                  "…",
                                                  "Read More",
                                                  "Share URLCopyEmbedCopy",
                                                  "paroles de la chanson ",
                                                  "this song is an instrumental"};
  std::string text;
  for (std::size_t i = rng.below(25); i > 0; --i) text += kParts[rng.below(kParts.size())];
  return text;
}

TEST(CleanLyricsProperties, CleanTextIsCleanAndTidy) {
  Rng rng(21);
  for (int i = 0; i < 20'000; ++i) {
    const std::string raw = strange_text(rng);
    const std::string text = clean_lyrics(raw);
    ASSERT_EQ(clean_lyrics(text), text) << raw;
    ASSERT_TRUE(is_valid_utf8(text));
    ASSERT_EQ(text.find("\n\n\n"), std::string::npos);
    ASSERT_EQ(text.find("  "), std::string::npos);
    ASSERT_EQ(text.find_first_of("[]\r\t"), std::string::npos) << raw;
    if (!text.empty()) {
      ASSERT_EQ(std::string(" \n").find(text.front()), std::string::npos);
      ASSERT_EQ(std::string(" \n").find(text.back()), std::string::npos);
    }
    const std::string read = lyrics_to_read(raw);
    ASSERT_LE(read.size(), text.size()) << raw;
  }
}

TEST(CleanLyricsProperties, DeepNestsComeToAnEnd) {
  for (const std::string part :
       {"[", "(", "<b", "<br><", "&amp;", "See ", " Lyrics", "Embed", "Chorus: ", "You might also like",
        "1 Contributor", " LiveGet tickets as low as $", "(x2", "x2 ", "[a]", "{*", "[Chorus:\n"}) {
    std::string text;
    while (text.size() < 100'000) text += part;
    for (const char* closing : {"]", ")", ">", "Embed", "*"}) {
      std::string raw = text;
      while (raw.size() < 150'000) raw += closing;
      const std::string cleaned = clean_lyrics(raw);
      EXPECT_EQ(clean_lyrics(cleaned), cleaned) << part << closing;
    }
  }
}

}  // namespace
}  // namespace segue::text
