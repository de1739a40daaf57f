#include "segue/app/evaluate_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/text_tables.h"
#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/evaluation/text/tweet_split.h"

namespace segue::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A stand-in for a model: positive is how often "glad" stands in a text, negative how often "sad" does.
text::Reading count_moods(std::string_view words) {
  const auto times = [&](std::string_view word) {
    double n = 0;
    for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) n += 1;
    return n;
  };
  const double positive = times("glad");
  const double negative = times("sad");
  const double all = positive + negative + 0.5;
  text::Reading reading;
  reading.sentiment = text::Sentiment{negative / all, 0.5 / all, positive / all};
  reading.embedding = {static_cast<float>(positive), static_cast<float>(negative)};
  return reading;
}

class EvaluateText : public AppTest {
 protected:
  void SetUp() override {
    AppTest::SetUp();
    for (const char* part : {"tweets", "lyrics", "playlists"}) std::filesystem::create_directories(folder_ / part);
  }

  std::string sentence(const std::string& word, std::size_t number) {
    static const std::vector<std::string> filler{"the", "day", "was", "so", "my", "cat"};
    std::string text = word + " number " + std::to_string(number);
    for (int k = 0; k < 4; ++k) text += ' ' + filler[rng_.below(filler.size())];
    return text;
  }

  void write_tweets(const std::string& name, std::size_t classes) {
    const std::vector<std::string> moods =
        classes == 2 ? std::vector<std::string>{"sad", "glad"} : std::vector<std::string>{"sad", "plain", "glad"};
    std::string table = "label,text\n";
    for (std::size_t i = 0; i < 300; ++i) {
      table += std::to_string(i % classes) + ",\"@you " + sentence(moods[i % classes], i) + "\"\n";
    }
    file("tweets/" + name + ".csv", table);
  }

  void write_moods() {
    std::string table = "artist,title,mood,lyrics\n";
    for (std::size_t i = 0; i < 40; ++i) {
      const bool happy = i % 2 == 0;
      table += "A,T" + std::to_string(i) + (happy ? ",happy,\"" : ",sad,\"") + sentence(happy ? "glad" : "sad", i) +
               "\nso it goes\"\n";
    }
    file("lyrics/mood_labels.csv", table);
  }

  /// Two test playlists ("a" and "b" by the rule of the protocol), one glad, one sad.
  void write_songs() {
    std::string songs = "track_id,track_name,track_artist,playlist_name,playlist_id,energy,valence\n";
    std::string lyrics = "artist,title,spotify_track_id,lyrics\n";
    for (std::size_t i = 0; i < 30; ++i) {
      const std::string number = std::to_string(i);
      const std::string id = std::string(22 - number.size(), '0') + number;
      songs += id + ",Song " + number + ",Artist " + number + (i % 2 == 0 ? ",Glad,a,0.5,0.9\n" : ",Sad,b,0.5,0.1\n");
      if (i >= 26) continue;
      // By id with another title, by name with another id, or without one.
      const bool by_id = i % 3 == 0;
      lyrics += "artist " + number + (by_id ? ",Another name," + id : ",song " + number + ",") + ",\"" +
                sentence(i % 2 == 0 ? "glad glad" : "sad sad", i) + "\"\n";
    }
    lyrics += "Nobody,Unknown,,la la la\n";
    file("playlists/spotify_songs.csv", songs);
    file("lyrics/lyrics.csv", lyrics);
  }

  void write_all() {
    write_tweets("sentiment140", 2);
    write_tweets("kaggle_twitter_sentiment", 2);
    write_tweets("semeval_3class", 3);
    write_moods();
    write_songs();
  }

  EvaluateTextOptions options() const {
    EvaluateTextOptions result;
    result.data = folder_;
    return result;
  }

  Rng rng_{7};
};

std::vector<std::string> names(const evaluation::TextReport& report) {
  std::vector<std::string> result;
  for (const auto& row : report.rows) result.push_back(row.task + ' ' + row.method);
  return result;
}

TEST_F(EvaluateText, MeasuresEveryTaskWithEveryMethod) {
  write_all();
  const evaluation::ReadText read = count_moods;
  const auto report = evaluate_text_with(options(), &read);
  EXPECT_THAT(names(report),
              ElementsAre("sentiment140-accuracy segue", "sentiment140-accuracy tfidf-logreg", "kaggle-accuracy segue",
                          "kaggle-accuracy tfidf-logreg", "kaggle-accuracy tfidf-logreg-sentiment140",
                          "semeval-macro-recall segue", "semeval-macro-recall tfidf-logreg", "mood-auc segue",
                          "mood-auc tfidf-logreg", "mood-auc tfidf-logreg-sentiment140", "valence-correlation segue",
                          "valence-correlation tfidf-logreg", "valence-correlation tfidf-logreg-sentiment140",
                          "lyrics-p-at-10 segue", "lyrics-p-at-10 tfidf", "lyrics-p-at-10 lsa-200"));
  for (const auto& row : report.rows) {
    // The first word says it all; of lyrics, word counts see the others too (chance: 0.48).
    const bool counts_lyrics = row.task == evaluation::kLyrics && row.method != evaluation::kSegue;
    const bool ties = row.task == evaluation::kValence && row.method != evaluation::kSegue;  // valence has two values
    EXPECT_GE(row.value, counts_lyrics ? 0.7 : ties ? 0.8 : 1.0) << row.task << ' ' << row.method;
    EXPECT_GT(row.n, 10U);
  }
  EXPECT_EQ(report.rows.back().n, 26U) << "songs with lyrics, found by id or by name";
  EXPECT_THAT(report.differences, SizeIs(2));
  ASSERT_THAT(report.left_out, SizeIs(1)) << "all of these songs sound the same";
  EXPECT_EQ(report.left_out[0].task, "sound-and-lyrics-p-at-10");
  EXPECT_THAT(report.remarks, IsEmpty());
}

TEST_F(EvaluateText, SongsThatAllLeanTheSameHaveNoCorrelation) {
  write_all();
  const evaluation::ReadText read = [](std::string_view) {
    text::Reading reading;
    reading.sentiment = text::Sentiment{0.2, 0.3, 0.5};
    return reading;
  };
  auto chosen = options();
  chosen.tasks = {"valence-correlation"};
  const auto report = evaluate_text_with(chosen, &read);
  EXPECT_THAT(names(report), ElementsAre("valence-correlation tfidf-logreg"));
  ASSERT_THAT(report.left_out, SizeIs(1));
  EXPECT_EQ(report.left_out[0].method, "segue");
}

TEST_F(EvaluateText, ThreadsChangeNothing) {
  write_all();
  const evaluation::ReadText read = count_moods;
  auto several = options();
  several.threads = 4;
  const auto one = evaluate_text_with(options(), &read);
  const auto four = evaluate_text_with(several, &read);
  ASSERT_EQ(names(one), names(four));
  for (std::size_t i = 0; i < one.rows.size(); ++i) EXPECT_EQ(one.rows[i].value, four.rows[i].value);
}

TEST_F(EvaluateText, OnlyTheTasksThatWereNamed) {
  write_all();
  auto chosen = options();
  chosen.tasks = {"mood-auc"};
  const auto report = evaluate_text_with(chosen, nullptr);
  EXPECT_THAT(names(report), ElementsAre("mood-auc tfidf-logreg"));
  EXPECT_EQ(report.rows[0].n, 40U);
  chosen.tasks = {"mood"};
  EXPECT_THROW(evaluate_text_with(chosen, nullptr), Error);
}

/// What is said where nothing can be measured, with what is advised; empty if something was.
std::string refusal(const EvaluateTextOptions& options) {
  try {
    evaluate_text_with(options, nullptr);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "";
}

TEST_F(EvaluateText, NothingToMeasureIsAnError) {
  EXPECT_THAT(refusal(options()), AllOf(HasSubstr("tweets/sentiment140.csv.zst"), HasSubstr("| name the folder")));
  auto nowhere = options();
  nowhere.data = folder_ / "nowhere";
  EXPECT_THAT(refusal(nowhere), AllOf(HasSubstr("no folder"), HasSubstr("| name the folder")));
  // The tables are there, so nobody is told to look for them.
  write_all();
  auto chosen = options();
  chosen.tasks = {"sound-and-lyrics-p-at-10"};
  EXPECT_THAT(refusal(chosen), AllOf(HasSubstr("no text model"), HasSubstr("--model"), Not(HasSubstr("folder"))));
}

TEST_F(EvaluateText, MissingTablesAreLeftOutUnlessNamed) {
  write_tweets("kaggle_twitter_sentiment", 2);
  const auto report = evaluate_text_with(options(), nullptr);
  EXPECT_THAT(names(report), ElementsAre("kaggle-accuracy tfidf-logreg"));
  ASSERT_THAT(report.left_out, SizeIs(6));
  EXPECT_EQ(report.left_out[0].task, "sentiment140-accuracy");
  EXPECT_THAT(report.left_out[0].reason, HasSubstr("tweets/sentiment140.csv.zst"));
  auto chosen = options();
  chosen.tasks = {"lyrics-p-at-10"};
  EXPECT_THROW(evaluate_text_with(chosen, nullptr), Error);
}

TEST_F(EvaluateText, ModelsThatAreNotThere) {
  write_tweets("kaggle_twitter_sentiment", 2);
  auto named = options();
  named.models = folder_;
  named.model = (folder_ / "no-model").string();
  EXPECT_THROW(evaluate_text(named), Error);
  named.model.clear();
  named.precision = "float13";
  EXPECT_THROW(evaluate_text(named), Error);
}

TEST_F(EvaluateText, BadRowsAreRemarkedOn) {
  const auto table = file("tweets/t.csv", "text,label\nd,0\nh,1\nh,7\nh\nh,x\n");
  std::vector<std::string> remarks;
  const auto tweets = read_tweets(table, 2, remarks);
  EXPECT_THAT(tweets.training.texts, ElementsAre("d"));
  EXPECT_THAT(tweets.test.texts, ElementsAre("h"));
  ASSERT_THAT(remarks, SizeIs(1));
  EXPECT_THAT(remarks[0], HasSubstr("3 rows could not be read, the first in line 4"));
  EXPECT_THROW(read_moods(table, remarks), Error) << "no column mood";
  EXPECT_THROW(read_tweets(file("tweets/empty.csv", ""), 2, remarks), Error);
}

TEST(SlowTextTables, KagglesTweetsFallOnTheSideOfTheirTwins) {
  const char* data = std::getenv("SEGUE_DATA");
  const std::filesystem::path folder =
      data != nullptr ? data : std::filesystem::path(SEGUE_TESTS_DIR) / "../../shared/data";
  const auto kaggle = find_table(folder, "tweets/kaggle_twitter_sentiment");
  const auto sentiment140 = find_table(folder, "tweets/sentiment140");
  if (!kaggle || !sentiment140)
    GTEST_SKIP() << "no tweets in " << folder << ": set SEGUE_DATA to the folder of the data";
  std::set<std::string> known;
  const std::vector<std::string_view> columns{"text"};
  read_columns(*sentiment140, columns, [&](std::span<const std::string_view> cells) {
    known.insert(evaluation::normalised_tweet(cells[0]));
    return true;
  });
  std::size_t all = 0;
  std::size_t found = 0;
  std::size_t test = 0;
  read_columns(*kaggle, columns, [&](std::span<const std::string_view> cells) {
    ++all;
    found += known.count(evaluation::normalised_tweet(cells[0]));
    test += evaluation::is_test_tweet(cells[0]) ? 1 : 0;
    return true;
  });
  EXPECT_EQ(all, 89992U);
  // Those that are left are in Kaggle's collection only.
  EXPECT_GT(static_cast<double>(found) / static_cast<double>(all), 0.99);
  EXPECT_NEAR(static_cast<double>(test) / static_cast<double>(all), 0.1, 0.005);
}

}  // namespace
}  // namespace segue::app
