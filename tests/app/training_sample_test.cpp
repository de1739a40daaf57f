#include "segue/app/training_sample.h"

#include <algorithm>
#include <set>

#include "app_fixture.h"
#include <gtest/gtest.h>

namespace segue::app {
namespace {

class TrainingSampleTest : public AppTest {
 protected:
  /// 400 songs, of which the first 200 stand in playlists of ten.
  catalog::Catalog filled() {
    std::string table = "track_name,track_artist,playlist_name,playlist_id,energy\n";
    for (int i = 0; i < 400; ++i) {
      const auto list = i < 200 ? std::to_string(i / 10) : "";
      table += "Song " + std::to_string(i) + ",Artist," + list + "," + list + ",0.5\n";
    }
    auto catalog = open();
    import(catalog, file("table.csv", table));
    return catalog;
  }
};

TEST_F(TrainingSampleTest, IsTheWholeCatalogWhereThatIsSmallEnough) {
  const auto catalog = filled();
  const auto sample = draw_training_sample(catalog, 400, 0);
  EXPECT_TRUE(sample.is_whole());
  EXPECT_EQ(sample.songs.size(), 400U);
  EXPECT_EQ(sample.playlists.size(), sample.of_playlists);
}

TEST_F(TrainingSampleTest, HoldsWholePlaylistsAndOtherSongs) {
  const auto catalog = filled();
  const auto sample = draw_training_sample(catalog, 120, 7);
  EXPECT_FALSE(sample.is_whole());
  EXPECT_EQ(sample.of_songs, 400);
  EXPECT_EQ(sample.songs.size(), 120U);
  EXPECT_EQ(std::ranges::adjacent_find(sample.songs, std::ranges::greater_equal{}), sample.songs.end());
  EXPECT_EQ(sample.playlists.size(), 6U) << "of ten songs each, for half of the sample";
  std::size_t in_none = 0;
  for (const SongId song : sample.songs) in_none += song.value > 200 ? 1U : 0U;
  EXPECT_GT(in_none, 15U);
  for (const auto& playlist : sample.playlists) {
    for (const SongId song : playlist.songs) EXPECT_TRUE(std::ranges::binary_search(sample.songs, song));
  }
  EXPECT_EQ(draw_training_sample(catalog, 120, 7).songs, sample.songs);
  EXPECT_NE(draw_training_sample(catalog, 120, 8).songs, sample.songs);
}

}  // namespace
}  // namespace segue::app
