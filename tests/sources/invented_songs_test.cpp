// The table a demonstration falls back on where no real one is at hand.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "table_maker.h"
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using catalog::Variable;

const ReadTable& invented() {
  static const ReadTable kTable = [] {
    ReadTable table;
    table.report = read_song_table(std::filesystem::path(SEGUE_TESTS_DIR) / "data/invented_songs.csv",
                                   {.map = {}, .latest_year = 2026}, table);
    return table;
  }();
  return kTable;
}

TEST(InventedSongs, ReadWithoutAWordOfComplaint) {
  EXPECT_EQ(told(invented().problems), "");
  EXPECT_EQ(invented().report.kind, "table of playlists");
  EXPECT_EQ(invented().report.refused_rows, 0u);
}

TEST(InventedSongs, AreWhatTheirScriptMakes) {
  if (std::system("python3 -c ''") != 0) GTEST_SKIP() << "there is no python3";
  EXPECT_EQ(std::system("python3 '" SEGUE_TESTS_DIR "/data/make_invented_songs.py' --check"), 0);
}

TEST(InventedSongs, HaveTheShapeThatWasAskedFor) {
  std::set<std::string> songs;
  std::set<std::string> artists;
  std::map<std::string, std::vector<std::string>> playlists;
  for (const catalog::SongRecord& record : invented().records) {
    songs.insert(record.facts.ids.at(0).value);
    artists.insert(record.facts.artists.at(0));
    playlists[record.playlist->key].push_back(record.facts.ids[0].value);
    EXPECT_TRUE(record.facts.released && record.facts.duration_ms && record.facts.popularity);
    for (std::size_t v = 0; v <= static_cast<std::size_t>(Variable::kTempo); ++v) {
      EXPECT_TRUE(record.values.has(static_cast<Variable>(v))) << record.facts.title;
    }
  }
  EXPECT_EQ(songs.size(), 400u);
  EXPECT_GE(artists.size(), 110u);
  EXPECT_LE(artists.size(), 120u);
  EXPECT_EQ(playlists.size(), 16u);
  for (const auto& [key, ids] : playlists) {
    EXPECT_GE(ids.size(), 15u) << key;
    EXPECT_LE(ids.size(), 40u) << key;
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << key << " names a song twice";
  }
}

/// Songs of one playlist sound alike: far nearer to each other than to the others.
TEST(InventedSongs, SoundAlikeWithinAPlaylist) {
  const auto& records = invented().records;
  const auto distance = [](const catalog::SongRecord& a, const catalog::SongRecord& b) {
    double sum = 0;
    for (const Variable v : {Variable::kDanceability, Variable::kEnergy, Variable::kAcousticness, Variable::kValence,
                             Variable::kInstrumentalness}) {
      sum += (a.values[v] - b.values[v]) * (a.values[v] - b.values[v]);
    }
    return std::sqrt(sum);
  };
  double within = 0;
  double across = 0;
  std::size_t within_count = 0;
  std::size_t across_count = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (std::size_t j = i + 1; j < records.size(); ++j) {
      const bool same = records[i].playlist->key == records[j].playlist->key;
      (same ? within : across) += distance(records[i], records[j]);
      ++(same ? within_count : across_count);
    }
  }
  EXPECT_LT(within / static_cast<double>(within_count), 0.5 * across / static_cast<double>(across_count));
}

}  // namespace
}  // namespace segue::sources
