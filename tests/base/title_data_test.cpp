#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "segue/base/title.h"

namespace segue {
namespace {

/// The track_name cells of the TidyTuesday table; empty where the table is absent.
std::set<std::string> real_titles() {
  const char* variable = std::getenv("SEGUE_DATA");
  const std::filesystem::path data = variable ? variable : SEGUE_TESTS_DIR "/../../shared/data";
  std::ifstream table(data / "playlists/spotify_songs.csv");
  std::set<std::string> titles;
  for (std::string line; std::getline(table, line);) {
    std::size_t begin = line.find(',') + 1;
    std::string cell;
    if (line[begin] == '"') {
      for (++begin; begin < line.size(); ++begin) {
        if (line[begin] == '"' && ++begin < line.size() && line[begin] != '"') break;
        cell += line[begin];
      }
    } else {
      cell = line.substr(begin, line.find(',', begin) - begin);
    }
    titles.insert(cell);
  }
  return titles;
}

// How much of the real table each rule touches. The bounds are counts of one reading by eye with a little room: a rule
// that begins to swallow names, or stops working, leaves them.
TEST(RealTitles, RulesTouchWhatTheyShould) {
  const std::set<std::string> titles = real_titles();
  if (titles.empty()) GTEST_SKIP() << "no playlists/spotify_songs.csv under SEGUE_DATA";
  ASSERT_GT(titles.size(), 19000U);
  int featured = 0;
  int remaster = 0;
  int live = 0;
  int edit = 0;
  int other = 0;
  for (const std::string& title : titles) {
    const TitleParts parts = split_title(title);
    EXPECT_FALSE(parts.name.empty() && !title.empty()) << title;
    featured += !parts.featured.empty();
    remaster += parts.remaster;
    live += parts.live;
    edit += parts.edit;
    other += !parts.other.empty();
  }
  RecordProperty("featured", featured);
  EXPECT_NEAR(featured, 1849, 20);
  EXPECT_NEAR(remaster, 534, 10);
  EXPECT_NEAR(live, 135, 10);
  EXPECT_NEAR(edit, 1044, 20);
  EXPECT_NEAR(other, 1766, 20);
}

}  // namespace
}  // namespace segue
