#include "segue/sources/http/repetition.h"

#include <algorithm>
#include <cmath>

#include "stand_in.h"
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using std::chrono::seconds;

const std::chrono::system_clock::time_point kNow{seconds(1'700'000'000)};  // Tue, 14 Nov 2023 22:13:20 GMT

std::optional<seconds> wait_in(const char* name, const char* value) {
  HttpHeaders headers;
  headers.add(name, value);
  return wait_asked_for(headers, kNow);
}

TEST(WaitAskedFor, RetryAfter) {
  EXPECT_EQ(wait_in("Retry-After", "7"), seconds(7));
  EXPECT_EQ(wait_in("retry-after", " 86400 "), seconds(86400));
  EXPECT_EQ(wait_in("Retry-After", "0"), seconds(0));
  EXPECT_EQ(wait_in("Retry-After", "Tue, 14 Nov 2023 22:13:25 GMT"), seconds(5));
  EXPECT_EQ(wait_in("Retry-After", "Tuesday, 14-Nov-23 22:14:20 GMT"), seconds(60));
  EXPECT_EQ(wait_in("Retry-After", "Tue, 14 Nov 2023 22:00:00 GMT"), seconds(0)) << "past";
  EXPECT_EQ(wait_in("Retry-After", "99999999999999999999999"), std::chrono::hours(24 * 365));
  EXPECT_EQ(wait_in("Retry-After", "Tue, 14 Nov 2323 22:13:25 GMT"), std::chrono::hours(24 * 365));
  for (const char* value : {"", "soon", "-5", "1.5", "0x10"}) {
    const auto wait = wait_in("Retry-After", value);
    EXPECT_LE(wait.value_or(seconds(0)), seconds(0)) << value;
  }
}

TEST(WaitAskedFor, RateLimit) {
  EXPECT_EQ(wait_in("RateLimit", "\"resolvers\";r=0;t=27"), seconds(27));
  EXPECT_EQ(wait_in("RateLimit", "\"resolvers\"; r=0; t=27"), seconds(27));
  EXPECT_EQ(wait_in("RateLimit", "\"resolvers\";r=12;t=27"), std::nullopt) << "something is left";
  EXPECT_EQ(wait_in("RateLimit", "\"resolvers\";r=0"), std::nullopt);
  EXPECT_EQ(wait_in("RateLimit", ";;=;r=;t="), std::nullopt);
  HttpHeaders both;
  both.add("RateLimit", "\"a\";r=0;t=27");
  both.add("Retry-After", "3");
  EXPECT_EQ(wait_asked_for(both, kNow), seconds(3));
}

TEST(Backoff, DoublesWithJitterUpToACap) {
  HttpSettings settings;
  for (int number = 1; number < 100; ++number) {
    const double plain = std::min(500.0 * std::pow(2.0, number - 1), 30'000.0);
    EXPECT_EQ(backoff_of(settings, number, 0).count(), static_cast<long>(plain * 0.75));
    EXPECT_NEAR(static_cast<double>(backoff_of(settings, number, ~std::uint64_t{0}).count()), plain * 1.25, 1.0);
  }
}

TEST(MayRepeat, OnlyWhatCanPassAndDoesNoHarm) {
  HttpRequest get;
  HttpRequest post;
  post.method = HttpMethod::kPost;
  HttpRequest same = post;
  same.repeatable = true;
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 599}) {
    EXPECT_TRUE(may_repeat(get, status)) << status;
    EXPECT_TRUE(may_repeat(same, status)) << status;
    EXPECT_EQ(may_repeat(post, status), status < 500 || status == 503) << status;
  }
  for (const int status : {200, 206, 301, 304, 400, 401, 403, 404, 409, 416, 600})
    EXPECT_FALSE(may_repeat(get, status));
  EXPECT_TRUE(may_repeat(get, true));
  EXPECT_TRUE(may_repeat(post, false));
  EXPECT_FALSE(may_repeat(post, true));
  EXPECT_TRUE(may_repeat(same, true));
}

}  // namespace
}  // namespace segue::sources
