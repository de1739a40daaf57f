#include "segue/app/made_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/import.h"
#include "segue/base/atomic_file.h"
#include "segue/base/clock.h"
#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"
#include "segue/catalog/catalog.h"

namespace segue::app {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 24;

TEST(MadeTables, TheSameSeedGivesTheSameBytesWithAnyNumberOfThreads) {
  const TemporaryFolder folder("made");
  const auto one = write_made_tables(5000, 3, folder.path() / "one", 1);
  const auto four = write_made_tables(5000, 3, folder.path() / "four", 4);
  const auto other = write_made_tables(5000, 4, folder.path() / "other", 2);
  ASSERT_EQ(one.files.size(), 3U);
  ASSERT_EQ(four.files.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(one.files[i].filename(), four.files[i].filename());
    EXPECT_EQ(read_file(one.files[i], kLargest), read_file(four.files[i], kLargest));
    EXPECT_NE(read_file(one.files[i], kLargest), read_file(other.files[i], kLargest));
  }
  EXPECT_EQ(one.entries, four.entries);
}

TEST(MadeTables, ALargerTableBeginsWithASmallerOne) {
  const TemporaryFolder folder("made");
  const auto small = write_made_tables(300, 1, folder.path() / "small", 1);
  const auto large = write_made_tables(2500, 1, folder.path() / "large", 2);
  for (const std::size_t table : {0U, 1U}) {
    const auto text = read_file(small.files[table], kLargest);
    EXPECT_TRUE(read_file(large.files[table], kLargest).starts_with(text));
  }
}

TEST(MadeTables, AreImportedWithoutAProblemAndWithoutMerging) {
  const TemporaryFolder folder("made");
  const auto made = write_made_tables(2000, 1, folder.path(), 2);
  auto catalog = catalog::Catalog::open(folder.path() / "catalog.db");
  std::size_t problems = 0;
  const auto report = import_tables(
      catalog, made.files, {}, [&](const ItemProblem&) { ++problems; }, Clock::system());
  EXPECT_EQ(problems, 0U);
  EXPECT_TRUE(report.failures.empty());
  EXPECT_EQ(catalog.song_count(), 2000);
  EXPECT_EQ(made.songs_with_words, 10U);
  EXPECT_EQ(catalog.summary().songs_with_lyrics, 10);
  const auto playlists = catalog.playlists();
  EXPECT_EQ(playlists.size(), made.playlists);
  std::size_t entries = 0;
  for (const auto& playlist : playlists) entries += playlist.songs.size();
  EXPECT_EQ(entries, made.entries);
}

TEST(MadeTables, AFolderThatCannotBeWrittenIsAnError) {
  EXPECT_THROW(write_made_tables(100, 1, "/proc/nothing", 1), Error);
}

TEST(MadeTables, AreInterrupted) {
  const TemporaryFolder folder("made");
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(write_made_tables(100, 1, folder.path(), 1, Progress::none(), cancellation), Error);
}

}  // namespace
}  // namespace segue::app
