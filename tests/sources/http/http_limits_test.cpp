#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

/// What the error says that asking ends with; it must be the service's fault.
std::string refusal(HttpClient& client, const HttpRequest& request) {
  try {
    const HttpResponse response = client.send(request);
    return "an answer with status " + std::to_string(response.status);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kService);
    EXPECT_NE(error.hint(), "");
    return error.what();
  }
}

HttpSettings small(FakePauses& pauses) {
  HttpSettings settings = quick_settings(pauses);
  settings.body_limit = 1000;
  settings.header_limit = 2000;
  settings.repetitions = 1;
  return settings;
}

TEST(HttpLimits, BodyAsLongAsTheLimitIsFine) {
  StandIn server([](const SeenRequest& request) {
    return Reply{.body = std::string(request.target == "/1000" ? 1000 : 1001, 'x')};
  });
  FakePauses pauses;
  HttpClient client(small(pauses));
  EXPECT_EQ(client.send(HttpRequest::get(server.url("/1000"))).body.size(), 1000U);
  EXPECT_THAT(refusal(client, HttpRequest::get(server.url("/1001"))), HasSubstr("longer than 1000 bytes"));
  EXPECT_EQ(server.count(), 2U) << "asking again would not help";
  HttpRequest more = HttpRequest::get(server.url("/1001"));
  more.body_limit = 1001;
  EXPECT_EQ(client.send(more).body.size(), 1001U);
}

TEST(HttpLimits, EndlessBody) {
  StandIn server(
      [](const SeenRequest&) { return Reply{.body = std::string(300, 'x'), .length = false, .endless = true}; });
  FakePauses pauses;
  HttpClient client(small(pauses));
  EXPECT_THAT(refusal(client, HttpRequest::get(server.url("/"))), HasSubstr("longer than 1000 bytes"));
}

TEST(HttpLimits, FloodOfHeaders) {
  for (const bool one_line : {false, true}) {
    StandIn server([one_line](const SeenRequest&) {
      Reply reply;
      for (int i = 0; i < (one_line ? 1 : 300); ++i) {
        reply.headers.emplace_back("X-" + std::to_string(i), std::string(one_line ? 5000 : 10, 'y'));
      }
      return reply;
    });
    FakePauses pauses;
    HttpClient client(small(pauses));
    EXPECT_THAT(refusal(client, HttpRequest::get(server.url("/"))), HasSubstr("headers are longer than 2000 bytes"));
  }
}

constexpr std::size_t kRuns = 77'519;
constexpr std::size_t kBombBytes = 1 + 258 * kRuns;

/// 20 MB of zeros as gzip in 126 kB, by hand (RFC 1951 and 1952): one zero, and copies of length 258 from distance 1.
std::string bomb() {
  std::string gzip("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", 10);
  unsigned byte = 0;
  int filled = 0;
  const auto put = [&](std::string_view bits) {
    for (const char bit : bits) {
      byte |= static_cast<unsigned>(bit - '0') << filled;
      if (++filled < 8) continue;
      gzip += static_cast<char>(byte);
      byte = 0;
      filled = 0;
    }
  };
  put("1"
      "10");        // the last block, with the fixed codes
  put("00110000");  // literal 0
  for (std::size_t i = 0; i < kRuns; ++i)
    put("11000101"
        "00000");
  put("0000000"
      "0000000");  // the end, and filling
  // CRC-32 (by Python's zlib) and length of what is unpacked.
  for (const std::uint32_t word : {std::uint32_t{0xee4ba940}, std::uint32_t{kBombBytes}}) {
    for (int shift = 0; shift < 32; shift += 8) gzip += static_cast<char>(word >> shift);
  }
  return gzip;
}

TEST(HttpLimits, CompressedBomb) {
  StandIn server([](const SeenRequest&) { return Reply{.headers = {{"Content-Encoding", "gzip"}}, .body = bomb()}; });
  FakePauses pauses;
  HttpSettings settings = small(pauses);
  settings.body_limit = 1'000'000;
  HttpClient client(settings);
  HttpRequest request = HttpRequest::get(server.url("/"));
  request.accept_gzip = true;
  EXPECT_THAT(refusal(client, request), HasSubstr("longer than 1000000 bytes"));
  EXPECT_LT(bomb().size(), 130'000U);
  request.body_limit = 50'000'000;
  EXPECT_EQ(client.send(request).body, std::string(kBombBytes, '\0'));
  EXPECT_EQ(server.seen().at(0).header("Accept-Encoding"), "gzip");
}

TEST(HttpLimits, BrokenCompression) {
  StandIn server([](const SeenRequest&) {
    return Reply{.headers = {{"Content-Encoding", "gzip"}}, .body = "no gzip at all"};
  });
  FakePauses pauses;
  HttpClient client(small(pauses));
  HttpRequest request = HttpRequest::get(server.url("/"));
  request.accept_gzip = true;
  EXPECT_THAT(refusal(client, request), HasSubstr("cannot be unpacked"));
}

TEST(HttpLimits, SilentServer) {
  StandIn server([](const SeenRequest&) { return Reply{.delay = milliseconds(3000)}; });
  FakePauses pauses;
  HttpSettings settings = small(pauses);
  settings.stall = milliseconds(150);
  HttpClient client(settings);
  EXPECT_THAT(refusal(client, HttpRequest::get(server.url("/"))), HasSubstr("fell silent for 0.15 seconds"));
  EXPECT_EQ(server.count(), 2U) << "it may have been a bad moment";
}

TEST(HttpLimits, SlowServerMeetsTheLimitOfTheWhole) {
  StandIn server([](const SeenRequest&) { return Reply{.body = std::string(500, 'x'), .between = milliseconds(20)}; });
  FakePauses pauses;
  HttpSettings settings = small(pauses);
  settings.whole = milliseconds(300);
  settings.repetitions = 0;
  HttpClient client(settings);
  EXPECT_THAT(refusal(client, HttpRequest::get(server.url("/"))), HasSubstr("no whole answer within 0.3 seconds"));
  HttpRequest patient = HttpRequest::get(server.url("/"));
  patient.whole = milliseconds(100);
  EXPECT_THAT(refusal(client, patient), HasSubstr("within 0.1 seconds"));
}

TEST(HttpLimits, WhatDoesNotSpeakHttp) {
  StandIn server([](const SeenRequest&) { return Reply{.raw = "SSH-2.0-OpenSSH_9.2\r\n"}; });
  FakePauses pauses;
  HttpClient client(small(pauses));
  EXPECT_THAT(refusal(client, HttpRequest::get(server.url("/"))), HasSubstr("does not speak HTTP"));
}

TEST(HttpLimits, CutAnswersAreAskedForAgain) {
  std::atomic<int> count{0};
  StandIn server([&](const SeenRequest&) {
    if (count++ == 0) return Reply{.body = "hello", .cut_after = 2};
    return Reply{.body = "hello"};
  });
  FakePauses pauses;
  HttpClient client(small(pauses));
  const HttpResponse response = client.send(HttpRequest::get(server.url("/")));
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.requests, 2);
}

}  // namespace
}  // namespace segue::sources
