#include "segue/app/survey_files.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "survey_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

std::string refusal(const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "not refused";
}

/// Answers as the page saves them, with these.
json answers_with(json answers) {
  return {{"version", 1},  {"survey", "0123456789abcdef"}, {"rater", "00000000000000aa"},
          {"name", "Ann"}, {"saved", 1764355500000},       {"answers", std::move(answers)}};
}

class SurveyFiles : public testing::Test {
 protected:
  SurveyAnswers read(const std::string& text) {
    problems_.clear();
    return read_answers(text, key_, "a.json", [this](const ItemProblem& problem) { problems_.push_back(problem); });
  }
  SurveyAnswers read(const json& document) { return read(document.dump()); }
  std::string refused(const std::string& text) {
    return refusal([&] { read(text); });
  }
  std::string refused_json(const json& document) { return refused(document.dump()); }
  std::string problem() const {
    if (problems_.size() != 1) return std::to_string(problems_.size()) + " problems";
    return problems_[0].column + ": " + problems_[0].expected + ", not " + problems_[0].found;
  }

  SurveyKey key_ = small_key(2);
  std::vector<ItemProblem> problems_;
};

TEST_F(SurveyFiles, AKeyIsReadAsItWasWritten) {
  key_.recipes[1].p_at_10.reset();
  key_.recipes[1].no_p_at_10 = "there are no playlists";
  const auto text = to_json(key_);
  const auto again = read_survey_key(text, "k.json");
  EXPECT_EQ(to_json(again), text);
  EXPECT_EQ(again.recipes[1].no_p_at_10, "there are no playlists");
  EXPECT_EQ(again.lists[5].recipe, 2U);
  EXPECT_EQ(again.lists[5].seed, 1U);
}

TEST_F(SurveyFiles, AKeyThatMakesNoSenseIsRefused) {
  const auto good = json::parse(to_json(key_));
  const auto with = [&](const std::string& pointer, const json& value) {
    auto document = good;
    document[json::json_pointer(pointer)] = value;
    return refusal([&] { read_survey_key(document.dump(), "k.json"); });
  };
  EXPECT_THAT(with("/lists/1/code", "S0R0"), HasSubstr("a code that no other list has, found S0R0"));
  EXPECT_THAT(with("/lists/1/recipe", 0), HasSubstr("this list is there already"));
  EXPECT_THAT(with("/lists/1/recipe", 3), HasSubstr("k.json, lists[1]: \"recipe\" should be a whole number below 3"));
  EXPECT_THAT(with("/lists/1", "x"), HasSubstr("expected an object, found x"));
  EXPECT_THAT(with("/lists", json::array()), HasSubstr("a list of 6 to 6"));
  EXPECT_THAT(with("/recipes", json::array()), HasSubstr("a list of 2 to 5"));
  EXPECT_THAT(with("/recipes/0/validation_loss", -1), HasSubstr("a number of at least 0, or null, found -1"));
  EXPECT_THAT(with("/seeds/0", 5), HasSubstr("a list of names"));
  EXPECT_THAT(with("/survey", "0123"), HasSubstr("16 hex digits, found 0123"));
  EXPECT_THAT(with("/version", 2), HasSubstr("expected version 1, found version 2 | Update segue."));
  auto without = good;
  without.erase("lists");
  EXPECT_THAT(refusal([&] { read_survey_key(without.dump(), "k.json"); }), HasSubstr("\"lists\" is missing"));
}

TEST_F(SurveyFiles, AnswersAreReadAsThePageSavesThem) {
  const auto answers = read(answers_with({{{"list", "S1R2"}, {"rating", 7}, {"comment", "fine"}},
                                          {{"list", "S0R0"}, {"rating", 0}, {"comment", ""}},
                                          {{"list", "S0R1"}, {"rating", nullptr}, {"comment", "don't know it"}}}));
  EXPECT_TRUE(problems_.empty());
  EXPECT_EQ(answers.rater, "00000000000000aa");
  EXPECT_EQ(answers.name, "Ann");
  EXPECT_EQ(answers.saved, 1764355500000U);
  ASSERT_EQ(answers.answers.size(), 3U);
  EXPECT_EQ(answers.answers[0].list, 5U);
  EXPECT_EQ(answers.answers[0].rating, 7);
  EXPECT_EQ(answers.answers[0].comment, "fine");
  EXPECT_EQ(answers.answers[1].rating, 0);
  EXPECT_EQ(answers.answers[2].rating, std::nullopt);
}

TEST_F(SurveyFiles, OfABadAnswerWhatMakesSenseIsKept) {
  const auto one = [&](const json& answer) { return read(answers_with(json::array({answer}))).answers.size(); };
  EXPECT_EQ(one({{"list", "S9R9"}, {"rating", 3}}), 0U);
  EXPECT_EQ(problem(), "answers[0].list: a code of this survey, not S9R9");
  EXPECT_EQ(one({{"list", 4}, {"rating", 3}}), 0U);
  EXPECT_EQ(problem(), "answers[0].list: the code of a list, not 4");
  EXPECT_EQ(one({{"rating", 3}}), 0U);
  EXPECT_EQ(problem(), "answers[0].list: the code of a list, not nothing");
  EXPECT_EQ(one("S0R0"), 0U);
  EXPECT_EQ(problem(), "answers[0]: an object, not S0R0");
  for (const json& rating : {json(10.5), json(-1), json("7"), json(true), json::array({7}), json(1e300)}) {
    EXPECT_EQ(one({{"list", "S0R0"}, {"rating", rating}}), 0U) << rating;
    EXPECT_THAT(problem(), HasSubstr("answers[0].rating: a number from 0 to 10, not ")) << rating;
  }
  EXPECT_EQ(one({{"list", "S0R0"}, {"rating", 11}, {"comment", "superb"}}), 1U);
  EXPECT_EQ(problems_.size(), 1U);
  EXPECT_EQ(one({{"list", "S0R0"}, {"rating", 4}, {"comment", std::string(3001, 'x')}}), 1U);
  EXPECT_THAT(problem(), HasSubstr("text of at most 3000 bytes"));
  // Nothing but its code: neither an answer nor a problem.
  EXPECT_EQ(one({{"list", "S0R0"}}), 0U);
  EXPECT_TRUE(problems_.empty());
}

TEST_F(SurveyFiles, TheLongestCommentOfThePageIsKept) {
  std::string comment;
  for (int i = 0; i < 1000; ++i) comment += "声";
  const auto answers = read(answers_with({{{"list", "S0R0"}, {"rating", 4}, {"comment", comment}}}));
  EXPECT_TRUE(problems_.empty());
  EXPECT_EQ(answers.answers.at(0).comment, comment);
}

TEST_F(SurveyFiles, AListAnsweredTwiceCountsOnce) {
  const auto answers = read(answers_with({{{"list", "S0R0"}, {"rating", 4}}, {{"list", "S0R0"}, {"rating", 9}}}));
  ASSERT_EQ(answers.answers.size(), 1U);
  EXPECT_EQ(answers.answers[0].rating, 4);
  EXPECT_EQ(problem(), "answers[1].list: each list once, not S0R0");
}

TEST_F(SurveyFiles, WhatIsNoAnswersFileIsRefusedWithAReason) {
  EXPECT_THAT(refused(""), AllOf(HasSubstr("a.json: expected answers to a survey, found an empty file"),
                                 HasSubstr("segue survey create")));
  EXPECT_THAT(refused("{\"version\": 1, \"sur"), HasSubstr("found no whole JSON document"));
  EXPECT_THAT(refused("[1]"), HasSubstr("found a list"));
  EXPECT_THAT(refused("{\"version\": 1}"), HasSubstr("found an object without \"survey\""));
  EXPECT_THAT(refused(std::string(kLargestAnswers + 1, ' ')), HasSubstr("found more than 4194304 bytes"));
  EXPECT_THAT(refused(to_json(key_)), HasSubstr("\"rater\" is missing"));
  auto document = answers_with(json::array());
  document["survey"] = "ffffffffffffffff";
  EXPECT_THAT(refused_json(document),
              HasSubstr("a.json: answers survey ffffffffffffffff, the key is of survey 0123456789abcdef"));
  document = answers_with(json::array());
  document["version"] = 2;
  EXPECT_THAT(refused_json(document), HasSubstr("expected version 1, found version 2 | Update segue."));
  document = answers_with(json::array());
  document["rater"] = "../../etc";
  EXPECT_THAT(refused_json(document), HasSubstr("\"rater\" should be 16 hex digits, found ../../etc"));
  document = answers_with(json::array());
  document["saved"] = -5;
  EXPECT_THAT(refused_json(document), HasSubstr("\"saved\" should be a whole number"));
}

TEST_F(SurveyFiles, ManyFieldsTakeNoLongerThanTheirBytes) {
  std::string text = R"({"version": 1, "survey": "0123456789abcdef", "rater": "00000000000000aa", "answers": [])";
  for (int i = 0; i < 50'000; ++i) text += ",\"x" + std::to_string(i) + "\":0";
  EXPECT_TRUE(read(text + "}").answers.empty());
}

TEST_F(SurveyFiles, OfOneListenersFilesTheLastSavedStays) {
  auto early = rated({1, 2});
  auto late = rated({3, 4});
  early.file = "early.json";
  late.file = "late.json";
  late.saved = 2;
  const auto other = rated({5}, "00000000000000bb");
  for (const auto& order : {std::vector{early, other, late}, std::vector{late, other, early}}) {
    std::vector<ItemProblem> problems;
    const auto kept = one_per_rater(order, [&](const ItemProblem& problem) { problems.push_back(problem); });
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].file, "late.json");
    EXPECT_EQ(kept[1].rater, "00000000000000bb");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].file, "early.json");
    EXPECT_THAT(problems[0].expected, HasSubstr("late.json was saved later"));
  }
}

}  // namespace
}  // namespace segue::app
