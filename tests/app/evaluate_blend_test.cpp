#include "segue/app/evaluate_blend.h"

#include <cmath>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/evaluation/protocol.h"

namespace segue::app {
namespace {

constexpr int kSongsEach = 14;

/// A key for which the rule says `training`, and of training keys one that is kept back when they are split again.
std::string key_for(bool training, int number) {
  for (int i = 0;; ++i) {
    std::string key = "p" + std::to_string(i);
    if (evaluation::is_training_playlist(key) != training) continue;
    if (training && evaluation::is_training_playlist("again:" + key)) continue;
    if (number-- == 0) return key;
  }
}

class EvaluateBlend : public AppTest {
 protected:
  /// Four playlists, two to learn from; energy says nothing, and the words say which of two moods a playlist has.
  void write_tables(bool with_words) {
    Rng rng(3);
    std::string songs = "track_id,track_name,track_artist,playlist_name,playlist_id,energy,valence,tempo\n";
    std::string lyrics = "artist,title,lyrics\n";
    int number = 0;
    for (const bool training : {true, false}) {
      for (const int mood : {0, 1}) {
        for (int i = 0; i < kSongsEach; ++i, ++number) {
          const std::string name = std::to_string(number);
          songs += std::string(22 - name.size(), '0') + name + ",Song " + name + ",Artist " + name + ",List," +
                   key_for(training, mood) + "," + std::to_string(rng.uniform()) + "," + std::to_string(rng.uniform()) +
                   "," + std::to_string(80 + 60 * rng.uniform()) + "\n";
          if (with_words) {
            lyrics +=
                "Artist " + name + ",Song " + name + ",\"" + (mood == 0 ? "glad" : "sad") + " words " + name + "\"\n";
          }
        }
      }
    }
    songs_ = file("songs.csv", songs);
    lyrics_ = file("lyrics.csv", lyrics);
  }

  /// Every text at an angle of its own, near 0 for glad and near pi for sad ones.
  static text::Reading read(std::string_view words) {
    const int number = std::stoi(std::string(words.substr(words.rfind(' ') + 1)));
    const double angle = (words.starts_with("glad") ? 0 : 3.14159) + 0.02 * (number % kSongsEach);
    text::Reading reading;
    reading.tokens = 3;
    reading.windows = 1;
    reading.sentiment = text::Sentiment{0.3, 0.4, 0.3};
    reading.embedding.assign(8, 0.0F);
    reading.embedding[0] = static_cast<float>(std::cos(angle));
    reading.embedding[1] = static_cast<float>(std::sin(angle));
    return reading;
  }

  std::filesystem::path songs_;
  std::filesystem::path lyrics_;
};

TEST_F(EvaluateBlend, WordsThatTellThePlaylistBeatSoundThatDoesNot) {
  write_tables(true);
  evaluation::TextReport report;
  evaluate_blend(report, songs_, lyrics_, read, {});
  ASSERT_EQ(report.rows.size(), 2U);
  EXPECT_EQ(report.rows[0].method, "segue");
  EXPECT_EQ(report.rows[1].method, "sound");
  EXPECT_EQ(report.rows[0].n, 2U * kSongsEach);
  EXPECT_GT(report.rows[0].value, 0.9);
  EXPECT_LT(report.rows[1].value, 0.7);
  ASSERT_EQ(report.differences.size(), 1U);
  EXPECT_TRUE(report.differences[0].difference.significant());
  ASSERT_EQ(report.remarks.size(), 1U);
  EXPECT_THAT(report.remarks[0], testing::HasSubstr("the best on training playlists (28 songs asked"));
}

TEST_F(EvaluateBlend, WithoutWordsItIsLeftOut) {
  write_tables(false);
  evaluation::TextReport report;
  evaluate_blend(report, songs_, lyrics_, read, {});
  EXPECT_TRUE(report.rows.empty());
  EXPECT_EQ(report.left_out.size(), 1U);
}

}  // namespace
}  // namespace segue::app
