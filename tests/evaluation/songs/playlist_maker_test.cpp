#include "segue/evaluation/songs/playlist_maker.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::evaluation {
namespace {

TEST(PlaylistMaker, ThereIsOneForFiftySongsAndAtMost200000) {
  const SongMaker maker(1);
  EXPECT_EQ(PlaylistMaker(maker, 1).count(), 1U);
  EXPECT_EQ(PlaylistMaker(maker, 10'000).count(), 200U);
  EXPECT_EQ(PlaylistMaker(maker, 1'000'000'000).count(), 200'000U);
}

TEST(PlaylistMaker, SongsStandInThemOnceAndAreOfTheCatalog) {
  const SongMaker maker(1);
  for (const std::uint64_t songs : {1U, 3U, 50U, 1000U, 30'000U}) {
    const PlaylistMaker lists(maker, songs);
    for (std::uint64_t p = 0; p < std::min<std::uint64_t>(lists.count(), 50); ++p) {
      const auto list = lists.playlist(p);
      EXPECT_FALSE(list.songs.empty());
      EXPECT_LE(list.songs.size(), 100U);
      EXPECT_EQ(std::set(list.songs.begin(), list.songs.end()).size(), list.songs.size());
      for (const auto song : list.songs) EXPECT_LT(song, songs);
      EXPECT_EQ(list.songs, lists.playlist(p).songs);
    }
  }
}

TEST(PlaylistMaker, TheyAreOfOneStyleAndTwoThirdsOfOneNiche) {
  constexpr std::uint64_t kSongs = 200'000;
  const SongMaker maker(1);
  const PlaylistMaker lists(maker, kSongs);
  double songs = 0;
  double of_niche = 0;
  double of_style = 0;
  double entries = 0;
  for (std::uint64_t p = 0; p < 200; ++p) {
    const auto list = lists.playlist(p);
    entries += static_cast<double>(list.songs.size());
    if (list.songs.size() < 10) continue;
    std::map<std::size_t, double> niches;
    for (const auto song : list.songs) ++niches[maker.niche_of(song)];
    const auto niche = std::ranges::max_element(niches, {}, [](const auto& entry) { return entry.second; });
    of_niche += niche->second;
    for (const auto& [other, count] : niches) {
      if (maker.style_of_niche(other) == maker.style_of_niche(niche->first)) of_style += count;
    }
    songs += static_cast<double>(list.songs.size());
  }
  EXPECT_NEAR(of_niche / songs, maker.statistics().playlist_niche, 0.06);
  EXPECT_GT(of_style / songs, 0.98);
  EXPECT_NEAR(entries / 200, 68, 8);  // as many as real ones have
}

TEST(PlaylistMaker, SongsOfALowNumberStandInMoreOfThem) {
  constexpr std::uint64_t kSongs = 1'000'000;  // a playlist uses up no niche
  const SongMaker maker(1);
  const PlaylistMaker lists(maker, kSongs);
  double first = 0;
  double all = 0;
  for (std::uint64_t p = 0; p < 600; ++p) {
    for (const auto song : lists.playlist(p).songs) {
      first += song < kSongs / 10 ? 1 : 0;
      all += 1;
    }
  }
  // The law r^-g gives the first tenth 0.1^(1-g) of all mentions.
  EXPECT_NEAR(first / all, std::pow(0.1, 1 - maker.statistics().playlist_exponent), 0.04);
}

}  // namespace
}  // namespace segue::evaluation
