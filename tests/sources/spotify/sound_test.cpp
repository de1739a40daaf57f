#include "segue/sources/spotify/sound.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "scripted_spotify.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using catalog::Variable;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string track_id(int number) {
  return fmt::format("T{:021}", number);
}

std::vector<catalog::SongFacts> songs(std::vector<int> numbers) {
  std::vector<catalog::SongFacts> songs(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) songs[i].ids = {{"spotify", track_id(numbers[i])}};
  return songs;
}

std::string features(const std::vector<int>& numbers) {
  std::string list;
  for (const int number : numbers) {
    list += fmt::format(R"({{"id": "{}", "energy": 0.5}}, )", track_id(number));
  }
  return fmt::format(R"({{"audio_features": [{}null]}})", list);
}

std::string ask_for(const std::vector<int>& numbers) {
  std::string ids;
  for (const int number : numbers) ids += (ids.empty() ? "" : ",") + track_id(number);
  return "GET /v1/audio-features?ids=" + ids;
}

struct Warnings final : Notes {
  void note(std::string_view) override {}
  void warn(std::string_view text) override { all.emplace_back(text); }
  std::vector<std::string> all;
};

/// One run of segue: what was asked before is known only by what was kept.
struct OneRun {
  explicit OneRun(ScriptedSpotify& spotify, ServiceMemory memory = {}, bool offline = false)
      : client(spotify, false, offline),
        sound(client.api, memory, client.cached, client.http, client.cache, warnings) {}
  std::vector<FeatureAnswer> ask(const std::vector<int>& numbers) {
    return sound.ask(songs(numbers), Cancellation::never());
  }
  Warnings warnings;
  ScriptedSpotify::Client client;
  SpotifySound sound;
};

TEST(SpotifySound, AnAppThatMayNotIsToldSoInASentence) {
  ScriptedSpotify spotify;
  spotify.on(ask_for({1}), 403, R"({"error": {"status": 403}})");
  OneRun run(spotify);
  EXPECT_FALSE(run.sound.can_ask({}));
  ASSERT_TRUE(run.sound.can_ask(songs({1}).front()));
  try {
    run.ask({1});
    FAIL() << "it was told";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kService);
    EXPECT_THAT(std::string(error.what()), HasSubstr("27 November 2024"));
    EXPECT_THAT(error.hint(), HasSubstr("ReccoBeats"));
  }
}

TEST(SpotifySound, FeaturesAndAnalysisOfAnAppThatMay) {
  ScriptedSpotify spotify;
  spotify.on(ask_for({1, 2}), 200, features({2}));
  spotify.on("GET /v1/audio-analysis/" + track_id(2), 200, R"({"track": {"num_samples": 100, "loudness": -3}})");
  OneRun run(spotify);
  const auto answers = run.ask({1, 2});
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_EQ(answers[0].kind, AnswerKind::kMissing);
  EXPECT_EQ(answers[1].kind, AnswerKind::kFound);
  EXPECT_EQ(answers[1].values[Variable::kEnergy], 0.5);
  EXPECT_EQ(answers[1].values[Variable::kAnalysisLoudness], -3);
}

TEST(SpotifySound, WhatWasSaidOfASongCountsInAnyCompany) {
  ScriptedSpotify spotify;
  spotify.on(ask_for({1, 2, 3}), 200, features({2}));
  spotify.on(ask_for({4}), 200, features({}));
  OneRun(spotify).ask({1, 2, 3});
  const auto answers = OneRun(spotify).ask({3, 4, 2});
  EXPECT_EQ(answers[0].kind, AnswerKind::kMissing);
  EXPECT_EQ(answers[1].kind, AnswerKind::kMissing);
  EXPECT_EQ(answers[2].kind, AnswerKind::kFound);
  EXPECT_EQ(answers[2].values[Variable::kEnergy], 0.5);
  // That there is no analysis is remembered, too.
  EXPECT_THAT(spotify.asked(), ElementsAre(ask_for({1, 2, 3}), "GET /v1/audio-analysis/" + track_id(2), ask_for({4})));
  const auto offline = OneRun(spotify, {}, true).ask({1, 2, 9});
  EXPECT_EQ(offline[0].kind, AnswerKind::kMissing);
  EXPECT_EQ(offline[1].kind, AnswerKind::kFound);
  EXPECT_EQ(offline[2].kind, AnswerKind::kUnasked);
  EXPECT_THAT(spotify.asked(), SizeIs(3));
  // Until somebody wants everything anew.
  spotify.pauses.set_now(spotify.pauses.now() + std::chrono::seconds(1));
  OneRun(spotify, ServiceMemory::none()).ask({1, 2, 3});
  EXPECT_THAT(spotify.asked(), SizeIs(5));
}

TEST(SpotifySound, AnAnalysisThatFailsCostsNoFeatures) {
  ScriptedSpotify spotify;
  spotify.on(ask_for({1, 2, 3}), 200, features({1, 2, 3}));
  spotify.on("GET /v1/audio-analysis/" + track_id(1), 200, "<html>");
  spotify.on("GET /v1/audio-analysis/" + track_id(2), 500, "");
  OneRun run(spotify);
  for (const auto& answer : run.ask({1, 2, 3})) {
    EXPECT_EQ(answer.kind, AnswerKind::kFound);
    EXPECT_EQ(answer.values[Variable::kEnergy], 0.5);
    EXPECT_FALSE(answer.values.has(Variable::kNumSamples));
  }
  EXPECT_THAT(run.warnings.all, ElementsAre(HasSubstr(track_id(1)), HasSubstr("have their features")));
  // Whoever answers 500 again and again is not asked any more in this run.
  EXPECT_THROW(run.ask({4}), Error);
}

TEST(SpotifySound, StrangeFeaturesAreAFailureOfTheirSongs) {
  ScriptedSpotify spotify;
  for (int number = 1; number <= 3; ++number) spotify.on(ask_for({number}), 200, "[[[");
  OneRun run(spotify);
  for (int number = 1; number <= 2; ++number) {
    const auto answers = run.ask({number});
    EXPECT_EQ(answers[0].kind, AnswerKind::kFailed);
    EXPECT_THAT(answers[0].problem, HasSubstr("audio features of 1 song"));
  }
  EXPECT_THROW(run.ask({3}), Error);
  EXPECT_THAT(run.warnings.all, IsEmpty());
}

}  // namespace
}  // namespace segue::sources
