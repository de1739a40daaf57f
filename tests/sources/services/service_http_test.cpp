#include "segue/sources/http/service_http.h"

#include "service_fixture.h"
#include <gmock/gmock.h>

namespace segue::sources {
namespace {

using Outcome = ServiceHttp::Outcome;
using ::testing::HasSubstr;

class ServiceHttpTest : public ServiceTest {
 protected:
  ServiceHttp service(CachedHttp& http) { return {"Inventory", "inventory/1", http, client_, cache_, {}}; }
  ServiceHttp::Reply ask(ServiceHttp& service, const StandIn& server, const std::string& path) {
    return service.get(
        HttpRequest::get(server.url(path)), [](std::string_view body) { return body == "good"; },
        Cancellation::never());
  }
};

TEST_F(ServiceHttpTest, ThreeFailuresInARowEndItAndAGoodAnswerEndsTheRow) {
  StandIn server([](const SeenRequest& request) {
    return request.target.starts_with("/good") ? Reply{.body = "good"} : Reply{.status = 500};
  });
  auto inventory = service(http_);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ask(inventory, server, "/bad").outcome, Outcome::kFailed);
    EXPECT_EQ(ask(inventory, server, "/bad").outcome, Outcome::kFailed);
    EXPECT_EQ(ask(inventory, server, "/good" + std::to_string(i)).outcome, Outcome::kGood);
  }
  ask(inventory, server, "/bad");
  ask(inventory, server, "/bad");
  const auto why = given_up([&] { ask(inventory, server, "/bad"); });
  EXPECT_THAT(why, HasSubstr("Inventory is left out for the rest of this run"));
  EXPECT_THAT(why, HasSubstr("/bad answers 500"));
}

TEST_F(ServiceHttpTest, PatienceEndsBeforeThree) {
  HttpSettings settings = quick_settings(pauses_);
  settings.patience = std::chrono::seconds(5);
  HttpClient client(settings);
  CachedHttp http(client, cache_);
  StandIn server([](const SeenRequest&) { return Reply{.status = 503, .headers = {{"Retry-After", "3"}}}; });
  ServiceHttp inventory("Inventory", "inventory/1", http, client, cache_, {});
  EXPECT_THAT(given_up([&] { ask(inventory, server, "/a"); }), HasSubstr("asks not to be asked again before"));
  EXPECT_EQ(server.count(), 2U);
}

TEST_F(ServiceHttpTest, WhatTheServiceSaysOfItself) {
  StandIn server([](const SeenRequest& request) {
    if (request.target == "/later") return Reply{.status = 429, .headers = {{"Retry-After", "86400"}}};
    return Reply{.status = request.target == "/who" ? 401 : 404};
  });
  auto inventory = service(http_);
  EXPECT_EQ(ask(inventory, server, "/gone").outcome, Outcome::kGone);
  EXPECT_EQ(ask(inventory, server, "/who").outcome, Outcome::kRefused);
  EXPECT_TRUE(ask(inventory, server, "/gone").from_cache);
  EXPECT_THAT(given_up([&] { ask(inventory, server, "/later"); }), HasSubstr("2023-11-15 22:13 UTC"));
  auto offline = service(offline_);
  EXPECT_EQ(ask(offline, server, "/gone").outcome, Outcome::kGone);
  EXPECT_EQ(ask(offline, server, "/new").outcome, Outcome::kUnasked);
}

TEST_F(ServiceHttpTest, AnUnsoundBodyIsNotKept) {
  std::atomic<bool> sound{false};
  StandIn server([&](const SeenRequest&) { return Reply{.body = sound ? "good" : "<html>"}; });
  auto inventory = service(http_);
  EXPECT_EQ(ask(inventory, server, "/").outcome, Outcome::kFailed);
  sound = true;
  EXPECT_EQ(ask(inventory, server, "/").outcome, Outcome::kGood);
  EXPECT_TRUE(ask(inventory, server, "/").from_cache);
}

TEST_F(ServiceHttpTest, WhatWasMadeOfAnAnswerIsKeptForItsTime) {
  auto inventory = service(http_);
  const std::string url = "http://inventory.example/v1";
  EXPECT_FALSE(inventory.kept(url, "a"));
  inventory.keep(url, "a", {"text"});
  inventory.keep(url, "b", {});
  EXPECT_EQ(inventory.kept(url, "a")->text, "text");
  EXPECT_FALSE(inventory.kept(url, "b")->text);
  pauses_.set_now(pauses_.now() + std::chrono::hours(24 * 31));
  EXPECT_TRUE(inventory.kept(url, "a"));
  EXPECT_FALSE(inventory.kept(url, "b")) << "it may be there by now";
  EXPECT_TRUE(service(offline_).kept(url, "b")) << "better than nothing";
  ServiceHttp anew("Inventory", "inventory/1", http_, client_, cache_, ServiceMemory::none());
  EXPECT_FALSE(anew.kept(url, "a"));
}

}  // namespace
}  // namespace segue::sources
