// What one row of a table of songs becomes, cell by cell.
#include "segue/sources/csv/song_row.h"

#include <string>

#include "table_maker.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using namespace std::string_literals;
using catalog::Variable;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The record of a row below a header of title and artist, which must be kept.
catalog::SongRecord song(const std::string& columns, const std::string& cells, std::string* problems = nullptr) {
  ReadTable table =
      read_table("title,artist," + columns + "\nLantern Weather,Olm," + cells + "\n", {.map = {}, .latest_year = 2026});
  if (problems != nullptr) *problems = told(table.problems);
  EXPECT_TRUE(problems != nullptr || table.problems.empty()) << told(table.problems);
  EXPECT_EQ(table.report.refused_values, table.problems.size());
  EXPECT_EQ(table.records.size(), 1u);
  return std::move(table.records.at(0));
}

/// What is told about a row that is kept.
std::string refused(const std::string& columns, const std::string& cells) {
  std::string problems;
  song(columns, cells, &problems);
  return problems;
}

TEST(SongRow, TakesValuesInRangeOnly) {
  EXPECT_EQ(song("danceability", "1").values[Variable::kDanceability], 1.0);
  EXPECT_EQ(refused("danceability", "3"), "row 2 [danceability] 3: a number from 0 to 1\n");
  EXPECT_EQ(refused("tempo", "-1"), "row 2 [tempo] -1: a number from 0 to 400 BPM\n");
  EXPECT_EQ(refused("key", "5.5"), "row 2 [key] 5.5: a whole number from -1 to 11\n");
  EXPECT_EQ(refused("Loudness", "21"), "row 2 [Loudness] 21: a number from -100 to 20 dB\n");
  std::string problems;
  const catalog::SongRecord kept = song("energy,valence", "2,0.5", &problems);
  EXPECT_FALSE(kept.values.has(Variable::kEnergy));
  EXPECT_EQ(kept.values[Variable::kValence], 0.5);
}

TEST(SongRow, TellsEachBadValueByItself) {
  EXPECT_EQ(refused("energy,key,valence,popularity,duration_ms,release_date", "n/a,99,x,101,0,9999"),
            "row 2 [release_date] 9999: a year, year-month or year-month-day from 1860 to 2026\n"
            "row 2 [duration_ms] 0: a duration from 1 to 86400000 ms\n"
            "row 2 [popularity] 101: a whole number from 0 to 100\n"
            "row 2 [energy] n/a: a number from 0 to 1\n"
            "row 2 [key] 99: a whole number from -1 to 11\n"
            "row 2 [valence] x: a number from 0 to 1\n");
}

TEST(SongRow, RefusesWhatIsNoNumber) {
  for (const char* text : {"n/a", "NaN", "inf", "-inf", "\"0,5\"", "0.5 dB", "1e999"}) {
    EXPECT_THAT(refused("energy", text), HasSubstr("a number from 0 to 1")) << text;
  }
}

TEST(SongRow, TakesSilenceAndWhatMeansNoneForUnknown) {
  const catalog::SongRecord none = song(
      "energy,tempo,key,time_signature,duration_ms,popularity,explicit,release_date,isrc,year", ",0,-1,0, ,,,0000,,0");
  EXPECT_TRUE(none.values.empty());
  EXPECT_FALSE(none.facts.duration_ms || none.facts.popularity || none.facts.explicit_words || none.facts.released);
  EXPECT_TRUE(none.facts.ids.empty());
  EXPECT_EQ(song("instrumentalness,mode,key", "0,0,0").values[Variable::kInstrumentalness], 0.0);
}

TEST(SongRow, MissingCellsAtTheEndAreUnknown) {
  const catalog::SongRecord short_row = song("energy,valence,tempo", "0.5");
  EXPECT_EQ(short_row.values[Variable::kEnergy], 0.5);
  EXPECT_FALSE(short_row.values.has(Variable::kTempo));
}

TEST(SongRow, TakesDecimalCommasWhereSemicolonsSeparate) {
  const ReadTable table = read_table("title;artist;energy;loudness\nA;B;0,5;-7,25\nC;D;0.5;1,2,3\n");
  EXPECT_EQ(table.records.at(0).values[Variable::kEnergy], 0.5);
  EXPECT_EQ(table.records.at(0).values[Variable::kLoudness], -7.25);
  EXPECT_EQ(table.records.at(1).values[Variable::kEnergy], 0.5);
  EXPECT_EQ(told(table.problems), "row 3 [loudness] 1,2,3: a number from -100 to 20 dB\n");
}

TEST(SongRow, TakesAnalysisAndSentiment) {
  const catalog::SongRecord all = song(
      "num_samples,analysis_sample_rate,tempo_confidence,sentiment_negative,has_lyrics", "4442976,22050,0.73,0.1,True");
  EXPECT_EQ(all.values[Variable::kNumSamples], 4442976);
  EXPECT_EQ(all.values[Variable::kAnalysisSampleRate], 22050);
  EXPECT_EQ(all.values[Variable::kTempoConfidence], 0.73);
  EXPECT_EQ(all.values[Variable::kSentimentNegative], 0.1);
  EXPECT_EQ(all.values[Variable::kHasLyrics], 1);
}

TEST(SongRow, ReadsDurations) {
  EXPECT_EQ(song("duration_ms", "86400000").facts.duration_ms, 86'400'000);
  EXPECT_EQ(song("duration_ms", "1").facts.duration_ms, 1);
  EXPECT_EQ(song("Duration (s)", "201.5").facts.duration_ms, 201'500);
  EXPECT_EQ(song("length", "3:21").facts.duration_ms, 201'000);
  EXPECT_EQ(song("duration", "201").facts.duration_ms, 201'000);
  EXPECT_EQ(song("duration", "201500").facts.duration_ms, 201'500);
  EXPECT_THAT(refused("duration_ms", "86400001"), HasSubstr("from 1 to 86400000 ms"));
  EXPECT_THAT(refused("Duration (s)", "-3"), HasSubstr("86400 s"));
  EXPECT_THAT(refused("length", "3:99"), HasSubstr("3:45"));
}

TEST(SongRow, ReadsDates) {
  EXPECT_EQ(song("release_date", "1860").facts.released->text(), "1860");
  EXPECT_EQ(song("year", "2026").facts.released->text(), "2026");
  EXPECT_EQ(song("year,release_date", "2019,2019-06-14").facts.released->text(), "2019-06-14") << "the exact one";
  EXPECT_EQ(song("release_date,year", ",2019").facts.released->text(), "2019") << "the year where there is no date";
  EXPECT_THAT(refused("release_date", "1859-12-31"), HasSubstr("[release_date] 1859-12-31"));
  EXPECT_THAT(refused("release_date", "2027"), HasSubstr("from 1860 to 2026"));
  EXPECT_THAT(refused("release_date", "2019-02-30"), HasSubstr("2019-02-30"));
  std::string problems;
  EXPECT_EQ(song("release_date,year", "9999,2019", &problems).facts.released->text(), "2019");
  EXPECT_THAT(problems, HasSubstr("[release_date] 9999"));
}

TEST(SongRow, ReadsIds) {
  EXPECT_EQ(ids_of(song("spotify_id,isrc,mbid",
                        "spotify:track:1invented2invented3inv,qz-inv-11-00007,"
                        "0123ABCD-4567-89ef-0123-456789abcdef")),
            "spotify:1invented2invented3inv isrc:QZINV1100007 musicbrainz:0123abcd-4567-89ef-0123-456789abcdef");
  EXPECT_THAT(refused("spotify_id", "spotify:album:1invented2invented3inv"), HasSubstr("of a Spotify track"));
  EXPECT_THAT(refused("isrc", "hello"), HasSubstr("an ISRC"));
  EXPECT_THAT(refused("mbid", "hello"), HasSubstr("a UUID"));
}

TEST(SongRow, KeepsOneArtistWhole) {
  const ReadTable table =
      read_table("title,artist\nA,\"Tyler, The Creator\"\nB,\"Earth, Wind & Fire\"\nC,AC/DC; live\n");
  EXPECT_THAT(table.records.at(0).facts.artists, ElementsAre("Tyler, The Creator"));
  EXPECT_THAT(table.records.at(1).facts.artists, ElementsAre("Earth, Wind & Fire"));
  EXPECT_THAT(table.records.at(2).facts.artists, ElementsAre("AC/DC; live"));
  EXPECT_THAT(read_table("title,artists\nA,\"B, C;D\"\n").records.at(0).facts.artists, ElementsAre("B, C", "D"));
}

TEST(SongRow, RefusesRowsWithoutTitleOrArtist) {
  const ReadTable table = read_table("title,artist,energy\n,Olm,0.5\nA, ,0.5\n \t,,0.5\nB\nC,D,7\n");
  EXPECT_EQ(told(table.problems),
            "row 2 [title] : a title (refused)\n"
            "row 3 [artist] : an artist (refused)\n"
            "row 4 [title] : a title (refused)\n"
            "row 5 [artist] : an artist (refused)\n"
            "row 6 [energy] 7: a number from 0 to 1\n");
  EXPECT_EQ(table.report.rows, 5u);
  EXPECT_EQ(table.report.refused_rows, 4u);
  EXPECT_EQ(table.report.refused_values, 1u);
  EXPECT_EQ(table.report.records, 1u);
}

TEST(SongRow, RefusesNamesOfAbsurdLength) {
  const std::string endless(2001, 'x');
  EXPECT_EQ(read_table("title,artist\n" + endless + ",B\n").report.refused_rows, 1u);
  EXPECT_EQ(read_table("title,artist\nA," + endless + "\n").report.refused_rows, 1u);
  EXPECT_EQ(read_table("title,artists\nA,\"" + endless + "\"\n").report.refused_rows, 0u) << "several may be longer";
  EXPECT_EQ(read_table("title,artists\nA," + std::string(8001, 'x') + "\n").report.refused_rows, 1u);
  std::string problems;
  EXPECT_EQ(song("album", endless, &problems).facts.album, "");
  EXPECT_THAT(problems, HasSubstr("at most 2000 bytes"));
  EXPECT_LT(problems.size(), 300u) << "what was found is shortened";
}

TEST(SongRow, MentionsPlaylistsByKeyAndName) {
  const catalog::SongRecord both = song("playlist_id,playlist_name", "pl7, Rain ");
  EXPECT_EQ(both.playlist->key, "pl7");
  EXPECT_EQ(both.playlist->name, "Rain");
  EXPECT_FALSE(both.playlist->whole);
  EXPECT_EQ(song("playlist_name", "Rain").playlist->key, "");
  EXPECT_FALSE(song("playlist_id,playlist_name", ",").playlist);
  EXPECT_FALSE(song("energy", "0.5").playlist);
}

TEST(SongRow, TakesLyricsAsTheyStand) {
  const ReadTable table = read_table("artist,title,lyrics\nOlm,A,\"[Verse]\nSay, \"\"hey\"\"\n\"\nOlm,B,\" \n \"\n");
  EXPECT_EQ(table.records.at(0).lyrics, "[Verse]\nSay, \"hey\"\n");
  EXPECT_TRUE(table.records.at(0).only_lyrics());
  EXPECT_EQ(table.records.at(1).lyrics, "");
  EXPECT_EQ(table.report.kind, "table of lyrics");
}

TEST(SongRow, TellsOnceThatRowsHaveTooManyCells) {
  const ReadTable table = read_table("title,artist\nA,B,\nA,B, ,\nA,B,x\nC,D,y,z\n");
  EXPECT_EQ(told(table.problems), "row 4 [] 3 cells: 2 cells, as in the header (told once for this file)\n");
  EXPECT_EQ(table.records.size(), 4u);
  EXPECT_EQ(table.report.refused_values, 0u);
}

}  // namespace
}  // namespace segue::sources
