// Real files, read where they lie; skipped where they are not.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "table_maker.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

std::filesystem::path data_file(const std::string& name) {
  const char* folder = std::getenv("SEGUE_DATA");
  return (folder != nullptr ? std::filesystem::path(folder)
                            : std::filesystem::path(SEGUE_TESTS_DIR) / "../../shared/data") /
         name;
}

#define SKIP_WITHOUT(file)            \
  if (!std::filesystem::exists(file)) \
  GTEST_SKIP() << (file) << " is not there: set SEGUE_DATA to the folder of real data"

ReadTable read_file(const std::filesystem::path& file) {
  ReadTable table;
  table.report = read_song_table(file, {.map = {}, .latest_year = 2026}, table);
  return table;
}

TEST(RealTables, SpotifySongs) {
  const auto file = data_file("playlists/spotify_songs.csv");
  SKIP_WITHOUT(file);
  const ReadTable table = read_file(file);
  EXPECT_EQ(table.report.kind, "table of playlists");
  EXPECT_EQ(table.records.size(), 26'117u);
  EXPECT_EQ(told(table.problems), "");
  EXPECT_FALSE(table.report.latin1);
  std::set<std::string> playlists;
  std::size_t tempos = 0;
  for (const catalog::SongRecord& record : table.records) {
    ASSERT_TRUE(record.playlist && !record.playlist->key.empty());
    playlists.insert(record.playlist->key);
    ASSERT_EQ(record.facts.artists.size(), 1u);
    ASSERT_EQ(record.facts.ids.size(), 1u);
    ASSERT_TRUE(record.facts.duration_ms && record.facts.released && record.facts.popularity);
    tempos += record.values.has(catalog::Variable::kTempo) ? 1 : 0;
  }
  EXPECT_EQ(playlists.size(), 376u);
  EXPECT_GE(tempos + 1, table.records.size()) << "a tempo of 0 means none";
  EXPECT_TRUE(std::any_of(table.records.begin(), table.records.end(), [](const catalog::SongRecord& record) {
    return record.facts.artists[0] == "Tyler, The Creator";
  }));
}

TEST(RealTables, ExportifyLikedSongs) {
  const auto file = data_file("fixtures/exportify/liked_songs.csv");
  SKIP_WITHOUT(file);
  const ReadTable table = read_file(file);
  EXPECT_EQ(table.report.kind, "Exportify");
  EXPECT_EQ(table.report.rows, 7785u);
  EXPECT_EQ(told(table.problems), "row 430 [Track Name] : a title (refused)\n");
  EXPECT_EQ(table.records.at(0).playlist->name, "liked_songs");
  EXPECT_TRUE(table.records.at(0).playlist->whole);
  const auto duet = std::find_if(table.records.begin(), table.records.end(), [](const catalog::SongRecord& record) {
    return record.facts.artists.size() == 2 && record.facts.artists[1] == "Rex Orange County";
  });
  for (const catalog::SongRecord& record : table.records) {
    for (const std::string& artist : record.facts.artists) EXPECT_NE(artist, "Tyler");
  }
  const auto tyler = std::find_if(table.records.begin(), table.records.end(), [](const catalog::SongRecord& record) {
    return record.facts.artists.size() == 3 && record.facts.artists[1] == "Rex Orange County";
  });
  EXPECT_EQ(duet, table.records.end());
  ASSERT_NE(tyler, table.records.end());
  EXPECT_THAT(tyler->facts.artists, ElementsAre("Tyler, The Creator", "Rex Orange County", "Anna of the North"));
}

TEST(RealTables, Lyrics) {
  const auto file = data_file("lyrics/lyrics.csv.zst");
  SKIP_WITHOUT(file);
  const ReadTable table = read_file(file);
  EXPECT_EQ(table.report.kind, "table of lyrics");
  EXPECT_EQ(table.records.size(), 13'266u);
  EXPECT_EQ(told(table.problems), "");
  std::size_t with_id = 0;
  for (const catalog::SongRecord& record : table.records) {
    ASSERT_TRUE(record.only_lyrics()) << record.facts.title;
    with_id += record.facts.ids.size();
  }
  EXPECT_EQ(with_id, 8839u);
}

TEST(SlowRealTables, GeniusBillboard) {
  const auto file = data_file("lyrics/genius_billboard.csv.zst");
  SKIP_WITHOUT(file);
  const ReadTable table = read_file(file);
  EXPECT_EQ(table.report.kind, "table of lyrics");
  EXPECT_EQ(table.records.size(), 26'453u);
  EXPECT_EQ(table.report.refused_rows, 0u);
  for (const ItemProblem& problem : table.problems) EXPECT_EQ(problem.column, "release_date") << problem.found;
  EXPECT_LT(table.problems.size(), 100u) << "songs said to be older than sound recording";
}

}  // namespace
}  // namespace segue::sources
