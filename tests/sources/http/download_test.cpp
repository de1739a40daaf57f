#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t kLimit = 10'000'000;

std::string some_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 31 + i / 256);
  return bytes;
}

/// Serves `file` with ranges, as a CDN does.
Reply ranged(const SeenRequest& request, const std::string& file) {
  const auto range = request.header("Range");
  if (!range) return Reply{.headers = {{"ETag", "\"e1\""}}, .body = file};
  const std::size_t from = std::stoul(range->substr(6));
  if (from >= file.size()) {
    return Reply{.status = 416, .headers = {{"Content-Range", "bytes */" + std::to_string(file.size())}}};
  }
  const std::string part =
      "bytes " + std::to_string(from) + "-" + std::to_string(file.size() - 1) + "/" + std::to_string(file.size());
  return Reply{.status = 206, .headers = {{"Content-Range", part}, {"ETag", "\"e1\""}}, .body = file.substr(from)};
}

class Download : public ::testing::Test {
 protected:
  FakePauses pauses_;
  HttpClient client_{quick_settings(pauses_)};
  TextSink sink_;
  std::string file_ = some_bytes(300'000);

  HttpResponse get(const StandIn& server, std::uint64_t from = 0, std::uint64_t limit = kLimit) {
    return client_.download(HttpRequest::get(server.url("/file")), sink_, from, limit);
  }
  std::string refusal(const StandIn& server, std::uint64_t from = 0, std::uint64_t limit = kLimit) {
    try {
      return "status " + std::to_string(get(server, from, limit).status);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kService);
      return error.what();
    }
  }
};

TEST_F(Download, TheWhole) {
  StandIn server([&](const SeenRequest& request) { return ranged(request, file_); });
  const HttpResponse response = get(server);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(sink_.text, file_);
  EXPECT_EQ(sink_.total, file_.size());
  EXPECT_FALSE(server.seen().at(0).header("Range"));
  EXPECT_EQ(server.seen().at(0).header("Accept-Encoding"), "identity");
}

TEST_F(Download, ErrorsDoNotGoToTheSink) {
  StandIn server([&](const SeenRequest&) { return Reply{.status = 404, .body = "no such file"}; });
  const HttpResponse response = get(server);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "no such file");
  EXPECT_THAT(sink_.offsets, ElementsAre());
}

TEST_F(Download, GoesOnWhereAnEarlierOneEnded) {
  StandIn server([&](const SeenRequest& request) { return ranged(request, file_); });
  sink_.text = file_.substr(0, 1000);
  EXPECT_EQ(get(server, 1000).status, 206);
  EXPECT_EQ(sink_.text, file_);
  EXPECT_THAT(sink_.offsets, ElementsAre(1000));
  EXPECT_EQ(server.seen().at(0).header("Range"), "bytes=1000-");
}

TEST_F(Download, CutConnectionsGoOnByRange) {
  std::atomic<int> count{0};
  StandIn server([&](const SeenRequest& request) {
    Reply reply = ranged(request, file_);
    if (count++ < 3) reply.cut_after = 70'000;
    return reply;
  });
  EXPECT_EQ(get(server).status, 206);
  EXPECT_EQ(sink_.text, file_);
  EXPECT_THAT(sink_.offsets, ElementsAre(0, 70'000, 140'000, 210'000));
  EXPECT_EQ(server.seen().at(1).header("If-Range"), "\"e1\"");
}

TEST_F(Download, CutConnectionsBeginAgainWithoutRanges) {
  std::atomic<int> count{0};
  StandIn server([&](const SeenRequest&) {
    Reply reply{.body = file_};
    if (count++ < 2) reply.cut_after = 1000;
    return reply;
  });
  EXPECT_EQ(get(server).status, 200);
  EXPECT_EQ(sink_.text, file_);
  EXPECT_THAT(sink_.offsets, ElementsAre(0, 0, 0));
}

TEST_F(Download, CutMoreOftenThanThePatienceButAlwaysFurther) {
  StandIn server([&](const SeenRequest& request) {
    Reply reply = ranged(request, file_);
    reply.cut_after = 65'536;
    return reply;
  });
  const std::size_t attempts = (file_.size() + 65'535) / 65'536;
  ASSERT_GT(attempts, 4U);
  EXPECT_EQ(get(server).status, 206);
  EXPECT_EQ(sink_.text, file_);
  EXPECT_EQ(server.count(), attempts);
}

TEST_F(Download, CutAtTheSamePlaceForEverEnds) {
  StandIn server([&](const SeenRequest&) { return Reply{.body = file_, .cut_after = 200'000}; });
  EXPECT_THAT(refusal(server), HasSubstr("the connection broke off"));
  EXPECT_EQ(server.count(), 5U) << "one that got far, and four in vain";
}

TEST_F(Download, AFewBytesAtATimeEnd) {
  StandIn server([&](const SeenRequest& request) {
    Reply reply = ranged(request, file_);
    reply.cut_after = 10;
    return reply;
  });
  EXPECT_THAT(refusal(server), HasSubstr("the connection broke off"));
  EXPECT_EQ(server.count(), 5U);
}

TEST_F(Download, WholeAlreadyThereIsAskedForAnew) {
  StandIn server([&](const SeenRequest& request) { return ranged(request, file_); });
  sink_.text = file_;
  EXPECT_EQ(get(server, file_.size()).status, 200);
  EXPECT_EQ(sink_.text, file_);
  EXPECT_THAT(sink_.offsets, ElementsAre(0));
}

TEST_F(Download, AnotherPartThanAskedFor) {
  std::atomic<int> count{0};
  StandIn server([&](const SeenRequest& request) {
    if (count++ > 0) return ranged(request, file_);
    return Reply{.status = 206, .headers = {{"Content-Range", "bytes 5-9/300000"}}, .body = "wrong"};
  });
  sink_.text = file_.substr(0, 1000);
  EXPECT_EQ(get(server, 1000).status, 200);
  EXPECT_EQ(sink_.text, file_);
}

TEST_F(Download, PartsThatMakeNoSense) {
  for (const char* part : {"", "bytes", "bytes 1000-", "bytes 1000-999/300000", "bytes 1000-400000/300000",
                           "bytes 1000-99999999999999999999/*", "lines 1000-299999/300000", "bytes -1/5"}) {
    StandIn server([&](const SeenRequest&) {
      return Reply{.status = 206, .headers = {{"Content-Range", part}}, .body = "wrong"};
    });
    EXPECT_THAT(refusal(server, 1000), HasSubstr("another part of the file")) << part;
    EXPECT_EQ(sink_.text, "") << part;
  }
}

TEST_F(Download, LimitOfTheWhole) {
  StandIn honest([&](const SeenRequest& request) { return ranged(request, file_); });
  EXPECT_EQ(get(honest, 0, file_.size()).status, 200);
  sink_ = {};
  EXPECT_THAT(refusal(honest, 0, file_.size() - 1), HasSubstr("longer than 299999 bytes"));
  EXPECT_EQ(sink_.text, "") << "said before a byte of it came";
  sink_.text = file_.substr(0, 1000);
  EXPECT_THAT(refusal(honest, 1000, file_.size() - 1), HasSubstr("longer than"));

  StandIn endless([&](const SeenRequest&) { return Reply{.body = file_, .length = false, .endless = true}; });
  sink_ = {};
  EXPECT_THAT(refusal(endless, 0, 1'000'000), HasSubstr("longer than 1000000 bytes"));
  EXPECT_LE(sink_.text.size(), 1'000'000U);
}

TEST_F(Download, CompressedIsRefused) {
  StandIn server([&](const SeenRequest&) { return Reply{.headers = {{"Content-Encoding", "gzip"}}, .body = file_}; });
  EXPECT_THAT(refusal(server), HasSubstr("compressed"));
  EXPECT_EQ(sink_.text, "");
}

TEST_F(Download, RedirectsBeginAtTheHubAgainAndTakeTheRangeAlong) {
  std::atomic<int> count{0};
  StandIn store([&](const SeenRequest& request) {
    Reply reply = ranged(request, file_);
    if (count++ == 0) reply.cut_after = 100'000;
    return reply;
  });
  StandIn hub([&](const SeenRequest&) {
    return Reply{.status = 302, .headers = {{"Location", store.url("/x?sig=" + std::to_string(count))}}};
  });
  HttpRequest request = HttpRequest::get(hub.url("/file"));
  request.bearer("hunter2");
  client_.download(request, sink_, 0, kLimit);
  EXPECT_EQ(sink_.text, file_);
  ASSERT_EQ(store.count(), 2U);
  EXPECT_EQ(store.seen().at(1).target, "/x?sig=1") << "a signature may be too old by then";
  EXPECT_EQ(store.seen().at(1).header("Range"), "bytes=100000-");
  EXPECT_FALSE(store.seen().at(0).header("Authorization"));
  EXPECT_FALSE(store.seen().at(1).header("Authorization"));
  EXPECT_EQ(hub.seen().at(1).header("Authorization"), "Bearer hunter2");
}

TEST_F(Download, WhatTheSinkThrowsIsThrownOn) {
  class Full final : public BodySink {
   public:
    void begin(std::uint64_t, std::optional<std::uint64_t>) override {}
    void write(std::span<const std::byte>) override { throw Error(ErrorKind::kService, "the sink's own words"); }
  } full;
  StandIn server([&](const SeenRequest& request) { return ranged(request, file_); });
  try {
    client_.download(HttpRequest::get(server.url("/")), full, 0, kLimit);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the sink's own words");
  }
  EXPECT_EQ(server.count(), 1U);
  EXPECT_EQ(get(server).status, 200) << "the client lives on";
}

TEST_F(Download, Trickle) {
  HttpSettings settings = quick_settings(pauses_);
  settings.stall = std::chrono::milliseconds(200);
  settings.repetitions = 0;
  HttpClient client(settings);
  StandIn server([&](const SeenRequest&) { return Reply{.body = file_, .between = std::chrono::milliseconds(15)}; });
  try {
    client.download(HttpRequest::get(server.url("/")), sink_, 0, kLimit);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("fell silent"));
  }
}

}  // namespace
}  // namespace segue::sources
