#include "segue/cli/playlist_names.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "segue/base/temporary_folder.h"

namespace segue::cli {
namespace {

using Names = std::vector<std::string>;

TEST(PlaylistNames, AreSplitAtCommas) {
  EXPECT_EQ(split_playlist_names("https://a/1,https://b/2?si=3"), (Names{"https://a/1", "https://b/2?si=3"}));
  EXPECT_EQ(split_playlist_names(" a.csv , b.csv "), (Names{"a.csv", "b.csv"}));
  EXPECT_EQ(split_playlist_names("one"), (Names{"one"}));
}

TEST(PlaylistNames, EmptyOnesAreLeftOut) {
  EXPECT_EQ(split_playlist_names(",a,,b,"), (Names{"a", "b"}));
  EXPECT_EQ(split_playlist_names(""), Names{});
  EXPECT_EQ(split_playlist_names(" , ,"), Names{});
}

TEST(PlaylistNames, FilesMayHoldCommas) {
  const TemporaryFolder folder("names");
  const std::string one = (folder.path() / "salt, pepper.csv").string();
  const std::string two = (folder.path() / "a,b,c.m3u8").string();
  std::ofstream{one} << "x";
  std::ofstream{two} << "x";
  EXPECT_EQ(split_playlist_names(one), (Names{one}));
  EXPECT_EQ(split_playlist_names(one + "," + two), (Names{one, two}));
  EXPECT_EQ(split_playlist_names("https://a/1," + two + ",z"), (Names{"https://a/1", two, "z"}));
}

}  // namespace
}  // namespace segue::cli
