#include <algorithm>
#include <string>
#include <vector>

#include "playlist_makers.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/playlist/seed.h"

namespace segue::playlist {
namespace {

using test::candidate;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// A few real names in the middle of many invented ones.
const std::vector<SeedCandidate>& songs() {
  static const std::vector<SeedCandidate> kSongs = [] {
    Rng rng(3);
    std::vector<SeedCandidate> all = test::invented_catalog(rng, 3000);
    const std::vector<SeedCandidate> real = {
        candidate(10001, "Blinding Lights", {"The Weeknd"}, 98),
        candidate(10002, "Save Your Tears", {"The Weeknd"}, 90),
        candidate(10003, "Starboy", {"The Weeknd", "Daft Punk"}, 85),
        candidate(10004, "The Weekend", {"SZA"}, 70),
        candidate(10005, "Bohemian Rhapsody - Remastered 2011", {"Queen"}, 80),
        candidate(10006, "EARFQUAKE", {"Tyler, The Creator"}, 82),
        candidate(10007, "All the Time - Don Diablo Remix", {"Zara Larsson"}, 64),
        candidate(10008, "Blinding Lights - Remix", {"The Weeknd"}, 50),
        candidate(10009, "Blinding Lights", {"The Weeknd"}, 40),
        candidate(10010, "Группа крови", {"Кино"}, 40),
        candidate(10011, "夜に駆ける", {"YOASOBI"}, 40),
    };
    all.insert(all.begin() + 1500, real.begin(), real.end());
    return all;
  }();
  return kSongs;
}

std::int64_t first(std::string_view typed) {
  const std::vector<SeedCandidate> nearest = nearest_names(typed, songs());
  return nearest.empty() ? 0 : nearest[0].song.value;
}

TEST(NearestNames, UnderstandsWhatPeopleMistype) {
  EXPECT_EQ(first("Blindng Lihgts,The Weekend"), 10001);
  EXPECT_EQ(first("blinding light"), 10001);
  EXPECT_EQ(first("Blinding Lights,Madonna"), 10001);
  EXPECT_EQ(first("Blniding Lights The Weeknd"), 10001);
  EXPECT_EQ(first("The Weeknd - Blinding Lights"), 10001);
  EXPECT_EQ(first("The Weeknd — Blinding Lights"), 10001);
  EXPECT_EQ(first("Blinding Lights – The Weeknd"), 10001);
  EXPECT_EQ(first("The Weeknd,Blinding Lights"), 10001);
  EXPECT_EQ(first("blinding lights by the weeknd"), 10001);
  EXPECT_EQ(first("Bohemian"), 10005);
  EXPECT_EQ(first("Bohemian Rapsody,Qeen"), 10005);
  EXPECT_EQ(first("earthquake,tyler the creator"), 10006);
  EXPECT_EQ(first("All the Time"), 10007);
  EXPECT_EQ(first("All the Time,Zara Larson"), 10007);
  EXPECT_EQ(first("група крови,кино"), 10010);
  EXPECT_EQ(first("夜に駆けた"), 10011);
}

TEST(NearestNames, ArtistAloneListsItsSongsThePopularFirst) {
  std::vector<std::int64_t> ids;
  for (const SeedCandidate& one : nearest_names("The Weeknd", songs(), 4)) ids.push_back(one.song.value);
  EXPECT_THAT(ids, ElementsAre(10001, 10002, 10003, 10008));
  EXPECT_EQ(first("Tyler, The Creator"), 10006);
  EXPECT_EQ(first("weeknd"), 10001);
}

TEST(NearestNames, ListsEachSongOnceAndAtMostCount) {
  EXPECT_THAT(nearest_names("Blinding Lights,The Weeknd", songs(), 0), SizeIs(0));
  EXPECT_THAT(nearest_names("Blinding Lights,The Weeknd", songs(), 1), SizeIs(1));
  const std::vector<SeedCandidate> nearest = nearest_names("Blinding Lights,The Weeknd", songs());
  EXPECT_THAT(nearest, SizeIs(8));
  EXPECT_EQ(nearest[0].song, SongId{10001});
  EXPECT_EQ(nearest[1].song, SongId{10008});
  EXPECT_TRUE(std::none_of(nearest.begin(), nearest.end(), [](const auto& one) { return one.song == SongId{10009}; }));
  EXPECT_THAT(nearest_names("x", std::vector<SeedCandidate>{candidate(1, "", {})}), SizeIs(1));
  EXPECT_THAT(nearest_names("x", {}), SizeIs(0));
}

TEST(NearestNames, OrderOfCandidatesDoesNotMatter) {
  std::vector<SeedCandidate> shuffled = songs();
  Rng rng(11);
  rng.shuffle(std::span(shuffled));
  for (const char* typed : {"The Weeknd", "hello wrld", "zzzz", "a, b, c, d - e by f"}) {
    const auto a = nearest_names(typed, songs());
    const auto b = nearest_names(typed, shuffled);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].song, b[i].song) << typed;
  }
}

// One slip in the title and one in the artist: the song meant is still the first.
TEST(SlowNearestNames, FindsInventedSongsThroughSlips) {
  Rng rng(5);
  const auto slip = [&rng](std::string text) {
    const std::size_t at = 1 + rng.below(text.size() - 2);
    switch (rng.below(4)) {
      case 0:
        std::swap(text[at], text[at + 1]);
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        text.insert(at, "x");
        break;
      default:
        text[at] = 'q';
    }
    return text;
  };
  int tried = 0;
  int found = 0;
  while (tried < 300) {
    const SeedCandidate& one = songs()[rng.below(songs().size())];
    if (one.title.size() < 6 || one.artists[0].size() < 6) continue;
    ++tried;
    if (first(slip(one.title) + "," + slip(one.artists[0])) == one.song.value) ++found;
  }
  EXPECT_GE(found, 297);
}

}  // namespace
}  // namespace segue::playlist
