#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Reply to(std::string location, int status = 302) {
  return Reply{.status = status, .headers = {{"Location", std::move(location)}}};
}

HttpRequest with_secrets(const std::string& url) {
  HttpRequest request = HttpRequest::get(url);
  request.bearer("hunter2");
  request.headers.add("X-Api-Key", "hunter3");
  request.headers.add_secret("X-Plain", "hunter4");
  request.headers.add("X-Open", "anybody");
  return request;
}

void expect_secrets(const SeenRequest& seen, bool there) {
  EXPECT_EQ(seen.header("Authorization").has_value(), there);
  EXPECT_EQ(seen.header("X-Api-Key").has_value(), there);
  EXPECT_EQ(seen.header("X-Plain").has_value(), there);
  EXPECT_EQ(seen.head.find("hunter") != std::string::npos, there);
  EXPECT_EQ(seen.header("X-Open"), "anybody");
}

TEST(Redirect, RelativeKeepsTheSecrets) {
  StandIn server([](const SeenRequest& request) {
    if (request.target == "/a/b") return to("../c?d=e#part", 307);
    return Reply{.body = request.target};
  });
  HttpClient client;
  const HttpResponse response = client.send(with_secrets(server.url("/a/b")));
  EXPECT_EQ(response.body, "/c?d=e");
  EXPECT_EQ(response.url, server.url("/c?d=e"));
  EXPECT_EQ(response.requests, 2);
  expect_secrets(server.seen().at(1), true);
}

TEST(Redirect, AnotherPortGetsNoSecret) {
  StandIn second([](const SeenRequest&) { return Reply{.body = "there"}; });
  StandIn first([&](const SeenRequest&) { return to(second.url("/x?sig=1")); });
  HttpClient client;
  EXPECT_EQ(client.send(with_secrets(first.url("/"))).body, "there");
  expect_secrets(first.seen().at(0), true);
  expect_secrets(second.seen().at(0), false);
}

TEST(Redirect, AnotherHostGetsNoSecretAndNeverAgain) {
  // The same port under another name; and back again: what was taken away stays away.
  StandIn* self = nullptr;
  StandIn server([&](const SeenRequest& request) {
    if (request.target == "/1") return to(self->url("/2", "localhost"));
    if (request.target == "/2") return to(self->url("/3"));
    return Reply{.body = "there"};
  });
  self = &server;
  HttpClient client;
  EXPECT_EQ(client.send(with_secrets(server.url("/1"))).body, "there");
  expect_secrets(server.seen().at(0), true);
  expect_secrets(server.seen().at(1), false);
  expect_secrets(server.seen().at(2), false);
}

TEST(Redirect, ProtocolRelativeIsAnotherHost) {
  StandIn second([](const SeenRequest&) { return Reply{.body = "there"}; });
  StandIn first([&](const SeenRequest&) { return to("//127.0.0.1:" + std::to_string(second.port()) + "/"); });
  HttpClient client;
  EXPECT_EQ(client.send(with_secrets(first.url("/"))).body, "there");
  expect_secrets(second.seen().at(0), false);
}

TEST(Redirect, NamesInTheLocationAreNotSent) {
  StandIn* self = nullptr;
  StandIn server([&](const SeenRequest& request) {
    if (request.target == "/1") return to("http://user:word@127.0.0.1:" + std::to_string(self->port()) + "/2");
    return Reply{.body = "there"};
  });
  self = &server;
  HttpClient client;
  EXPECT_EQ(client.send(HttpRequest::get(server.url("/1"))).body, "there");
  EXPECT_FALSE(server.seen().at(1).header("Authorization"));
}

TEST(Redirect, PolicyOfTheRequest) {
  StandIn second([](const SeenRequest&) { return Reply{.body = "there"}; });
  StandIn first(
      [&](const SeenRequest& request) { return request.target == "/1" ? to("/2", 308) : to(second.url("/")); });
  HttpClient client;
  HttpRequest request = HttpRequest::head(first.url("/1"));
  request.redirects = Redirects::kSameOrigin;
  const HttpResponse response = client.send(request);
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.headers.find("Location"), second.url("/"));
  EXPECT_EQ(response.url, first.url("/2"));
  EXPECT_EQ(first.seen().at(1).method, "HEAD");
  request.redirects = Redirects::kNone;
  EXPECT_EQ(client.send(request).status, 308);
  EXPECT_EQ(second.count(), 0U);
}

TEST(Redirect, MethodAndBody) {
  StandIn server([](const SeenRequest& request) {
    if (request.target == "/end") return Reply{.body = request.method + request.body};
    return to("/end", std::stoi(request.target.substr(1)));
  });
  HttpClient client;
  const auto answer = [&](HttpMethod method, const char* path) {
    return client.send(HttpRequest::json(method, server.url(path), "{}")).body;
  };
  EXPECT_EQ(answer(HttpMethod::kPost, "/301"), "GET");
  EXPECT_EQ(answer(HttpMethod::kPost, "/302"), "GET");
  EXPECT_EQ(answer(HttpMethod::kPost, "/303"), "GET");
  EXPECT_FALSE(server.seen().back().header("Content-Type"));
  EXPECT_EQ(answer(HttpMethod::kPost, "/307"), "POST{}");
  EXPECT_EQ(answer(HttpMethod::kPost, "/308"), "POST{}");
  EXPECT_EQ(answer(HttpMethod::kPut, "/302"), "PUT{}");
  EXPECT_EQ(answer(HttpMethod::kPut, "/303"), "GET");
}

TEST(Redirect, ABodyIsNotSentToAnotherHost) {
  StandIn second([](const SeenRequest&) { return Reply{}; });
  StandIn first([&](const SeenRequest&) { return to(second.url("/"), 307); });
  HttpClient client;
  const auto response = client.send(HttpRequest::form(HttpMethod::kPost, first.url("/"), "client_secret=hunter2"));
  EXPECT_EQ(response.status, 307);
  EXPECT_EQ(second.count(), 0U);
}

TEST(Redirect, EndlessOnesEnd) {
  StandIn server([](const SeenRequest& request) { return to(request.target + "x"); });
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  try {
    client.send(HttpRequest::get(server.url("/")));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kService);
    EXPECT_THAT(error.what(), HasSubstr("more than 8 redirects"));
  }
  EXPECT_EQ(server.count(), 9U);
}

TEST(Redirect, ToWhatIsNoHttp) {
  for (const char* location : {"file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://",
                               "gopher://x/", "http://127.0.0.1:0/"}) {
    StandIn server([&](const SeenRequest&) { return to(location); });
    HttpClient client;
    try {
      client.send(HttpRequest::get(server.url("/")));
      FAIL() << location;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kService) << location;
      EXPECT_THAT(error.what(), HasSubstr("no address of http or https")) << location;
    }
  }
}

TEST(Redirect, WithoutLocationIsAnAnswer) {
  StandIn server([](const SeenRequest&) { return Reply{.status = 302}; });
  HttpClient client;
  EXPECT_EQ(client.send(HttpRequest::get(server.url("/"))).status, 302);
}

TEST(Redirect, FailureBehindOneNamesBothAndNoQuery) {
  StandIn first([&](const SeenRequest&) { return to("http://localhost:1/x?signature=hunter2"); });
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  try {
    client.send(HttpRequest::get(first.url("/")));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("redirected to localhost"));
    EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace segue::sources
