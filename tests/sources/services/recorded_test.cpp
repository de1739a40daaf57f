// What the services really answered, where these recordings are at hand (SEGUE_DATA): the readers take it, and the
// stand-ins' answers have the members that segue reads.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "segue/base/atomic_file.h"
#include "segue/sources/genius/genius_page.h"
#include "segue/sources/lrclib/lrclib_reply.h"

namespace segue::sources {
namespace {

class Recorded : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("SEGUE_DATA");  // NOLINT(concurrency-mt-unsafe): nobody sets it meanwhile
    if (data != nullptr) folder_ = std::filesystem::path(data) / "fixtures";
    if (data == nullptr || !std::filesystem::is_directory(folder_)) GTEST_SKIP() << "SEGUE_DATA has no recordings";
  }
  std::string answer(const std::string& name) const {
    constexpr std::size_t kMost = 4U << 20;
    return read_file(folder_ / name, kMost);
  }
  std::filesystem::path folder_;
};

TEST_F(Recorded, LrclibTracks) {
  const auto both = read_lrclib_track(answer("lrclib/track-with-both.json"));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->facts.duration_ms, 183'000);
  EXPECT_EQ(both->words.find('['), std::string::npos);
  EXPECT_FALSE(both->words.empty());
  EXPECT_FALSE(read_lrclib_track(answer("lrclib/track-plain-only.json"))->words.empty());
  EXPECT_TRUE(read_lrclib_track(answer("lrclib/track-instrumental.json"))->instrumental);
  const auto nothing = read_lrclib_track(answer("lrclib/track-no-lyrics.json"));
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->says_something());
  EXPECT_FALSE(read_lrclib_track(answer("lrclib/error-not-found.json")));
  const auto found = read_lrclib_tracks(answer("lrclib/search-results.json"));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->empty());
}

TEST_F(Recorded, GeniusPages) {
  const auto now = read_genius_page(answer("genius/Ttngchinchillalyrics.txt"));
  EXPECT_EQ(now.kind, GeniusPage::Kind::kWords);
  EXPECT_GT(std::count(now.words.begin(), now.words.end(), '\n'), 10);
  for (const char* around : {"<", "Contributors", "You might also like", "Embed"}) {
    EXPECT_EQ(now.words.find(around), std::string::npos) << around;
  }
  // Of the old make; whoever recorded it put this in the place of the words.
  EXPECT_EQ(read_genius_page(answer("genius/Wutangclancreamlyrics.txt")).words, "Beets is awesome!");
}

}  // namespace
}  // namespace segue::sources
