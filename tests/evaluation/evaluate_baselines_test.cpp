#include "segue/evaluation/evaluate_baselines.h"

#include <string>
#include <string_view>
#include <vector>

#include "table_for_tests.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::evaluation {
namespace {

using catalog::Variable;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t kSongs = 60;

/// Songs 1 to 60; playlists a and b are test ones (see protocol_test.cpp) that hold all but the first ten.
Protocol protocol() {
  std::vector<ProtocolSong> songs;
  catalog::CollectedPlaylist training{.id = {}, .key = "d", .name = "", .songs = {}};
  catalog::CollectedPlaylist first{.id = {}, .key = "a", .name = "", .songs = {}};
  catalog::CollectedPlaylist second{.id = {}, .key = "b", .name = "", .songs = {}};
  for (std::int64_t id = 1; id <= static_cast<std::int64_t>(kSongs); ++id) {
    songs.push_back({SongId{id}, std::to_string(id)});
    (id <= 10 ? training : id % 2 == 0 ? first : second).songs.push_back(SongId{id});
  }
  return make_protocol(songs, {training, first, second});
}

std::vector<std::string> methods(const Report& report) {
  std::vector<std::string> result;
  for (const Row& row : report.rows) result.push_back(row.method);
  return result;
}

Report evaluate(const std::vector<features::SongNumbers>& songs, const BaselineOptions& options = {}) {
  return evaluate_baselines(audio_of(songs), context_of(songs), protocol(), options);
}

class CountingProgress : public Progress {
 public:
  void begin(std::string_view, std::optional<std::uint64_t> steps, std::string_view) override { total = steps.value(); }
  void advance(std::uint64_t steps) override { done.push_back(steps); }
  void end() override { ended = true; }

  std::uint64_t total = 0;
  std::vector<std::uint64_t> done;
  bool ended = false;
};

TEST(EvaluateBaselines, MeasuresEveryMethodInOrder) {
  const Report report = evaluate(random_songs(kSongs, 1));
  EXPECT_THAT(methods(report),
              ElementsAre("random", "min-max", "z-score", "pca-4", "pca-10", "quantile", "quantile+year+duration"));
  EXPECT_THAT(report.skipped, IsEmpty());
  EXPECT_EQ(report.pool, 50U);
  EXPECT_EQ(report.songs, kSongs);
  EXPECT_EQ(report.training_playlists, 1U);
  EXPECT_EQ(report.test_playlists, 2U);
  ASSERT_EQ(report.left_out.size(), 1U);
  EXPECT_EQ(report.left_out[0].column.name, "time_signature");
  for (const Row& row : report.rows) {
    EXPECT_EQ(row.per_query.size(), 50U);
    EXPECT_GT(row.p_at_10, 0.3) << "half of the pool is relevant to a query";
    EXPECT_LT(row.p_at_10, 0.7);
  }
}

TEST(EvaluateBaselines, FindsWhatAFeatureTells) {
  auto songs = random_songs(kSongs, 2);
  for (std::size_t i = 0; i < kSongs; ++i) {
    songs[i].values = {};
    songs[i].values[Variable::kEnergy] = (i % 2 == 0 ? 0.2 : 0.8) + 0.001 * static_cast<double>(i);
  }
  const Report report = evaluate(songs);
  EXPECT_EQ(report.rows[1].method, "min-max");
  EXPECT_EQ(report.rows[1].p_at_10, 1) << "energy tells the two playlists apart";
}

TEST(EvaluateBaselines, SkipsMethodsWithoutTheirInputsAndSaysWhy) {
  auto songs = random_songs(kSongs, 3);
  for (auto& song : songs) {
    song.values[Variable::kTempo] = kUnknown;
    song.values[Variable::kLiveness] = 0.5;
    song.year = kUnknown;
  }
  const Report report = evaluate(songs);
  EXPECT_THAT(methods(report), ElementsAre("random", "min-max", "z-score", "pca-4", "quantile"));
  ASSERT_EQ(report.skipped.size(), 2U);
  EXPECT_EQ(report.skipped[0].method, "pca-10");
  EXPECT_THAT(report.skipped[0].reason, HasSubstr("needs 10 audio features"));
  EXPECT_THAT(report.skipped[0].reason, HasSubstr("there are 9"));
  EXPECT_EQ(report.skipped[1].method, "quantile+year+duration");
  EXPECT_EQ(report.skipped[1].reason, "no song's release year is known");
  EXPECT_THAT(report.left_out,
              ElementsAre(Field(&features::LeftOut::constant, true), Field(&features::LeftOut::constant, false),
                          Field(&features::LeftOut::constant, false)));
}

TEST(EvaluateBaselines, SaysWhichOfYearAndDurationIsMissing) {
  auto songs = random_songs(kSongs, 3);
  for (auto& song : songs) {
    song.year = 2001;
    song.duration_ms = kUnknown;
  }
  const Report report = evaluate(songs);
  ASSERT_EQ(report.skipped.size(), 1U);
  EXPECT_EQ(report.skipped[0].reason, "every known release year is the same; no song's duration is known");
}

TEST(EvaluateBaselines, WithoutAudioFeaturesOnlyRandomIsLeft) {
  auto songs = random_songs(kSongs, 4);
  for (auto& song : songs) song.values = {};
  const Report report = evaluate(songs);
  EXPECT_THAT(methods(report), ElementsAre("random"));
  EXPECT_EQ(report.skipped.size(), 6U);
  EXPECT_THAT(report.skipped, Each(Field(&Skipped::reason, HasSubstr("needs"))));
}

TEST(EvaluateBaselines, TimeSignatureAloneIsEnoughForScalersButNotForQuantiles) {
  auto songs = random_songs(kSongs, 5);
  for (std::size_t i = 0; i < kSongs; ++i) {
    songs[i].values = {};
    songs[i].values[Variable::kTimeSignature] = i % 3 == 0 ? 3 : 4;
  }
  EXPECT_THAT(methods(evaluate(songs)), ElementsAre("random", "min-max", "z-score"));
}

TEST(EvaluateBaselines, ThreadsChangeNothingTheSeedOnlyRandom) {
  const auto songs = random_songs(kSongs, 6);
  const Report one = evaluate(songs, {.seed = 1, .threads = 1});
  const Report many = evaluate(songs, {.seed = 1, .threads = 4});
  const Report other = evaluate(songs, {.seed = 2, .threads = 4});
  ASSERT_EQ(one.rows.size(), many.rows.size());
  for (std::size_t i = 0; i < one.rows.size(); ++i) {
    EXPECT_EQ(one.rows[i].per_query, many.rows[i].per_query) << one.rows[i].method;
    EXPECT_EQ(one.rows[i].per_query == other.rows[i].per_query, i != 0) << one.rows[i].method;
  }
}

TEST(EvaluateBaselines, TellsItsProgress) {
  const auto songs = random_songs(kSongs, 7);
  CountingProgress progress;
  evaluate_baselines(audio_of(songs), context_of(songs), protocol(), {}, progress);
  EXPECT_EQ(progress.total, 7U);
  EXPECT_THAT(progress.done, ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_TRUE(progress.ended);
}

TEST(EvaluateBaselines, StopsWhenAsked) {
  const auto songs = random_songs(kSongs, 8);
  Cancellation cancellation;
  cancellation.request();
  try {
    evaluate_baselines(audio_of(songs), context_of(songs), protocol(), {}, Progress::none(), cancellation);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

TEST(EvaluateBaselines, WithoutQueriesIsAnError) {
  Protocol empty;
  empty.songs = kSongs;
  const auto songs = random_songs(kSongs, 9);
  EXPECT_THROW(evaluate_baselines(audio_of(songs), context_of(songs), empty, {}), Error);
}

}  // namespace
}  // namespace segue::evaluation
