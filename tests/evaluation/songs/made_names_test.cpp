#include "segue/evaluation/songs/made_names.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/title.h"

namespace segue::evaluation {
namespace {

using testing::SizeIs;

TEST(MadeNames, NoTwoNumbersHaveTheSameWord) {
  std::set<std::string> words;
  std::size_t count = 0;
  for (const std::uint64_t begin : {0ULL, 1ULL << 14, 1ULL << 21, 1ULL << 28, 1ULL << 35, (1ULL << 49) - 20'000}) {
    for (std::uint64_t i = begin; i < begin + 20'000; ++i, ++count) words.insert(made_word(i, 7));
    count -= begin == 0 ? 20'000 - (1ULL << 14) : 0;  // those above belong to the next beginning
  }
  EXPECT_THAT(words, SizeIs(count));
}

TEST(MadeNames, TitlesAreDifferentSongsAndNoVersions) {
  std::set<std::string> keys;
  constexpr std::size_t kTitles = 20'000;
  for (std::uint64_t i = 0; i < kTitles; ++i) {
    const auto title = made_title(i * 37, 4 + i % 40, 3);
    const auto parts = split_title(title);
    EXPECT_EQ(parts.name, title);
    EXPECT_TRUE(parts.featured.empty() && !parts.live && !parts.remaster && parts.other.empty()) << title;
    keys.insert(title_key(title));
  }
  EXPECT_THAT(keys, SizeIs(kTitles));
}

TEST(MadeNames, ArtistsAreDifferentOnes) {
  std::set<std::string> keys;
  constexpr std::size_t kArtists = 20'000;
  for (std::uint64_t i = 0; i < kArtists; ++i) {
    const std::uint64_t number = i % 2 == 0 ? i : (std::uint64_t{1} << 35) + i * 12345;
    keys.insert(artist_key(made_artist(number, 4 + i % 20, 3)));
  }
  EXPECT_THAT(keys, SizeIs(kArtists));
}

TEST(MadeNames, IdsLookLikeSpotifys) {
  std::set<std::string> ids;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const auto id = made_id(i, 1);
    EXPECT_THAT(id, testing::MatchesRegex("[0-9A-Za-z]+"));
    EXPECT_THAT(id, SizeIs(22));
    ids.insert(id);
  }
  EXPECT_THAT(ids, SizeIs(5000));
}

}  // namespace
}  // namespace segue::evaluation
