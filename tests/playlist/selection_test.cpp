#include "segue/playlist/selection.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "playlist_makers.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::playlist {
namespace {

using neighbors::Neighbor;
using test::song;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A catalog that remembers what it was asked for.
class Shelf {
 public:
  explicit Shelf(std::vector<catalog::Song> songs) {
    for (catalog::Song& one : songs) songs_[one.id] = one;
  }

  std::vector<std::int64_t> select(std::span<const Neighbor> nearest, const std::vector<catalog::Song>& seeds,
                                   std::size_t length) {
    batches.clear();
    picks = playlist::select(nearest, seeds, length, [this](std::span<const SongId> ids) {
      batches.push_back(ids.size());
      std::vector<catalog::Song> found;
      for (const SongId id : ids) found.push_back(songs_.at(id));
      return found;
    });
    std::vector<std::int64_t> ids;
    for (const Pick& pick : picks) ids.push_back(pick.song.id.value);
    return ids;
  }

  std::vector<Pick> picks;
  std::vector<std::size_t> batches;

 private:
  std::map<SongId, catalog::Song> songs_;
};

std::vector<Neighbor> in_order(const std::vector<std::int64_t>& ids) {
  std::vector<Neighbor> nearest;
  for (const std::int64_t id : ids) nearest.push_back({id, 0.5F * static_cast<float>(nearest.size())});
  return nearest;
}

TEST(SongKey, VersionsAgreeAndRemixesDoNot) {
  const auto key = [](const char* title, const char* artist) { return song_key(song(1, title, {artist}).facts); };
  EXPECT_EQ(key("Go West", "Pet Shop Boys"), key("go west - 2003 Remaster", "PET SHOP BOYS"));
  EXPECT_EQ(key("Help!", "The Beatles"), key("Help! (Live)", "Beatles"));
  EXPECT_NE(key("Go West", "Pet Shop Boys"), key("Go West", "Village People"));
  EXPECT_NE(key("Go West", "Pet Shop Boys"), key("Go West - Farley Remix", "Pet Shop Boys"));
  EXPECT_NE(key("ab", "c"), key("a", "bc"));
  EXPECT_NO_THROW(song_key({}));
}

TEST(Select, CountsEachSongOnceAndNoneOfTheSeeds) {
  Shelf shelf({song(1, "Seed", {"A"}), song(2, "Seed - Live", {"A"}), song(3, "Near", {"B"}),
               song(4, "Near - 2011 Remaster", {"B", "C"}), song(5, "Near", {"C"}),
               song(6, "Seed (Remastered)", {"The A"}), song(7, "Near (feat. D)", {"B"}),
               song(8, "Near - D Remix", {"B"}), song(9, "Last", {"E"})});
  const std::vector<Neighbor> nearest = in_order({1, 2, 4, 3, 5, 6, 7, 8, 9});
  const std::vector<catalog::Song> seeds = {song(1, "Seed", {"A"})};
  EXPECT_THAT(shelf.select(nearest, seeds, 4), ElementsAre(4, 5, 8, 9));
  EXPECT_EQ(shelf.picks[0].distance, 1.0F);
  EXPECT_EQ(shelf.picks[3].distance, 4.0F);
  EXPECT_EQ(shelf.picks[0].song.facts.title, "Near - 2011 Remaster");
  EXPECT_THAT(shelf.batches, SizeIs(1));
}

TEST(Select, FewerThanAskedForIfThereAreNoMore) {
  Shelf shelf({song(1, "A", {"A"}), song(2, "B", {"A"}), song(3, "b", {"a"})});
  EXPECT_THAT(shelf.select(in_order({1, 2, 3}), {}, 10), ElementsAre(1, 2));
  EXPECT_THAT(shelf.select({}, {}, 10), IsEmpty());
  EXPECT_THAT(shelf.batches, IsEmpty());
  EXPECT_THAT(shelf.select(in_order({1, 2, 3}), {}, 0), IsEmpty());
  EXPECT_THAT(shelf.batches, IsEmpty());
}

TEST(Select, SeedsAreNotEvenFetched) {
  Shelf shelf({song(2, "B", {"A"})});
  EXPECT_THAT(shelf.select(in_order({1, 1}), {song(1, "A", {"A"})}, 3), IsEmpty());
  EXPECT_THAT(shelf.batches, IsEmpty());
  EXPECT_THAT(shelf.select(in_order({1, 2, 2}), {song(1, "A", {"A"})}, 3), ElementsAre(2));
  EXPECT_THAT(shelf.batches, ElementsAre(1));
}

TEST(Select, SongsWithoutNamesAreNotTheSame) {
  Shelf shelf({song(1, "", {}), song(2, "", {}), song(3, "Track 01", {}), song(4, "Track 01", {""}),
               song(5, " ", {"A"}), song(6, " ", {"A"})});
  EXPECT_THAT(shelf.select(in_order({1, 2, 3, 4, 5, 6}), {song(9, "", {})}, 9), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Select, FetchesFewBatches) {
  // 1,000 songs, of which the first 900 are one.
  std::vector<catalog::Song> songs;
  std::vector<std::int64_t> ids;
  for (std::int64_t id = 1; id <= 1000; ++id) {
    songs.push_back(song(id, id <= 900 ? "Same" : "Song " + std::to_string(id), {"A"}));
    ids.push_back(id);
  }
  Shelf shelf(songs);
  EXPECT_THAT(shelf.select(in_order(ids), {}, 1), ElementsAre(1));
  EXPECT_THAT(shelf.batches, SizeIs(1));
  EXPECT_THAT(shelf.select(in_order(ids), {}, 10), SizeIs(10));
  EXPECT_THAT(shelf.batches, ElementsAre(16, 32, 64, 128, 256, 504));
  // 25 different ones of the last 100 in one batch that is little more than 25.
  const std::vector<Neighbor> nearest = in_order(ids);
  EXPECT_THAT(shelf.select(std::span(nearest).subspan(900), {}, 25), SizeIs(25));
  EXPECT_THAT(shelf.batches, ElementsAre(35));
}

// The same as taking every neighbour one by one.
TEST(Select, AgreesWithTheObviousWay) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<catalog::Song> songs;
    std::vector<std::int64_t> ids;
    const auto count = static_cast<std::int64_t>(rng.below(60));
    for (std::int64_t id = 1; id <= count; ++id) {
      songs.push_back(song(id, "Title " + std::to_string(rng.below(6)), {"Artist " + std::to_string(rng.below(4))}));
      ids.push_back(id);
    }
    rng.shuffle(std::span(ids));
    std::vector<catalog::Song> seeds;
    if (count > 0) seeds.push_back(songs[rng.below(songs.size())]);
    const std::size_t length = rng.below(12);

    std::set<std::string> taken;
    for (const catalog::Song& seed : seeds) taken.insert(song_key(seed.facts));
    std::vector<std::int64_t> expected;
    for (const std::int64_t id : ids) {
      if (expected.size() == length) break;
      if (taken.insert(song_key(songs[static_cast<std::size_t>(id - 1)].facts)).second) expected.push_back(id);
    }
    Shelf shelf(songs);
    EXPECT_EQ(shelf.select(in_order(ids), seeds, length), expected);
  }
}

std::vector<std::int64_t> ids_of(const std::vector<Pick>& picks) {
  std::vector<std::int64_t> ids;
  for (const Pick& pick : picks) ids.push_back(pick.song.id.value);
  return ids;
}

/// Songs on a line, song i at i, by `artists` artists in turn.
class Line {
 public:
  Line(std::int64_t count, std::int64_t artists) : vectors_(static_cast<std::size_t>(count) + 1) {
    for (std::int64_t id = 1; id <= count; ++id) {
      songs_.push_back(song(id, "Song " + std::to_string(id), {"Artist " + std::to_string(id % artists)}));
      songs_.back().facts.album = "Album " + std::to_string(id % 2);
      vectors_[static_cast<std::size_t>(id)] = {static_cast<float>(id)};
      nearest_.push_back({id, static_cast<float>(id)});
    }
  }
  SelectionRules rules(double diversity) const {
    SelectionRules rules;
    rules.diversity = diversity;
    rules.vector_of = [this](SongId id) {
      return std::span<const float>(vectors_[static_cast<std::size_t>(id.value)]);
    };
    return rules;
  }
  std::vector<std::int64_t> select(std::size_t length, const SelectionRules& rules,
                                   const std::vector<catalog::Song>& seeds = {}) const {
    return ids_of(playlist::select(
        nearest_, seeds, length,
        [this](std::span<const SongId> ids) {
          std::vector<catalog::Song> found;
          for (const SongId id : ids) found.push_back(songs_[static_cast<std::size_t>(id.value - 1)]);
          return found;
        },
        rules));
  }
  const catalog::Song& at(std::int64_t id) const { return songs_[static_cast<std::size_t>(id - 1)]; }

 private:
  std::vector<catalog::Song> songs_;
  std::vector<std::vector<float>> vectors_;
  std::vector<Neighbor> nearest_;
};

TEST(Select, AtMostSoManyOfAnArtistAndAnAlbum) {
  const Line line(12, 3);
  auto rules = line.rules(0);
  rules.limits.per_artist = 1;
  EXPECT_THAT(line.select(10, rules), ElementsAre(1, 2, 3));
  EXPECT_THAT(line.select(10, rules, {line.at(1)}), ElementsAre(2, 3));
  rules.limits.per_artist = 2;
  EXPECT_THAT(line.select(10, rules), ElementsAre(1, 2, 3, 4, 5, 6));
  rules.limits = {0, 1};
  EXPECT_THAT(line.select(10, rules), ElementsAre(1, 2, 3, 4, 5, 6));  // an album is of one artist
}

TEST(Select, ExcludedSongsDoNotComeInAnyVersion) {
  const Line line(3, 1);
  auto rules = line.rules(0);
  rules.excluded = {song_key(song(9, "song 2 (Remastered)", {"artist 0"}).facts)};
  EXPECT_THAT(line.select(3, rules), ElementsAre(1, 3));
}

TEST(Select, DiversityPicksWhatIsUnlikeThePicks) {
  const Line line(50, 50);
  EXPECT_THAT(line.select(3, line.rules(0)), ElementsAre(1, 2, 3));
  EXPECT_THAT(line.select(3, line.rules(1)), ElementsAre(1, 50, 25));
  auto rules = line.rules(1);
  rules.pool = 11;  // refilled after each pick
  EXPECT_THAT(line.select(2, rules), ElementsAre(1, 12));
}

// With d = 0 the pool makes no difference, and any d gives what trying all by hand gives.
TEST(Select, DiversityAgreesWithTheObviousWay) {
  Rng rng(11);
  for (int round = 0; round < 60; ++round) {
    constexpr std::int64_t kCount = 40;
    std::vector<catalog::Song> songs;
    std::vector<std::vector<float>> vectors;
    std::vector<Neighbor> nearest;
    for (std::int64_t id = 0; id < kCount; ++id) {
      songs.push_back(song(id + 1, "T" + std::to_string(rng.below(30)), {"A" + std::to_string(rng.below(5))}));
      vectors.push_back({static_cast<float>(rng.normal()), static_cast<float>(rng.normal())});
      nearest.push_back({id + 1, std::hypot(vectors.back()[0], vectors.back()[1])});
    }
    std::ranges::sort(nearest, {}, &Neighbor::distance);
    const double d = round % 3 == 0 ? 0.0 : static_cast<double>(rng.below(11)) / 10;
    SelectionRules rules;
    rules.diversity = d;
    rules.limits.per_artist = rng.below(4);
    rules.vector_of = [&](SongId id) {
      return std::span<const float>(vectors[static_cast<std::size_t>(id.value - 1)]);
    };
    const std::size_t length = 1 + rng.below(12);

    std::vector<std::int64_t> expected;
    std::set<std::string> taken;
    std::map<std::string, std::size_t> of_artist;
    while (expected.size() < length) {
      const Neighbor* best = nullptr;
      double least = 1e9;
      for (const Neighbor& one : nearest) {
        const auto& facts = songs[static_cast<std::size_t>(one.id - 1)].facts;
        if (taken.contains(song_key(facts))) continue;
        if (rules.limits.per_artist > 0 && of_artist[facts.artists[0]] >= rules.limits.per_artist) continue;
        double unlike = expected.empty() ? 0 : 1e9;
        for (const std::int64_t pick : expected) {
          const auto& a = vectors[static_cast<std::size_t>(pick - 1)];
          const auto& b = vectors[static_cast<std::size_t>(one.id - 1)];
          unlike = std::min(unlike, double{std::hypot(a[0] - b[0], a[1] - b[1])});
        }
        const double score = (1 - d) * double{one.distance} - d * unlike;
        if (score < least - 1e-7) {
          least = score;
          best = &one;
        }
      }
      if (best == nullptr) break;
      const auto& facts = songs[static_cast<std::size_t>(best->id - 1)].facts;
      expected.push_back(best->id);
      taken.insert(song_key(facts));
      ++of_artist[facts.artists[0]];
    }
    const auto picks = playlist::select(
        nearest, {}, length,
        [&](std::span<const SongId> ids) {
          std::vector<catalog::Song> found;
          for (const SongId id : ids) found.push_back(songs[static_cast<std::size_t>(id.value - 1)]);
          return found;
        },
        rules);
    EXPECT_EQ(ids_of(picks), expected) << "diversity " << d;
  }
}

}  // namespace
}  // namespace segue::playlist
