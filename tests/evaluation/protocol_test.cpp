#include "segue/evaluation/protocol.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// First 8 hex digits of SHA-1, modulo 10 (hashlib): below 6 is training.
//   a 86f7e437 → 9 test        d 3c363836 → 4 training
//   b e9d71f5e → 8 test        p 516b9783 → 5 training
//   c 84a51684 → 6 test        h 27d5482e → 0 training

std::vector<ProtocolSong> songs(std::int64_t first, std::int64_t last) {
  std::vector<ProtocolSong> result;
  for (std::int64_t id = first; id <= last; ++id) result.push_back({SongId{id}, "artist " + std::to_string(id)});
  return result;
}

catalog::CollectedPlaylist playlist(const std::string& key, std::int64_t first, std::int64_t last) {
  catalog::CollectedPlaylist result;
  result.key = key;
  // Backwards: the protocol must not depend on the order.
  for (std::int64_t id = last; id >= first; --id) result.songs.push_back(SongId{id});
  return result;
}

TEST(IsTrainingPlaylist, IsDecidedByTheHashOfTheKey) {
  for (const char* key : {"d", "p", "h"}) EXPECT_TRUE(is_training_playlist(key)) << key;
  for (const char* key : {"a", "b", "c"}) EXPECT_FALSE(is_training_playlist(key)) << key;
  EXPECT_FALSE(is_training_playlist(""));  // da39a3ee → 6
}

TEST(MakeProtocol, PoolIsTestSongsWithoutTrainingSongs) {
  const Protocol protocol =
      make_protocol(songs(1, 30), {playlist("d", 1, 10), playlist("a", 8, 17), playlist("b", 15, 25)});
  EXPECT_EQ(protocol.songs, 30U);
  EXPECT_EQ(protocol.training_playlists, 1U);
  EXPECT_EQ(protocol.test_playlists, 2U);
  // Ids 11 to 25, which are rows 10 to 24.
  EXPECT_THAT(protocol.pool, ElementsAre(10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24));
  ASSERT_EQ(protocol.member.size(), 15U);
  EXPECT_THAT(protocol.member[0], ElementsAre(0));     // id 11: a
  EXPECT_THAT(protocol.member[3], ElementsAre(0));     // id 14
  EXPECT_THAT(protocol.member[4], ElementsAre(0, 1));  // id 15: a and b
  EXPECT_THAT(protocol.member[6], ElementsAre(0, 1));  // id 17
  EXPECT_THAT(protocol.member[7], ElementsAre(1));     // id 18: b
}

TEST(MakeProtocol, ShortPlaylistsTakeNoPart) {
  const Protocol protocol =
      make_protocol(songs(1, 30), {playlist("d", 11, 19), playlist("a", 1, 20), playlist("b", 22, 30)});
  EXPECT_EQ(protocol.training_playlists, 0U) << "9 songs";
  EXPECT_EQ(protocol.test_playlists, 1U);
  EXPECT_EQ(protocol.pool.size(), 20U) << "songs of the short training playlist stay";
}

TEST(MakeProtocol, RepeatedAndUnknownSongsDoNotMakeAPlaylistLong) {
  catalog::CollectedPlaylist repeated = playlist("a", 1, 9);
  repeated.songs.push_back(SongId{1});
  EXPECT_EQ(make_protocol(songs(1, 30), {repeated}).test_playlists, 0U);
  EXPECT_EQ(make_protocol(songs(1, 30), {playlist("a", 22, 31)}).test_playlists, 0U) << "31 is unknown: 9 are left";
  EXPECT_EQ(make_protocol(songs(1, 30), {playlist("a", 21, 31)}).test_playlists, 1U);
}

TEST(MakeProtocol, SongsOfOneArtistHaveOneNumber) {
  std::vector<ProtocolSong> all = songs(1, 10);
  all[2].first_artist = all[7].first_artist = "moloko";
  const Protocol protocol = make_protocol(all, {playlist("a", 1, 10)});
  for (std::size_t i = 0; i < 10; ++i) {
    for (std::size_t j = 0; j < 10; ++j) {
      EXPECT_EQ(protocol.artist[i] == protocol.artist[j], all[i].first_artist == all[j].first_artist);
    }
  }
}

TEST(MakeProtocol, IdsNeedNotBeConsecutive) {
  std::vector<ProtocolSong> all = songs(1, 10);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].id.value = static_cast<std::int64_t>(100 * (i + 1));
  catalog::CollectedPlaylist tens = playlist("a", 1, 10);
  for (SongId& id : tens.songs) id.value *= 100;
  EXPECT_EQ(make_protocol(all, {tens}).pool.size(), 10U);
}

TEST(MakeProtocol, NothingGivesAnEmptyPool) {
  EXPECT_THAT(make_protocol({}, {}).pool, IsEmpty());
  EXPECT_THAT(make_protocol(songs(1, 30), {playlist("d", 1, 30)}).pool, IsEmpty()) << "training only";
}

TEST(RequireQueries, SaysWhatIsMissing) {
  EXPECT_NO_THROW(require_queries(make_protocol(songs(1, 30), {playlist("a", 1, 10)})));
  try {
    require_queries(make_protocol(songs(1, 30), {playlist("d", 1, 30), playlist("h", 1, 20)}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
    EXPECT_THAT(error.what(), HasSubstr("2 are for training and 0 for testing"));
    EXPECT_FALSE(error.hint().empty());
  }
}

}  // namespace
}  // namespace segue::evaluation
