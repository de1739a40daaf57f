#include "segue/evaluation/text/reading.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::evaluation {
namespace {

TEST(ReadAll, ReadsEveryTextOnceLongestFirst) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 100; ++i) texts.emplace_back(i * 37 % 100, 'x');
  std::vector<std::size_t> lengths;
  const ReadText read = [&](std::string_view text) {
    lengths.push_back(text.size());
    text::Reading reading;
    reading.tokens = text.size();
    return reading;
  };
  std::vector<std::size_t> seen(texts.size(), 1000);
  read_all(texts, read, 1, "Reading",
           [&](std::size_t place, text::Reading&& reading) { seen[place] = reading.tokens; });
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(seen[i], texts[i].size());
  EXPECT_TRUE(std::ranges::is_sorted(lengths, std::greater<>()));
}

TEST(ReadAll, ThreadsChangeNothing) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 300; ++i) texts.push_back(std::string(i % 50, 'a') + std::to_string(i));
  const ReadText read = [](std::string_view text) {
    text::Reading reading;
    reading.tokens = std::hash<std::string_view>{}(text);
    return reading;
  };
  const auto all = [&](std::size_t threads) {
    std::vector<std::size_t> seen(texts.size());
    read_all(texts, read, threads, "Reading",
             [&](std::size_t place, text::Reading&& reading) { seen[place] = reading.tokens; });
    return seen;
  };
  EXPECT_EQ(all(1), all(4));
}

TEST(ReadAll, StopsWhenAskedAndPassesErrorsOn) {
  const std::vector<std::string> texts(50, "text");
  const auto drop = [](std::size_t, text::Reading&&) {};
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(
      read_all(
          texts, [](std::string_view) { return text::Reading{}; }, 2, "Reading", drop, Progress::none(), cancellation),
      Error);
  const ReadText failing = [](std::string_view) -> text::Reading { throw Error(ErrorKind::kFailed, "no more"); };
  EXPECT_THROW(read_all(texts, failing, 2, "Reading", drop), Error);
}

}  // namespace
}  // namespace segue::evaluation
