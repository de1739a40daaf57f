#include "segue/catalog/values/sound.h"

#include <cmath>
#include <set>

#include "invented_sound.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/catalog/values/analysis_message.h"

namespace segue::catalog {
namespace {

using nlohmann::json;
using test::invented_sound;
using testing::HasSubstr;

void expect_same(const Sound& a, const Sound& b) {
  EXPECT_EQ(a.analyzer_version, b.analyzer_version);
  EXPECT_EQ(a.duration_s, b.duration_s);
  EXPECT_EQ(a.measured, b.measured);
  EXPECT_EQ(a.remarks, b.remarks);
  ASSERT_EQ(a.timbre.size(), b.timbre.size());
  for (std::size_t i = 0; i < a.timbre.size(); ++i) {
    EXPECT_TRUE(a.timbre[i] == b.timbre[i] || (std::isnan(a.timbre[i]) && std::isnan(b.timbre[i]))) << i;
  }
}

TEST(SoundDocument, ComesBackEqual) {
  for (int seed = 0; seed < 10; ++seed) {
    const Sound sound = invented_sound(seed);
    expect_same(sound, sound_from_json(to_json(sound), "here"));
    EXPECT_EQ(to_json(sound), to_json(sound_from_json(to_json(sound), "here")));
  }
}

TEST(SoundDocument, HasTheShapeThatWasPromised) {
  const auto document = json::parse(to_json(invented_sound(0)));
  EXPECT_EQ(document["version"], 1);
  EXPECT_EQ(document["features"].size(), 12u);
  EXPECT_EQ(document["analysis"].size(), 10u);
  EXPECT_TRUE(document["features"]["tempo"]["value"].is_number());
  EXPECT_TRUE(document["features"]["tempo"]["confidence"].is_number());
  EXPECT_EQ(document["features"]["tempo"]["provenance"], "estimated");
  EXPECT_TRUE(document["features"]["liveness"]["value"].is_null());
  EXPECT_EQ(document["features"]["liveness"]["provenance"], "unavailable");
  EXPECT_EQ(document["timbre"].size(), timbre_numbers().size());
  EXPECT_TRUE(document["timbre"][timbre_numbers()[3].name].is_null());
}

TEST(SoundDocument, WithoutTimbreLeavesItUnknown) {
  const Sound sound = sound_from_json(to_json(invented_sound(1), false), "here");
  ASSERT_EQ(sound.timbre.size(), timbre_numbers().size());
  for (const float number : sound.timbre) EXPECT_TRUE(std::isnan(number));
}

TEST(SoundDocument, RefusesWhatIsNone) {
  const auto refused = [](const std::string& text) {
    try {
      sound_from_json(text, "the answer");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), HasSubstr("the answer"));
      return true;
    }
    return false;
  };
  const auto good = json::parse(to_json(invented_sound(0)));
  const auto with = [&](const std::string& pointer, const json& value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = value;
    return changed.dump();
  };
  EXPECT_FALSE(refused(good.dump()));
  for (const char* text : {"", "{", "[]", "null", "1", "{\"version\": 1}"}) EXPECT_TRUE(refused(text)) << text;
  EXPECT_TRUE(refused(with("/version", 2)));
  EXPECT_TRUE(refused(with("/features/energy/value", 1.5)));
  EXPECT_TRUE(refused(with("/features/energy/value", nullptr)));
  EXPECT_TRUE(refused(with("/features/energy/confidence", -0.1)));
  EXPECT_TRUE(refused(with("/features/energy/provenance", "guessed")));
  EXPECT_TRUE(refused(with("/features/key/value", 2.5)));
  EXPECT_TRUE(refused(with("/features", 3)));
  EXPECT_TRUE(refused(with("/timbre/flatness_mean", "high")));
  EXPECT_TRUE(refused(with("/timbre/flatness_mean", 1e300)));
  EXPECT_TRUE(refused(with("/remarks", {1})));
  EXPECT_TRUE(refused(with("/duration", -1)));
  json less = good;
  less["timbre"].erase("flatness_mean");
  EXPECT_TRUE(refused(less.dump()));
}

TEST(Sound, ValuesLeaveOutWhatMeansNone) {
  Sound sound = invented_sound(0);
  sound[Variable::kTempo] = {0, 0, Basis::kEstimated};
  sound[Variable::kKey] = {-1, 0, Basis::kEstimated};
  const Values values = sound.values();
  EXPECT_FALSE(values.has(Variable::kTempo));
  EXPECT_FALSE(values.has(Variable::kKey));
  EXPECT_FALSE(values.has(Variable::kLiveness));
  EXPECT_TRUE(values.has(Variable::kEnergy));
}

TEST(Timbre, NamesAreDifferentAndFound) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < timbre_numbers().size(); ++i) {
    EXPECT_TRUE(names.insert(timbre_numbers()[i].name).second);
    EXPECT_EQ(timbre_named(timbre_numbers()[i].name), i);
    EXPECT_FALSE(variable_named(timbre_numbers()[i].name));
  }
  EXPECT_FALSE(timbre_named("tempo"));
}

TEST(AnalysisMessages, ComeBackEqual) {
  const AnalysisRequest request = request_from(to_message(AnalysisRequest{"/a b\n\xff.mp3", true}));
  EXPECT_EQ(request.path, "/a b\n\xff.mp3");
  EXPECT_TRUE(request.with_curves);
  EXPECT_FALSE(request_from(to_message(AnalysisRequest{"x", false})).with_curves);

  const auto progress = std::get<AnalysisProgress>(reply_from(to_message(AnalysisProgress{12.5, 200}), "x"));
  EXPECT_EQ(progress.heard_s, 12.5);
  EXPECT_EQ(progress.stated_s, 200);
  const auto failure = std::get<AnalysisFailure>(
      reply_from(to_message(AnalysisReply{AnalysisFailure{ErrorKind::kFailed, "no \xff", "try"}}), "x"));
  EXPECT_EQ(failure.kind, ErrorKind::kFailed);
  EXPECT_EQ(failure.hint, "try");
  AnalysisResult result{invented_sound(2), SoundCurves{}};
  result.curves->beats = {0.5, 1};
  result.curves->chroma = {{{1, 2, 3}}};
  const auto back = std::get<AnalysisResult>(reply_from(to_message(AnalysisReply{result}), "x"));
  expect_same(result.sound, back.sound);
  ASSERT_TRUE(back.curves);
  EXPECT_EQ(back.curves->beats, result.curves->beats);
  EXPECT_EQ(back.curves->chroma, result.curves->chroma);
}

TEST(AnalysisMessages, RefuseNonsense) {
  for (const char* text :
       {"", "z{}", "p", "p{}", "p[1]", "f{\"kind\": \"x\"}", "r{\"sound\": \"{}\"}", "r{}", "rnull"}) {
    EXPECT_THROW(static_cast<void>(reply_from(text, "x")), Error) << text;
  }
  EXPECT_THROW(static_cast<void>(request_from("")), Error);
  EXPECT_THROW(static_cast<void>(request_from("q/path")), Error);
}

}  // namespace
}  // namespace segue::catalog
