#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;

/// Answers with the given statuses one after the other, the last one for ever.
class Sequence {
 public:
  explicit Sequence(std::vector<Reply> replies) : replies_(std::move(replies)) {}
  Reply operator()(const SeenRequest&) {
    const std::size_t at = next_++;
    return replies_[std::min(at, replies_.size() - 1)];
  }

 private:
  std::vector<Reply> replies_;
  std::size_t next_ = 0;
};

Reply busy(int status, std::string name = {}, std::string value = {}) {
  Reply reply{.status = status, .body = "busy"};
  if (!name.empty()) reply.headers.emplace_back(std::move(name), std::move(value));
  return reply;
}

TEST(Politeness, BacksOffExponentially) {
  StandIn server(Sequence({busy(500), busy(502), busy(429), Reply{.body = "done"}}));
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
  EXPECT_EQ(response.body, "done");
  EXPECT_EQ(response.requests, 4);
  EXPECT_THAT(pauses.waits(),
              ElementsAre(AllOf(Ge(375), Le(625)), AllOf(Ge(750), Le(1250)), AllOf(Ge(1500), Le(2500))));
}

TEST(Politeness, TheSameSeedWaitsTheSame) {
  std::vector<std::vector<long>> waits;
  for (const std::uint64_t seed : {7, 7, 8}) {
    StandIn server(Sequence({busy(500)}));
    FakePauses pauses;
    HttpSettings settings = quick_settings(pauses);
    settings.jitter_seed = seed;
    HttpClient(settings).send(HttpRequest::get(server.url("/")));
    waits.push_back(pauses.waits());
  }
  EXPECT_EQ(waits[0], waits[1]);
  EXPECT_NE(waits[0], waits[2]);
}

TEST(Politeness, GivesTheAnswerWhenPatienceEnds) {
  StandIn server(Sequence({busy(500)}));
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body, "busy");
  EXPECT_EQ(response.requests, 5);
  EXPECT_FALSE(response.come_back);
}

TEST(Politeness, PatienceHasAnEnd) {
  StandIn server(Sequence({busy(500)}));
  FakePauses pauses;
  HttpSettings settings = quick_settings(pauses);
  settings.patience = milliseconds(2'000);  // after waits of 0.5 and 1 s a third of 2 s is too much
  HttpClient client(settings);
  const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.requests, 3);

  StandIn resting(Sequence({busy(429, "Retry-After", "5")}));
  const HttpResponse later = client.send(HttpRequest::get(resting.url("/")));
  EXPECT_TRUE(later.come_back) << "it asked for more than there is patience";
  EXPECT_EQ(later.requests, 1);
}

TEST(Politeness, RequestsAreCountedPerOrigin) {
  StandIn server(Sequence({busy(500), Reply{.body = "done"}}));
  StandIn other([](const SeenRequest&) { return Reply{}; });
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  client.send(HttpRequest::get(server.url("/")));
  client.send(HttpRequest::get(other.url("/")));
  EXPECT_EQ(client.requests(*origin_of(server.url("/"))), 2);
  EXPECT_EQ(client.requests(*origin_of(other.url("/elsewhere"))), 1);
  EXPECT_EQ(client.requests(*origin_of("http://127.0.0.2:1/")), 0);
}

TEST(Politeness, AHostWithItsPortGoesBeforeTheHost) {
  StandIn server([](const SeenRequest&) { return Reply{}; });
  FakePauses pauses;
  HttpSettings settings = quick_settings(pauses);
  settings.hosts["127.0.0.1"].spacing = milliseconds(700);
  settings.hosts[authority(*origin_of(server.url("/")))].spacing = milliseconds(30);
  HttpClient client(settings);
  client.send(HttpRequest::get(server.url("/")));
  client.send(HttpRequest::get(server.url("/")));
  EXPECT_THAT(pauses.waits(), ElementsAre(30));
}

TEST(Politeness, WaitsAsLongAsAsked) {
  StandIn server(Sequence({busy(429, "Retry-After", "17"), busy(429, "RateLimit", "\"resolvers\";r=0;t=33"),
                           busy(503, "Retry-After", "Tue, 14 Nov 2023 22:15:10 GMT"), Reply{}}));
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  EXPECT_EQ(client.send(HttpRequest::get(server.url("/"))).status, 200);
  // The third asks for 110 seconds after 22:13:20, of which 50 are over.
  EXPECT_THAT(pauses.waits(), ElementsAre(17000, 33000, 60000));
}

TEST(Politeness, BeyondTheCapItSaysWhenToComeBack) {
  StandIn server(Sequence({busy(429, "Retry-After", "86400"), Reply{.body = "rested"}}));
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  const auto now = pauses.now();
  const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.come_back, now + seconds(86400));
  EXPECT_EQ(response.requests, 1);
  EXPECT_THAT(pauses.waits(), IsEmpty());

  const HttpResponse again = client.send(HttpRequest::get(server.url("/other")));
  EXPECT_EQ(again.status, 429);
  EXPECT_EQ(again.come_back, response.come_back);
  EXPECT_EQ(again.requests, 0);
  EXPECT_EQ(server.count(), 1U) << "it asked not to be asked";

  StandIn neighbor([](const SeenRequest&) { return Reply{}; });
  EXPECT_EQ(client.send(HttpRequest::get(neighbor.url("/"))).status, 200) << "another host did not";

  pauses.set_now(*response.come_back);
  EXPECT_EQ(client.send(HttpRequest::get(server.url("/"))).body, "rested");
}

TEST(Politeness, PostsAreNotDoneTwiceUnlessTheySaySo) {
  StandIn server(Sequence({busy(500)}));
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  HttpRequest request = HttpRequest::json(HttpMethod::kPost, server.url("/"), "{}");
  EXPECT_EQ(client.send(request).status, 500);
  EXPECT_EQ(server.count(), 1U);
  request.repeatable = true;
  EXPECT_EQ(client.send(request).requests, 5);

  StandIn cutting([](const SeenRequest&) { return Reply{.body = "hello", .cut_after = 1}; });
  HttpRequest once = HttpRequest::json(HttpMethod::kPost, cutting.url("/"), "{}");
  EXPECT_THROW(client.send(once), Error);
  EXPECT_EQ(cutting.count(), 1U);
}

TEST(Politeness, KeepsItsDistance) {
  StandIn server([](const SeenRequest&) { return Reply{}; });
  FakePauses pauses;
  HttpSettings settings = quick_settings(pauses);
  settings.hosts["127.0.0.1"] = {milliseconds(1000), 1};
  HttpClient client(settings);
  for (int i = 0; i < 3; ++i) client.send(HttpRequest::get(server.url("/")));
  EXPECT_THAT(pauses.waits(), ElementsAre(1000, 1000));
  StandIn other([](const SeenRequest&) { return Reply{}; });
  client.send(HttpRequest::get(other.url("/", "localhost")));
  EXPECT_EQ(pauses.waits().size(), 2U) << "another host has its own distance";
}

TEST(Politeness, OthersWaitAsWellWhileAHostRests) {
  StandIn server(Sequence({busy(429, "Retry-After", "10"), Reply{}}));
  FakePauses pauses;
  HttpSettings settings = quick_settings(pauses);
  settings.repetitions = 1;
  HttpClient client(settings);
  EXPECT_EQ(client.send(HttpRequest::get(server.url("/"))).status, 200);
  EXPECT_THAT(pauses.waits(), ElementsAre(10000));
}

}  // namespace
}  // namespace segue::sources
