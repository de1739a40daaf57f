#include "segue/base/title.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"

namespace segue {
namespace {

using Guests = std::vector<std::string>;

struct Case {
  std::string title;
  std::string name;
  Guests featured = {};
  std::string flags = {};  // R remaster, L live, E edit
  std::string other = {};
};

void expect_parts(const std::vector<Case>& cases) {
  for (const Case& expected : cases) {
    SCOPED_TRACE(expected.title);
    const TitleParts parts = split_title(expected.title);
    EXPECT_EQ(parts.name, expected.name);
    EXPECT_EQ(parts.featured, expected.featured);
    EXPECT_EQ(std::string(parts.remaster ? "R" : "") + (parts.live ? "L" : "") + (parts.edit ? "E" : ""),
              expected.flags);
    EXPECT_EQ(parts.other, expected.other);
  }
}

TEST(SplitTitle, NamesStayWhole) {
  for (const std::string name : {"",
                                 "1999",
                                 "Mono",
                                 "Edit",
                                 "Live",
                                 "Live Forever",
                                 "Live and Let Die",
                                 "Live Your Life",
                                 "Long Live A$AP",
                                 "Remix to Ignition",
                                 "Version of Me",
                                 "With or Without You",
                                 "Dancing With Myself",
                                 "(I Can't Get No) Satisfaction",
                                 "(You Drive Me) Crazy",
                                 "(Forever) Live And Die",
                                 "Quit Playing Games (With My Heart)",
                                 "Nancy (With The Laughing Face)",
                                 "Killing Me Softly (With His Song)",
                                 "I'd Do Anything for Love (But I Won't Do That)",
                                 "Fancy Like (From A Distance)",
                                 "FAWL (From Amsterdam With Love)",
                                 "The Time (Dirty Bit)",
                                 "Song (Live Your Life)",
                                 "How to Live (Long Live the King)",
                                 "One in a Million -奇跡の夜に-",
                                 "Yo -A- O",
                                 "Another Brick In The Wall, Pt. 2",
                                 "Be Thankful For What You've Got - Pt. 1",
                                 "Alfred - Interlude",
                                 "Be Thankful (Part 2)",
                                 "Six Ft Under",
                                 "6 ft under water",
                                 "Feat",
                                 "No Mean Feat",
                                 "feat. X",
                                 "(feat. X)",
                                 "(Remastered)",
                                 " - Live",
                                 "- Remastered 2011",
                                 "Live - (Live)x",
                                 "((",
                                 "))",
                                 "(",
                                 "x)",
                                 "( O )))",
                                 "Mr. Brightside",
                                 "Theme from New York, New York",
                                 "Take Five",
                                 "Radio",
                                 "Demo",
                                 "Acoustic",
                                 "Bad (",
                                 "I Want You (She's So Heavy)",
                                 "Stereo Hearts",
                                 "Video Killed the Radio Star",
                                 "Bonus Track",
                                 "Explicit",
                                 "Original of the Species",
                                 "Aquí - Allá",
                                 "Loop - - -"}) {
    SCOPED_TRACE(name);
    const TitleParts parts = split_title(name);
    EXPECT_EQ(parts.name, name);
    EXPECT_TRUE(parts.featured.empty());
    EXPECT_FALSE(parts.remaster || parts.live || parts.edit) << parts.name;
    EXPECT_EQ(parts.other, "");
  }
}

TEST(SplitTitle, Remasters) {
  expect_parts({{"Go West - 2003 Remaster", "Go West", {}, "R"},
                {"Africa - Remastered 2011", "Africa", {}, "R"},
                {"A Little Respect (Remastered 2009)", "A Little Respect", {}, "R"},
                {"Heroes [2017 Remaster]", "Heroes", {}, "R"},
                {"Here I Go Again 87 - 2017 Remastered Version", "Here I Go Again 87", {}, "R"},
                {"All Night Long - (Remastered)", "All Night Long", {}, "R"},
                {"All of Me - 2007 - Remaster", "All of Me", {}, "RE"},
                {"Somebody - 2002 Digital Remaster", "Somebody", {}, "R"},
                {"Bamboleo - Remasterizado", "Bamboleo", {}, "R"},
                {"La Flaca - Versión Remasterizada", "La Flaca", {}, "R"},
                {"Help! - Live / Remastered", "Help!", {}, "RL"},
                {"Paint It Black - Mono Version / Remastered 2002", "Paint It Black", {}, "RE"},
                {"Disco Inferno (2007 Remastered Saturday Night Fever LP Version)", "Disco Inferno", {}, "R"},
                {"White Wedding - Part 1 - 2001- Remaster", "White Wedding - Part 1", {}, "R"},
                {"1999 - 2019 Remaster", "1999", {}, "R"},
                {"Song – Remastered", "Song", {}, "R"},
                {"SONG - REMASTERED", "SONG", {}, "R"}});
}

TEST(SplitTitle, LiveRecordings) {
  expect_parts(
      {{"Labios Rotos - Live", "Labios Rotos", {}, "L"},
       {"Live Forever (Live)", "Live Forever", {}, "L"},
       {"Live and Let Die - Live at Bestival 2012", "Live and Let Die", {}, "L"},
       {"Bigger Life - Live @ Königsplatz München, 15.09.19", "Bigger Life", {}, "L"},
       {"Creep - Live Version", "Creep", {}, "L"},
       {"En tête-à-tête - Live 2005", "En tête-à-tête", {}, "L"},
       {"Matador - En Vivo", "Matador", {}, "L"},
       {"Aquarela - Ao Vivo em Brasília", "Aquarela", {}, "L"},
       {"Entre Dos Tierras (En Directo)", "Entre Dos Tierras", {}, "L"},
       {"Quisiera - Unplugged", "Quisiera", {}, "L"},
       {"Loco (Tu Forma de Ser) [Ft. Rubén Albarrán] - MTV Unplugged",
        "Loco (Tu Forma de Ser)",
        {"Rubén Albarrán"},
        "L"},
       {"Ex-Factor - BBC Live Session", "Ex-Factor", {}, "L"},
       {"Tim McGraw - Recorded At Spotify Studios NYC", "Tim McGraw", {}, "L"},
       {"How to Save a Life - Live in Nashville, TN - December 2006", "How to Save a Life", {}, "L"},
       {"Chains - Live At The BBC For \"Pop Go The Beatles\" / 25th June, 1963", "Chains", {}, "L"},
       {"Ol Man River - Live At The Spectrum, Philadelphia, Pennsylvania / October 7, 1974", "Ol Man River", {}, "L"},
       {"Layla - Acoustic; Live at MTV Unplugged, Windsor, England, UK, 1/16/1992; 1999 Remaster",
        "Layla",
        {},
        "RL",
        "acoustic"},
       {"Drive - Live Acoustic", "Drive", {}, "L", "acoustic"}});
}

TEST(SplitTitle, Edits) {
  expect_parts({{"Blue - Radio Edit", "Blue", {}, "E"},
                {"Blue (Radio Edit)", "Blue", {}, "E"},
                {"Animals - Original Mix", "Animals", {}, "E"},
                {"Animals - Extended Mix", "Animals", {}, "E"},
                {"At Last - Single Version", "At Last", {}, "E"},
                {"American Woman - 7\" Version", "American Woman", {}, "E"},
                {"Strawberry Fields - Mono", "Strawberry Fields", {}, "E"},
                {"Mono - Mono", "Mono", {}, "E"},
                {"Drive (Bonus Track)", "Drive", {}, "E"},
                {"Angel - Explicit Album Version", "Angel", {}, "E"},
                {"Because - 2019 Mix", "Because", {}, "E"},
                {"Catalejo - 2015", "Catalejo", {}, "E"},
                {"Baby I'm Yours - Re-Recorded", "Baby I'm Yours", {}, "E"},
                {"Love Story (Taylor’s Version)", "Love Story", {}, "E"},
                {"Happy - From \"Despicable Me 2\"", "Happy", {}, "E"},
                {"Let It Go - From \"Frozen\"/Soundtrack Version", "Let It Go", {}, "E"},
                {"Safe & Sound - from The Hunger Games Soundtrack", "Safe & Sound", {}, "E"},
                {"Take My Breath Away - Love Theme from \"Top Gun\"", "Take My Breath Away", {}, "E"},
                {"Original (from Dolittle)", "Original", {}, "E"},
                {"Peppa Pig (Prod. Y2K)", "Peppa Pig", {}, ""},
                {"Blue (Radio Edit) - Remastered", "Blue", {}, "RE"}});
}

TEST(SplitTitle, Guests) {
  expect_parts(
      {{"Youth (feat. Khalid)", "Youth", {"Khalid"}},
       {"Youth feat. Khalid", "Youth", {"Khalid"}},
       {"Youth ft. Khalid", "Youth", {"Khalid"}},
       {"Youth Featuring Khalid", "Youth", {"Khalid"}},
       {"Youth [Ft. Khalid]", "Youth", {"Khalid"}},
       {"Youth - feat. Khalid", "Youth", {"Khalid"}},
       {"Youth (with Khalid)", "Youth", {"Khalid"}},
       {"Youth - with Khalid", "Youth", {"Khalid"}},
       {"Youth (w/ Khalid)", "Youth", {"Khalid"}},
       {"Youth (con Khalid)", "Youth", {"Khalid"}},
       {"Youth (feat. Khalid", "Youth", {"Khalid"}},
       {"Smile (with The Weeknd)", "Smile", {"The Weeknd"}},
       {"Hate Me Now (feat.- Puff Daddy)", "Hate Me Now", {"Puff Daddy"}},
       {"Twisted (feat. Juicy J, Logic & A$AP Rocky)", "Twisted", {"Juicy J", "Logic", "A$AP Rocky"}},
       {"Potato Salad (with Tyler, The Creator)", "Potato Salad", {"Tyler, The Creator"}},
       {"Song (feat. Florence and the Machine)", "Song", {"Florence and the Machine"}},
       {"On GOD (with YG & Tyga feat. A$AP Ferg)", "On GOD", {"YG", "Tyga", "A$AP Ferg"}},
       {"Song (feat. AC/DC)", "Song", {"AC/DC"}},
       {"LOVE. FEAT. ZACARI.", "LOVE.", {"ZACARI."}},
       {"Song (feat. X) Pt. 2", "Song Pt. 2", {"X"}},
       {"Duet (Duet with Karyn White)", "Duet", {"Karyn White"}},
       {"Or Nah (feat. Wiz Khalifa) - Live at X", "Or Nah", {"Wiz Khalifa"}, "L"},
       {"All That I Need feat. Cherokee - Dave DK Remix", "All That I Need", {"Cherokee"}, "", "dave dk remix"},
       {"Crazy (feat. X) [Y Remix]", "Crazy", {"X"}, "", "y remix"},
       {"Finesse - Remix; feat. Cardi B", "Finesse", {"Cardi B"}, "", "remix"}});
}

TEST(SplitTitle, OtherVersions) {
  expect_parts({{"All the Time - Don Diablo Remix", "All the Time", {}, "", "don diablo remix"},
                {"All the Time (Don Diablo Remix) - Radio Edit", "All the Time", {}, "E", "don diablo remix"},
                {"Ignition - Remix", "Ignition", {}, "", "remix"},
                {"U - W&W Remix", "U", {}, "", "w and w remix"},
                {"Live Forever - Dunisco featuring JeyJeySax Remix",
                 "Live Forever",
                 {},
                 "",
                 "dunisco featuring jeyjeysax remix"},
                {"Alarm - Hardwell Edit", "Alarm", {}, "", "hardwell"},
                {"Angel - Club Mix", "Angel", {}, "", "club mix"},
                {"Layla - Acoustic", "Layla", {}, "", "acoustic"},
                {"Layla (Acoustic Version)", "Layla", {}, "", "acoustic"},
                {"Layla - Acústico", "Layla", {}, "", "acoustic"},
                {"Song (Demo)", "Song", {}, "", "demo"},
                {"Song (Home Demo from 1981)", "Song", {}, "", "home demo from 1981"},
                {"Song - Instrumental Album Version", "Song", {}, "", "instrumental"},
                {"Bailando - Spanish Version", "Bailando", {}, "", "spanish"},
                {"Bailando - Versión Salsa", "Bailando", {}, "", "salsa"},
                {"Girls - Japanese Ver.", "Girls", {}, "", "japanese"},
                {"A Day In The Life - Take 1", "A Day In The Life", {}, "", "take 1"},
                {"Every Little Step - With Rap", "Every Little Step", {}, "", "with rap"},
                {"Song (Karaoke Version)", "Song", {}, "", "karaoke"},
                {"Wild (The White Panda Mash-Up)", "Wild", {}, "", "white panda mash up"}});
}

TEST(TitleKey, TheSameSongAgrees) {
  const std::vector<std::vector<std::string>> same = {
      {"Don't Stop Believin'", "Don’t Stop Believin’ - Remastered", "DONT STOP BELIEVIN (2022 Remaster)",
       "Don't Stop Believin' - Live", "Don't Stop Believin' (feat. X)", "Don't Stop Believin' - Single Version / Mono"},
      {"Crazy - Y Remix", "Crazy (Y Remix)", "Crazy (feat. X) [Y Remix]", "Crazy - Y RMX / Radio Edit"},
      {"Déjà Vu", "Deja Vu", "deja vu - Bonus Track"},
      {"Me & You", "Me and You"}};
  for (const auto& titles : same) {
    for (const std::string& title : titles) EXPECT_EQ(title_key(title), title_key(titles[0])) << title;
  }
}

TEST(TitleKey, DifferentSongsDiffer) {
  const std::vector<std::string> titles = {"Crazy",
                                           "Crazy - Y Remix",
                                           "Crazy - Z Remix",
                                           "Crazy - Acoustic",
                                           "Crazy - Instrumental",
                                           "Crazy in Love",
                                           "Crazy Y Remix",
                                           "Crazy, Pt. 2",
                                           "Crazy (You)",
                                           "!!!",
                                           "†††",
                                           "Live",
                                           "Mono",
                                           ""};
  for (std::size_t i = 0; i < titles.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(title_key(titles[i]), title_key(titles[j])) << titles[i] << ", " << titles[j];
  }
}

TEST(NameKey, LeavesOutTheVersion) {
  EXPECT_EQ(name_key("Crazy (feat. X) [Y Remix]"), "crazy");
  EXPECT_EQ(name_key("Blinding Lights"), "blinding lights");
}

TEST(ArtistKey, IsFoldedWithoutTheArticle) {
  EXPECT_EQ(artist_key("The Beatles"), "beatles");
  EXPECT_EQ(artist_key("Beyoncé"), "beyonce");
  EXPECT_EQ(artist_key("AC/DC"), "ac dc");
  EXPECT_EQ(artist_key("The The"), "the");
  EXPECT_EQ(artist_key("The"), "the");
  EXPECT_EQ(artist_key("Theory of a Deadman"), "theory of a deadman");
  EXPECT_EQ(artist_key("!!!"), "!!!");
  EXPECT_EQ(artist_key(""), "");
}

TEST(SplitTitle, HostileTitlesTakeNoTime) {
  for (const std::string piece : {" - ", "(", "x) ", " feat. a", "(feat. ", " - live", "a/", "b;"}) {
    std::string title = "a";
    while (title.size() < 900) title += piece;
    split_title(title);
    while (title.size() < 5'000'000) title += title;
    EXPECT_EQ(split_title(title + "x").name, title + "x");
  }
}

// Any pile of tags in any order: nothing is stripped to emptiness, and a name that was split stays as it is.
TEST(SplitTitle, PilesOfTagsLeaveAName) {
  Rng rng(9);
  const std::vector<std::string> pieces = {"Live",
                                           "Song",
                                           " - ",
                                           "(",
                                           ")",
                                           "[",
                                           "]",
                                           "Remix",
                                           "feat. ",
                                           "with ",
                                           "Remastered 2011",
                                           " ",
                                           "/",
                                           ";",
                                           "Radio Edit",
                                           "é",
                                           "From \"X\"",
                                           "Acoustic",
                                           "–",
                                           "\xff",
                                           "Take 5",
                                           "&",
                                           "日本",
                                           "en vivo",
                                           "|",
                                           ","};
  for (int i = 0; i < 30000; ++i) {
    std::string title;
    for (std::uint64_t n = rng.below(9); n > 0; --n) title += pieces[rng.below(pieces.size())];
    const TitleParts parts = split_title(title);
    if (!fold(title).empty()) {
      ASSERT_FALSE(fold(parts.name).empty()) << title;
    }
    ASSERT_LE(parts.name.size(), title.size());
    ASSERT_TRUE(is_valid_utf8(title_key(title))) << title;
    for (const std::string& guest : parts.featured) ASSERT_FALSE(guest.empty()) << title;
  }
}

}  // namespace
}  // namespace segue
