// Answers that Spotify once gave, read where they lie; skipped where they are not.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "segue/base/atomic_file.h"
#include "segue/sources/spotify/answers.h"
#include "segue/sources/spotify/sound_answers.h"

namespace segue::sources {
namespace {

using Kind = SpotifyItem::Kind;

class RecordedAnswers : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SEGUE_DATA");
    folder_ = (folder != nullptr ? std::filesystem::path(folder)
                                 : std::filesystem::path(SEGUE_TESTS_DIR) / "../../shared/data") /
              "fixtures/spotify";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << folder_ << " is not there: set SEGUE_DATA";
  }

  std::string read(const std::string& name) const {
    constexpr std::size_t kLargest = 1 << 24;
    return read_file(folder_ / name, kLargest);
  }

  std::filesystem::path folder_;
};

std::ptrdiff_t count(const SpotifyPage& page, Kind kind) {
  return std::ranges::count(page.items, kind, &SpotifyItem::kind);
}

TEST_F(RecordedAnswers, APlaylistWithItsFirstEntries) {
  const auto head = read_spotify_playlist_head(read("playlist.json"), "playlist");
  EXPECT_EQ(head.name, "Mola");
  EXPECT_EQ(head.page_name, "tracks");
  ASSERT_TRUE(head.page);
  EXPECT_EQ(head.page->total, head.page->items.size());
  EXPECT_EQ(count(*head.page, Kind::kSong), static_cast<std::ptrdiff_t>(head.page->items.size()));
}

TEST_F(RecordedAnswers, EpisodesAndLocalFiles) {
  EXPECT_GT(count(read_spotify_playlist_page(read("playlist_items_episode.json"), "page"), Kind::kEpisode), 0);
  EXPECT_GT(count(read_spotify_playlist_page(read("playlist_tracks.json"), "page"), Kind::kSong), 0);
  const auto local = read_spotify_playlist_head(read("playlist_local_songs.json"), "playlist");
  ASSERT_TRUE(local.page);
  EXPECT_EQ(count(*local.page, Kind::kLocal), 2);
  EXPECT_EQ(count(*local.page, Kind::kStrange), 1) << "its tags name no artist";
  EXPECT_EQ(count(*local.page, Kind::kEpisode), 4);
}

TEST_F(RecordedAnswers, TracksAndSearches) {
  EXPECT_TRUE(read_spotify_track(read("track.json"), "track"));
  const auto tracks = read_spotify_tracks(read("tracks.json"), "tracks");
  EXPECT_TRUE(std::ranges::any_of(tracks, [](const auto& track) { return track.has_value(); }));
  EXPECT_EQ(read_spotify_search(read("search_track.json"), "search").size(), 20u);
}

TEST_F(RecordedAnswers, FeaturesAndAnalysis) {
  const auto one = read_spotify_features(read("track_audio_features.json"), "features");
  const auto many = read_spotify_features(read("tracks_audio_features.json"), "features");
  ASSERT_EQ(one.size(), 1u);
  ASSERT_EQ(many.size(), 1u);
  EXPECT_EQ(one[0].id, many[0].id);
  for (int i = 0; i < 12; ++i) {
    const auto variable = static_cast<catalog::Variable>(i);
    EXPECT_TRUE(one[0].values.has(variable)) << catalog::info(variable).name;
  }
  const auto analysis = read_spotify_analysis(read("track_audio_analysis.json"), "analysis");
  ASSERT_TRUE(analysis);
  for (int i = 12; i < 22; ++i) {
    const auto variable = static_cast<catalog::Variable>(i);
    EXPECT_TRUE(analysis->has(variable)) << catalog::info(variable).name;
  }
  EXPECT_EQ((*analysis)[catalog::Variable::kNumSamples], 5'002'278);
}

}  // namespace
}  // namespace segue::sources
