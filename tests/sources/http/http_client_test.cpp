#include "segue/sources/http/http_client.h"

#include <thread>

#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

/// The error that `step` ends with.
template <class Step>
Error error_of(const Step& step) {
  try {
    step();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {ErrorKind::kFailed, ""};
}

TEST(HttpClient, GivesStatusHeadersAndBody) {
  StandIn server([](const SeenRequest&) { return Reply{.headers = {{"X-What", " this "}}, .body = "hello"}; });
  HttpClient client;
  const HttpResponse response = client.send(HttpRequest::get(server.url("/a?b=c")));
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.ok());
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.headers.find("x-WHAT"), "this");
  EXPECT_EQ(response.requests, 1);
  const SeenRequest seen = server.seen().at(0);
  EXPECT_EQ(seen.target, "/a?b=c");
  EXPECT_THAT(seen.header("User-Agent").value_or(""), ::testing::StartsWith("segue/"));
  EXPECT_EQ(seen.header("Accept-Encoding"), "identity");
  EXPECT_FALSE(seen.header("Authorization"));
  EXPECT_FALSE(seen.header("Cookie"));
  EXPECT_FALSE(seen.header("Content-Type"));
}

TEST(HttpClient, SaysWhoItIs) {
  EXPECT_THAT(user_agent("https://example.org/segue"),
              ::testing::MatchesRegex("segue/[0-9.]+ \\(\\+https://example.org/segue\\)"));
  EXPECT_THAT(user_agent(), ::testing::MatchesRegex("segue/[0-9.]+"));
}

TEST(HttpClient, EveryStatusIsAnAnswer) {
  for (const int status : {204, 304, 400, 401, 403, 404, 410, 418}) {
    StandIn server([status](const SeenRequest&) { return Reply{.status = status, .length = status != 204}; });
    HttpClient client;
    const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(server.count(), 1U) << status;
  }
}

TEST(HttpClient, SendsBodies) {
  StandIn server([](const SeenRequest&) { return Reply{}; });
  HttpClient client;
  client.send(HttpRequest::json(HttpMethod::kPost, server.url("/"), "{\"a\":1}"));
  client.send(HttpRequest::form(HttpMethod::kPut, server.url("/"), "a=1"));
  client.send(HttpRequest::json(HttpMethod::kDelete, server.url("/"), "[]"));
  HttpRequest bare;
  bare.method = HttpMethod::kDelete;
  bare.url = server.url("/");
  client.send(bare);
  bare.method = HttpMethod::kPost;
  client.send(bare);
  client.send(HttpRequest::head(server.url("/")));
  const auto seen = server.seen();
  ASSERT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen[0].method + seen[0].body, "POST{\"a\":1}");
  EXPECT_EQ(seen[0].header("Content-Type"), "application/json");
  EXPECT_EQ(seen[1].method + seen[1].body, "PUTa=1");
  EXPECT_EQ(seen[1].header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(seen[2].method + seen[2].body, "DELETE[]");
  EXPECT_EQ(seen[3].method + seen[3].body, "DELETE");
  EXPECT_FALSE(seen[3].header("Content-Length"));
  EXPECT_EQ(seen[4].method, "POST");
  EXPECT_EQ(seen[4].header("Content-Length"), "0");
  EXPECT_EQ(seen[5].method, "HEAD");
}

TEST(HttpClient, HeadHasALengthAndNoBody) {
  StandIn server([](const SeenRequest&) { return Reply{.headers = {{"Content-Length", "99999999999"}}}; });
  HttpClient client;
  const HttpResponse response = client.send(HttpRequest::head(server.url("/")));
  EXPECT_EQ(response.headers.find("Content-Length"), "99999999999");
  EXPECT_EQ(response.body, "");
}

TEST(HttpClient, KeepsTheLastHeadersAndSkipsInterimAnswersAndTrailers) {
  StandIn server([](const SeenRequest&) {
    return Reply{.raw =
                     "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\nHTTP/1.1 200 OK\r\nX-B: late\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-C: trailer\r\n\r\n"};
  });
  HttpClient client;
  const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "abc");
  EXPECT_FALSE(response.headers.find("X-A"));
  EXPECT_EQ(response.headers.find("X-B"), "late");
  EXPECT_FALSE(response.headers.find("X-C"));
}

TEST(HttpClient, RefusesWhatIsNoAddress) {
  HttpClient client;
  for (const char* url :
       {"", "ftp://example.org/", "file:///etc/passwd", "example.org", "http://", "http://a b/",
        "http://user:word@example.org/", "http://example.org:99999/", "http://example.org/\r\nX: y"}) {
    EXPECT_EQ(error_of([&] { client.send(HttpRequest::get(url)); }).kind(), ErrorKind::kUsage) << url;
  }
}

TEST(HttpClient, RefusesHeadersWithLineBreaksWithoutShowingThem) {
  HttpClient client;
  const std::vector<std::string> values = {"hunter2\r\nX-Evil: 1", "hunter2\n", std::string("hunter2\0", 8)};
  for (const auto& value : values) {
    HttpRequest request = HttpRequest::get("http://127.0.0.1:1/");
    request.bearer(value);
    const Error error = error_of([&] { client.send(request); });
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
  }
}

TEST(HttpClient, SaysWhoDoesNotAnswerAndNoSecret) {
  FakePauses pauses;
  HttpClient client(quick_settings(pauses));
  HttpRequest request = HttpRequest::get("http://127.0.0.1:1/path?api_key=hunter2");
  request.bearer("hunter3");
  const Error error = error_of([&] { client.send(request); });
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_THAT(error.what(), HasSubstr("GET http://127.0.0.1:1/path?...: it cannot be reached: Connection refused"));
  EXPECT_THAT(error.what(), Not(HasSubstr("hunter")));
  EXPECT_THAT(error.hint(), Not(HasSubstr("hunter")));
  EXPECT_NE(error.hint(), "");
  EXPECT_EQ(pauses.waits().size(), 4U);
}

TEST(HttpClient, UnknownHostIsSaid) {
  FakePauses pauses;
  HttpSettings settings = quick_settings(pauses);
  settings.repetitions = 0;
  HttpClient client(settings);
  const Error error = error_of([&] { client.send(HttpRequest::get("http://no-such-host.invalid/")); });
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_THAT(error.what(), HasSubstr("no-such-host.invalid"));
}

TEST(HttpClient, CancelledWithinATenthOfASecond) {
  StandIn server([](const SeenRequest&) { return Reply{.delay = milliseconds(5000)}; });
  HttpClient client;
  Cancellation cancellation;
  std::chrono::steady_clock::time_point requested;
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds(200));
    requested = std::chrono::steady_clock::now();
    cancellation.request();
  });
  const Error error = error_of([&] { client.send(HttpRequest::get(server.url("/")), cancellation); });
  const auto took = std::chrono::steady_clock::now() - requested;
  other.join();
  EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  EXPECT_LT(took, milliseconds(500));  // 100, and what a busy machine adds
}

TEST(HttpClient, CancelledWhileWaitingToRepeat) {
  StandIn server([](const SeenRequest&) { return Reply{.status = 503, .headers = {{"Retry-After", "60"}}}; });
  HttpClient client;
  Cancellation cancellation;
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds(200));
    cancellation.request();
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(error_of([&] { client.send(HttpRequest::get(server.url("/")), cancellation); }).kind(),
            ErrorKind::kInterrupted);
  other.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, milliseconds(1000));
  EXPECT_EQ(error_of([&] { client.send(HttpRequest::get(server.url("/")), cancellation); }).kind(),
            ErrorKind::kInterrupted);
  EXPECT_EQ(server.count(), 1U);
}

TEST(HttpClient, ManyThreadsShareIt) {
  StandIn server([](const SeenRequest& request) { return Reply{.body = request.target}; });
  HttpSettings settings;
  settings.host.concurrency = 3;
  HttpClient client(settings);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
        if (client.send(HttpRequest::get(server.url(path))).body == path) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 60);
  EXPECT_LE(server.most_at_once(), 3);
}

}  // namespace
}  // namespace segue::sources
