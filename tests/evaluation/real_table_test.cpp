#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "table_for_tests.h"
#include <gtest/gtest.h>

#include "segue/base/unicode.h"
#include "segue/evaluation/baselines.h"
#include "segue/evaluation/evaluate_baselines.h"
#include "segue/sources/csv/song_table.h"

// The protocol on the real table, against what the same protocol in Python (scikit-learn) gives there.

namespace segue::evaluation {
namespace {

std::filesystem::path real_table() {
  const char* data = std::getenv("SEGUE_DATA");
  const std::filesystem::path folder =
      data != nullptr ? data : std::filesystem::path(SEGUE_TESTS_DIR) / "../../shared/data";
  return folder / "playlists/spotify_songs.csv";
}

/// Merges rows as the protocol does: title and first artist, case ignored; the first row's numbers stay.
class Merging : public sources::RecordSink {
 public:
  void on_record(catalog::SongRecord&& record) override {
    const std::string artist = lower(record.facts.artists.empty() ? "" : record.facts.artists.front());
    const auto [at, added] = songs_.try_emplace(lower(record.facts.title) + '|' + artist,
                                                SongId{static_cast<std::int64_t>(protocol_songs.size()) + 1});
    if (added) {
      protocol_songs.push_back({at->second, artist});
      const auto& facts = record.facts;
      numbers.push_back({.song = at->second,
                         .values = record.values,
                         .year = facts.released ? facts.released->year : kUnknown,
                         .duration_ms = facts.duration_ms ? static_cast<double>(*facts.duration_ms) : kUnknown});
    }
    if (!record.playlist) return;
    catalog::CollectedPlaylist& playlist = playlists_[record.playlist->key];
    playlist.key = record.playlist->key;
    playlist.songs.push_back(at->second);
  }
  void on_problem(ItemProblem&&) override {}

  std::vector<catalog::CollectedPlaylist> playlists() const {
    std::vector<catalog::CollectedPlaylist> result;
    for (const auto& [key, playlist] : playlists_) result.push_back(playlist);
    return result;
  }

  std::vector<ProtocolSong> protocol_songs;
  std::vector<features::SongNumbers> numbers;

 private:
  std::unordered_map<std::string, SongId> songs_;
  std::map<std::string, catalog::CollectedPlaylist> playlists_;
};

TEST(SlowRealTable, AgreesWithThePythonProtocol) {
  const std::filesystem::path file = real_table();
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file << ": set SEGUE_DATA to the folder of the data";
  Merging merging;
  sources::read_song_table(file, {}, merging);
  const Protocol protocol = make_protocol(merging.protocol_songs, merging.playlists());
  EXPECT_NEAR(static_cast<double>(protocol.songs), 21406, 2) << "a row without title or artist is no song here";
  EXPECT_EQ(protocol.training_playlists, 224U);
  EXPECT_EQ(protocol.test_playlists, 144U);
  EXPECT_EQ(protocol.pool.size(), 7449U);

  const Report report =
      evaluate_baselines(audio_of(merging.numbers), context_of(merging.numbers), protocol, {.seed = 0, .threads = 2});
  struct Expected {
    std::string method;
    double p_at_10;
    double ci95;
    double ndcg_at_10;
  };
  const std::vector<Expected> expected = {
      {"random", 0.0091, 0.0007, 0.0093},
      {"min-max", 0.0480, 0.0021, 0.0503},
      {"z-score", 0.0560, 0.0024, 0.0581},
      {"pca-4", 0.0270, 0.0016, 0.0281},
      {"pca-10", 0.0463, 0.0021, 0.0482},
      {"quantile", 0.0612, 0.0024, 0.0634},
      {"quantile+year+duration", 0.0898, 0.0033, 0.0940},
  };
  ASSERT_EQ(report.rows.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Row& row = report.rows[i];
    EXPECT_EQ(row.method, expected[i].method);
    EXPECT_NEAR(row.p_at_10, expected[i].p_at_10, 0.003) << row.method;
    EXPECT_NEAR(row.ci95, expected[i].ci95, 0.0003) << row.method;
    EXPECT_NEAR(row.ndcg_at_10, expected[i].ndcg_at_10, 0.003) << row.method;
  }

  // Their own intervals nearly touch; the paired one is far from 0.
  const Comparison comparison = compare(report.rows[2], report.rows[1], {.threads = 2});
  EXPECT_TRUE(comparison.p_at_10.significant());
  EXPECT_GT(comparison.p_at_10.low, 0.004);
  EXPECT_LT(comparison.p_at_10.high, 0.013);
}

}  // namespace
}  // namespace segue::evaluation
