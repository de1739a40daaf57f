#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/lrc.h"
#include "segue/sources/folder/song_folder.h"
#include "segue/sources/folder/song_ini.h"
#include "segue/sources/folder/ultrastar.h"

namespace segue::sources {
namespace {

TEST(Lrc, StampsAndHeadersGo) {
  EXPECT_EQ(lrc_words("[ar:Some One]\r\n[ti:Song]\n[offset:+250]\n[00:01.00]First line\n[00:02.50] Second\n"),
            "First line\nSecond");
  EXPECT_EQ(lrc_words("[00:01.00] <00:01.00> Word <00:01.50> by <00:02.00> word"), "Word by word");
  EXPECT_EQ(lrc_words("[00:01]a\n[00:02:50]b\n[123:03.123]c"), "a\nb\nc");
}

TEST(Lrc, LinesWithSeveralStampsStandAtEachTime) {
  EXPECT_EQ(lrc_words("[00:30.00][00:10.00]Chorus\n[00:05.00]One\n[00:20.00]Two"), "One\nChorus\nTwo\nChorus");
}

TEST(Lrc, ALineWithoutStampStaysBehindTheOneBefore) {
  EXPECT_EQ(lrc_words("[00:20.00]Two\n(echo)\n[00:10.00]One"), "One\nTwo\n(echo)");
}

TEST(Lrc, BracketsThatAreNoStampsAreWords) {
  EXPECT_EQ(lrc_words("[00:01.00][Chorus]\n[00:02.00]<3 you [99]"), "[Chorus]\n<3 you [99]");
  EXPECT_EQ(lrc_words("[Verse 1]\nplain words"), "[Verse 1]\nplain words");
  EXPECT_EQ(lrc_words("[00:1x.00]a\n[:01.00]b\n[00:01.00]c\n[00:01.0000000000]d"),
            "[00:1x.00]a\n[:01.00]b\nc\n[00:01.0000000000]d");
}

TEST(Lrc, ManyStampsOnALongLineStayBounded) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "[00:01.00]";
  text += std::string(400'000, 'a');
  const std::string words = lrc_words(text);
  EXPECT_LE(words.size(), kMaxLyricsBytes);
  EXPECT_GE(words.size(), 400'000U);
}

TEST(Lrc, IsRecognised) {
  EXPECT_TRUE(looks_like_lrc("[ti:x]\n[00:01.00]a\nb"));
  EXPECT_FALSE(looks_like_lrc("[00:01.00]a\nb\nc"));
  EXPECT_FALSE(looks_like_lrc("a\nb"));
  EXPECT_FALSE(looks_like_lrc(""));
}

constexpr const char* kHead = "#TITLE:Song\n#ARTIST:Some One\n#MP3:a.mp3\n";

TEST(UltraStar, SyllablesBecomeLines) {
  const auto song =
      parse_ultrastar(std::string(kHead) +
                      ": 0 6 -4 Code\n: 8 3 -4  Mon\n* 12 2 -6 key\nF 36 3 -8  co\n: 40 2 -6 ~f\nR 45 5 -11 fee\n"
                      "- 52 53\nG 64 6 -4 trailing \n: 66 1 1 space\n: 70 1 1 ~\n- 80\nE\n: 90 1 1 no\n");
  ASSERT_TRUE(song);
  EXPECT_EQ(song->title, "Song");
  EXPECT_EQ(song->artist, "Some One");
  EXPECT_EQ(song->audio, "a.mp3");
  EXPECT_EQ(song->lyrics, "Code Monkey coffee\ntrailing space");
}

TEST(UltraStar, DuetsKeepBothVoices) {
  const std::string first = "P1\n: 0 1 1 I\n: 1 1 1  sing\n- 2\n";
  EXPECT_EQ(parse_ultrastar(kHead + first + "P2\n: 0 1 1 You\n- 3\nE\n")->lyrics, "I sing\n\nYou");
  EXPECT_EQ(parse_ultrastar(kHead + first + "P2\n: 0 1 1 I\n: 1 1 1  sing\n- 2\nE\n")->lyrics, "I sing");
}

TEST(UltraStar, Headers) {
  const auto song =
      parse_ultrastar("#VERSION:1.1.0\n#Title: Song \n#ARTIST:A\n#MP3:old.mp3\n#AUDIO:new.ogg\n#YEAR:1984\n");
  ASSERT_TRUE(song);
  EXPECT_EQ(song->title, "Song");
  EXPECT_EQ(song->audio, "new.ogg");
  EXPECT_EQ(song->released, catalog::ReleaseDate({1984, 0, 0}));
  EXPECT_EQ(song->lyrics, "");
}

TEST(UltraStar, Encodings) {
  const auto title = [](const std::string& bytes) { return parse_ultrastar(bytes + "\n#ARTIST:A\n#BPM:300\n")->title; };
  EXPECT_EQ(title("\xef\xbb\xbf#TITLE:Grüße"), "Grüße");
  EXPECT_EQ(title("#TITLE:Grüße"), "Grüße");
  EXPECT_EQ(title("#TITLE:Gr\xfc\xdf"
                  "e"),
            "Grüße");
  EXPECT_EQ(title("#ENCODING:CP1250\n#TITLE:\xa3\xf3"
                  "d\x9f"),
            "Łódź");
  EXPECT_EQ(title("#ENCODING:CP1252\n#TITLE:na\xefve \x80"), "naïve €");
  EXPECT_EQ(title("#ENCODING:UTF8\n#TITLE:ab\xff"), "ab\xef\xbf\xbd");
}

TEST(UltraStar, OtherTextsAreNone) {
  EXPECT_FALSE(parse_ultrastar(""));
  EXPECT_FALSE(parse_ultrastar("Some words\nof a song\n"));
  EXPECT_FALSE(parse_ultrastar("#TITLE:x\n#MP3:a.mp3\n"));
  EXPECT_FALSE(parse_ultrastar("#TITLE:x\n#ARTIST:y\n"));
  EXPECT_TRUE(parse_ultrastar("#TITLE:x\n#ARTIST:y\n: 0 1 2 la\n"));
}

TEST(UltraStar, RealSongs) {
  const char* env = std::getenv("SEGUE_DATA");
  const std::filesystem::path songs =
      (env != nullptr ? std::filesystem::path(env) : std::filesystem::path(SEGUE_TESTS_DIR "/../../shared/data")) /
      "audio/songs";
  if (!std::filesystem::exists(songs)) GTEST_SKIP() << "no " << songs << ": set SEGUE_DATA";
  std::size_t read = 0;
  for (const auto& folder : std::filesystem::directory_iterator(songs)) {
    std::ifstream in(folder.path() / "song.txt", std::ios::binary);
    const auto song = parse_ultrastar(std::string{std::istreambuf_iterator<char>(in), {}});
    ASSERT_TRUE(song) << folder;
    EXPECT_EQ(song->artist + " - " + song->title, folder.path().filename().native());
    EXPECT_GT(song->lyrics.size(), 200U);
    EXPECT_EQ(song->lyrics.find('~'), std::string::npos);
    EXPECT_EQ(song->lyrics.find("  "), std::string::npos);
    ++read;
  }
  EXPECT_EQ(read, 8U);
}

TEST(SongIni, NameAndArtist) {
  const SongIni song = parse_song_ini(
      "[library]\nname=No\n[Song]\nName = Chaos God\nartist = Muldjord - www.muldjord.com\r\n"
      "album=Noise\nyear = 2008\nscores = 6365\n[other]\nname=No\n");
  EXPECT_EQ(song.title, "Chaos God");
  EXPECT_EQ(song.artist, "Muldjord");
  EXPECT_EQ(song.album, "Noise");
  EXPECT_EQ(song.released, catalog::ReleaseDate({2008, 0, 0}));
  EXPECT_EQ(parse_song_ini("[song]\nartist=Composed and performed by Sectoid").artist, "Sectoid");
  EXPECT_EQ(parse_song_ini("[song]\nartist=www.band.com").artist, "www.band.com");
  EXPECT_EQ(parse_song_ini("[song]\nname=Gr\xfc\xdf"
                           "e")
                .title,
            "Grüße");
  EXPECT_EQ(parse_song_ini("name=outside\n=\n[song\n").title, "");
}

TEST(Words, AreRecognised) {
  EXPECT_TRUE(looks_like_words("I walk the line\nbecause you're mine\n"));
  EXPECT_TRUE(looks_like_words("さくらさくらやよいのそらは\nみわたすかぎりかすみか\n"));
  EXPECT_FALSE(looks_like_words("one line only, with many words in it"));
  EXPECT_FALSE(looks_like_words("01 02 03 04 05\n06 07 08 09 10\n"));
  EXPECT_FALSE(looks_like_words("binary \x01 bytes in a text of\nmany words and lines\n"));
  EXPECT_FALSE(looks_like_words(""));
}

TEST(FileText, RepairsOnlyWhatIsCertain) {
  EXPECT_EQ(repaired("BeyoncÃ©"), "Beyoncé");
  EXPECT_EQ(repaired("Donâ€™t"), "Don’t");
  EXPECT_EQ(repaired("Beyoncé"), "Beyoncé");
  EXPECT_EQ(repaired("Motörhead"), "Motörhead");
  EXPECT_EQ(repaired("Кино"), "Кино");
  EXPECT_EQ(repaired("Don\xc2\x92t"), "Don’t");
  EXPECT_EQ(repaired("ascii"), "ascii");
  EXPECT_EQ(repaired("a\xff"), "a\xef\xbf\xbd");
}

TEST(FileText, CleanNameAndLyrics) {
  EXPECT_EQ(clean_name("  a\t\tb\x1b[0m \n"), "a b\xef\xbf\xbd[0m");
  EXPECT_LE(clean_name(std::string(5000, 'x')).size(), kMaxNameBytes);
  std::string umlauts = "x";
  for (int i = 0; i < 1000; ++i) umlauts += "ä";
  EXPECT_EQ(clean_name(umlauts).size(), 999U);
  EXPECT_EQ(clean_lyrics("\r\n\r\na  \r\n\r\n\r\n\r\nb\rc\n\n"), "a\n\nb\nc");
  EXPECT_EQ(clean_lyrics(std::string(kMaxLyricsBytes + 1, 'a')), "");
}

TEST(FileText, Utf16WithAMark) {
  EXPECT_EQ(decoded_text(std::string("\xff\xfe"
                                     "a\0\xe4\0\x3d\xd8\x00\xde",
                                     10)),
            "aä😀");
  EXPECT_EQ(decoded_text(std::string("\xfe\xff\0a\xd8\x3d", 6)), "a\xef\xbf\xbd");
}

}  // namespace
}  // namespace segue::sources
