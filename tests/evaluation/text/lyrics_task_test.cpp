#include "segue/evaluation/text/lyrics_task.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Songs of two test playlists ("a" and "b") that sing of different things; every fourth has no lyrics.
LyricsSongs two_playlists(std::size_t each) {
  Rng rng(1);
  LyricsSongs songs;
  std::vector<ProtocolSong> list;
  std::vector<catalog::CollectedPlaylist> playlists(2);
  playlists[0].key = "a";
  playlists[1].key = "b";
  const std::vector<std::vector<std::string>> themes{{"sun", "beach", "summer", "dance", "light", "gold"},
                                                     {"rain", "grave", "winter", "cold", "night", "stone"}};
  for (std::size_t i = 0; i < 2 * each; ++i) {
    const SongId id{static_cast<std::int64_t>(i) + 1};
    list.push_back({id, "artist " + std::to_string(i)});
    const std::size_t theme = i % 2;
    playlists[theme].songs.push_back(id);
    std::string text;
    for (int k = 0; k < 30; ++k) text += themes[theme][rng.below(6)] + ' ';
    songs.lyrics.push_back(i % 4 == 3 ? "" : text);
  }
  songs.protocol = make_protocol(list, playlists);
  songs.more_lyrics = {"rain rain go away", "sun come out"};
  return songs;
}

/// A stand-in for a model that says nothing but how many s and r there are.
text::Reading count_letters(std::string_view words) {
  text::Reading reading;
  reading.embedding = {static_cast<float>(std::ranges::count(words, 's')),
                       static_cast<float>(std::ranges::count(words, 'r'))};
  return reading;
}

TEST(Among, OthersAreNeitherAskedNorAnswers) {
  const LyricsSongs songs = two_playlists(10);
  std::vector<bool> wanted(20, false);
  wanted[2] = wanted[5] = wanted[6] = true;
  const Protocol few = among(songs.protocol, wanted);
  EXPECT_THAT(few.pool, ElementsAre(2, 5, 6));
  EXPECT_THAT(few.artist, ElementsAre(songs.protocol.artist[2], songs.protocol.artist[5], songs.protocol.artist[6]));
  EXPECT_THAT(few.member, ElementsAre(ElementsAre(0), ElementsAre(1), ElementsAre(0)));
  EXPECT_EQ(few.test_playlists, 2U);
}

TEST(MeasureLyrics, WordsTellThePlaylists) {
  const LyricsSongs songs = two_playlists(24);
  const ReadText read = count_letters;
  TextReport report;
  measure_lyrics(report, songs, &read, {.threads = 2});
  ASSERT_EQ(report.rows.size(), 3U);
  EXPECT_EQ(report.rows[0].method, "segue");
  EXPECT_EQ(report.rows[1].method, "tfidf");
  EXPECT_EQ(report.rows[2].method, "lsa-200");
  for (const TextRow& row : report.rows) {
    EXPECT_EQ(row.task, kLyrics);
    EXPECT_EQ(row.n, 36U) << "a quarter has no lyrics";
  }
  // Each theme has at least ten other songs with lyrics.
  EXPECT_EQ(report.rows[1].value, 1);
  EXPECT_EQ(report.rows[2].value, 1);
  ASSERT_EQ(report.differences.size(), 2U);
  EXPECT_EQ(report.differences[0].method, "segue");
  EXPECT_EQ(report.differences[0].against, "tfidf");
  EXPECT_EQ(report.differences[1].against, "lsa-200");
  EXPECT_NEAR(report.differences[0].difference.mean, report.rows[0].value - 1, 1e-6);
  EXPECT_EQ(report.differences[0].difference.queries, 36U);
}

TEST(MeasureLyrics, WithoutAModelTheBaselinesStay) {
  TextReport report;
  measure_lyrics(report, two_playlists(12), nullptr, {});
  EXPECT_EQ(report.rows.size(), 2U);
  EXPECT_TRUE(report.differences.empty());
}

TEST(MeasureLyrics, WithoutLyricsTheTaskIsLeftOut) {
  LyricsSongs songs = two_playlists(12);
  for (std::string& words : songs.lyrics) words.clear();
  TextReport report;
  const ReadText read = count_letters;
  measure_lyrics(report, songs, &read, {});
  EXPECT_TRUE(report.rows.empty());
  ASSERT_EQ(report.left_out.size(), 1U);
  EXPECT_THAT(report.left_out[0].reason, HasSubstr("no song of the pool"));
}

TEST(MeasurePool, DistancesServeAsVectorsDo) {
  const LyricsSongs songs = two_playlists(15);
  numeric::Matrix vectors(30, 3);
  Rng rng(6);
  for (float& value : vectors.values()) value = static_cast<float>(rng.normal());
  const Row dense = measure("x", songs.protocol, vectors);
  const Row sparse = measure(
      "x", songs.protocol,
      [&](std::size_t query, std::span<float> distances) {
        for (std::size_t i = 0; i < distances.size(); ++i) {
          double sum = 0;
          for (std::size_t k = 0; k < 3; ++k) {
            const double away =
                double{vectors(songs.protocol.pool[query], k)} - double{vectors(songs.protocol.pool[i], k)};
            sum += away * away;
          }
          distances[i] = static_cast<float>(sum);
        }
      },
      3);
  EXPECT_EQ(dense.per_query, sparse.per_query);
  EXPECT_GT(dense.p_at_10, 0);
}

}  // namespace
}  // namespace segue::evaluation
