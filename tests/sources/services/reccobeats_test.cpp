#include "segue/sources/reccobeats/reccobeats.h"

#include "service_fixture.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "segue/sources/reccobeats/reccobeats_reply.h"

namespace segue::sources {
namespace {

using catalog::Variable;
using ::testing::HasSubstr;
using ::testing::Not;

std::string id_of(int number) {
  return fmt::format("{:0>22}", number);
}

std::string row(int number, double energy) {
  return fmt::format(R"({{"id":"u","href":"https://open.spotify.com/track/{}","energy":{}}})", id_of(number), energy);
}

class ReccoBeatsTest : public ServiceTest {
 protected:
  static catalog::SongFacts with_id(int number) {
    auto facts = song("Song", "Somebody");
    facts.ids = {{"spotify", id_of(number)}};
    return facts;
  }
  ReccoBeats source(const StandIn& server, CachedHttp& http) {
    return {{server.url("/v1"), {}}, http, client_, cache_};
  }
};

TEST(ReccoBeatsReply, ReadsWhatIsThereAndNothingElse) {
  const auto rows = read_reccobeats(R"({"content":[
    {"id":"x","href":"https://open.spotify.com/track/0000000000000000000001?si=1","isrc":"xx-tst-00-00001",
     "acousticness":0.5,"energy":1.5,"key":-1,"mode":0.5,"tempo":0,"loudness":-7.25,"valence":"0.5","liveness":null},
    {"href":"https://open.spotify.com/artist/0000000000000000000001"}, 7, null, {"isrc":"XXTST0000002","key":3}]})");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  const auto& values = rows->at(0).values;
  EXPECT_EQ(rows->at(0).spotify, id_of(1));
  EXPECT_EQ(rows->at(0).isrc, "XXTST0000001");
  EXPECT_EQ(values[Variable::kAcousticness], 0.5);
  EXPECT_EQ(values[Variable::kLoudness], -7.25);
  for (const auto variable : {Variable::kEnergy, Variable::kKey, Variable::kMode, Variable::kTempo, Variable::kValence,
                              Variable::kLiveness, Variable::kDanceability}) {
    EXPECT_FALSE(values.has(variable)) << catalog::info(variable).name;
  }
  EXPECT_EQ(rows->at(1).values[Variable::kKey], 3);
  for (const char* none : {"", "[]", "{}", R"({"content":{}})", "<html>", R"({"content":[)"}) {
    EXPECT_FALSE(read_reccobeats(none)) << none;
  }
  const auto back = read_features(written_features(values));
  ASSERT_TRUE(back);
  EXPECT_EQ((*back)[Variable::kLoudness], -7.25);
}

TEST_F(ReccoBeatsTest, JoinsByIdAndAsksNothingTwice) {
  StandIn server([](const SeenRequest&) {
    return Reply{.body = R"({"content":[)" + row(9, 0.1) + "," + row(3, 0.3) + "," + row(1, 0.125) + "]}"};
  });
  auto reccobeats = source(server, http_);
  const std::vector songs{with_id(1), with_id(2), with_id(3)};
  for (int again = 0; again < 2; ++again) {
    const auto answers = reccobeats.ask(songs, Cancellation::never());
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[0].values[Variable::kEnergy], 0.125);
    EXPECT_EQ(answers[1].kind, AnswerKind::kMissing);
    EXPECT_EQ(answers[2].values[Variable::kEnergy], 0.3);
  }
  ASSERT_EQ(server.count(), 1U);
  EXPECT_EQ(server.seen()[0].target, "/v1/audio-features?ids=" + id_of(1) + "," + id_of(2) + "," + id_of(3));
  // In other company, and offline.
  auto offline = source(server, offline_);
  const std::vector others{with_id(3), with_id(4), with_id(2)};
  const auto answers = offline.ask(others, Cancellation::never());
  EXPECT_EQ(answers[0].kind, AnswerKind::kFound);
  EXPECT_EQ(answers[1].kind, AnswerKind::kUnasked);
  EXPECT_EQ(answers[2].kind, AnswerKind::kMissing);
  EXPECT_EQ(server.count(), 1U);
}

TEST_F(ReccoBeatsTest, NeverMoreThanFortyIdsAndAnyIdOfASongWill) {
  StandIn server([](const SeenRequest&) { return Reply{.body = R"({"content":[)" + row(1000, 0.5) + "]}"}; });
  auto reccobeats = source(server, http_);
  std::vector<catalog::SongFacts> songs;
  for (int i = 0; i < 40; ++i) songs.push_back(with_id(i));
  songs[7].ids.push_back({"spotify", id_of(1000)});
  const auto answers = reccobeats.ask(songs, Cancellation::never());
  EXPECT_EQ(server.count(), 2U) << "41 ids";
  EXPECT_EQ(answers[7].kind, AnswerKind::kFound) << "a sibling of it is known";
  EXPECT_EQ(answers[8].kind, AnswerKind::kMissing);
}

TEST_F(ReccoBeatsTest, IsrcsAreTriedOnce) {
  StandIn server([](const SeenRequest& request) {
    if (request.target.find("XXTST") != std::string::npos) return Reply{.status = 400, .body = "{}"};
    return Reply{.body = R"({"content":[)" + row(1, 0.5) + "]}"};
  });
  auto reccobeats = source(server, http_);
  auto by_isrc = song("Song", "Somebody");
  EXPECT_FALSE(reccobeats.can_ask(by_isrc));
  by_isrc.ids = {{"isrc", "XXTST0000002"}};
  EXPECT_TRUE(reccobeats.can_ask(by_isrc));
  const std::vector songs{by_isrc, with_id(1)};
  const auto answers = reccobeats.ask(songs, Cancellation::never());
  EXPECT_EQ(answers[0].kind, AnswerKind::kMissing);
  EXPECT_EQ(answers[1].kind, AnswerKind::kFound);
  EXPECT_EQ(server.count(), 2U);
  reccobeats.ask(std::vector{by_isrc}, Cancellation::never());
  EXPECT_EQ(server.count(), 2U) << "it said what it thinks of ISRCs";
}

TEST_F(ReccoBeatsTest, FailuresAreToldAndNotKept) {
  std::atomic<int> count{0};
  StandIn server([&](const SeenRequest&) {
    switch (count++) {
      case 0:
        return Reply{.body = R"({"content":[)"};
      case 1:
        return Reply{.body = "<html>busy</html>"};
      default:
        return Reply{.body = R"({"content":[)" + row(1, 0.5) + "]}"};
    }
  });
  auto reccobeats = source(server, http_);
  const std::vector songs{with_id(1)};
  const auto first = reccobeats.ask(songs, Cancellation::never());
  EXPECT_EQ(first[0].kind, AnswerKind::kFailed);
  EXPECT_THAT(first[0].problem, HasSubstr("no answer of this service"));
  EXPECT_THAT(first[0].problem, Not(HasSubstr(id_of(1))));
  EXPECT_EQ(reccobeats.ask(songs, Cancellation::never())[0].kind, AnswerKind::kFailed);
  EXPECT_EQ(reccobeats.ask(songs, Cancellation::never())[0].kind, AnswerKind::kFound);
}

}  // namespace
}  // namespace segue::sources
