#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/catalog/catalog.h"

namespace segue::catalog {
namespace {

using Outcome = Catalog::PlaylistOutcome;
using testing::ElementsAre;
using testing::IsEmpty;

class WritingPlaylists : public testing::Test {
 protected:
  WritingPlaylists() {
    for (int i = 1; i <= 6; ++i) catalog_.write(test::record("Song " + std::to_string(i), {"X"}), {});
  }
  Outcome write(const PlaylistMention& mention, std::vector<std::int64_t> songs) {
    std::vector<SongId> ids;
    for (const std::int64_t song : songs) ids.push_back({song});
    return catalog_.write_playlist(mention, ids);
  }
  std::vector<std::int64_t> songs(std::size_t playlist = 0) const {
    std::vector<std::int64_t> ids;
    const std::vector<CollectedPlaylist> playlists = catalog_.playlists();
    for (const SongId song : playlists.at(playlist).songs) ids.push_back(song.value);
    return ids;
  }

  test::TempFolder folder_;
  Catalog catalog_ = Catalog::open(folder_ / "catalog.db");
  const PlaylistMention part_{"p1", "Morning", false};
  const PlaylistMention whole_{"p1", "Morning", true};
};

TEST_F(WritingPlaylists, KeepsTheOrderAndDropsRepeats) {
  EXPECT_EQ(write(part_, {3, 1, 3, 2, 1}), Outcome::kAdded);
  EXPECT_THAT(songs(), ElementsAre(3, 1, 2));
  EXPECT_EQ(write(part_, {3, 1, 3, 2, 1}), Outcome::kUnchanged);
  EXPECT_THAT(songs(), ElementsAre(3, 1, 2));
}

TEST_F(WritingPlaylists, APartIsAppendedAndRemovesNothing) {
  write(part_, {3, 1});
  EXPECT_EQ(write(part_, {5, 1, 4, 5}), Outcome::kChanged);
  EXPECT_THAT(songs(), ElementsAre(3, 1, 5, 4));
  EXPECT_EQ(write(part_, {}), Outcome::kUnchanged);
}

TEST_F(WritingPlaylists, AWholeOneReplaces) {
  write(part_, {3, 1, 2});
  EXPECT_EQ(write(whole_, {2, 4, 2, 3}), Outcome::kChanged);
  EXPECT_THAT(songs(), ElementsAre(2, 4, 3));
  EXPECT_EQ(write(whole_, {2, 4, 2, 3}), Outcome::kUnchanged);
  EXPECT_EQ(write(whole_, {4, 2, 3}), Outcome::kChanged) << "another order";
  EXPECT_THAT(songs(), ElementsAre(4, 2, 3));
  EXPECT_EQ(write(whole_, {}), Outcome::kChanged);
  EXPECT_THAT(songs(), IsEmpty());
  EXPECT_EQ(catalog_.playlists().size(), 1u);
}

TEST_F(WritingPlaylists, WithoutAKeyAreKnownByTheirName) {
  write({"", "  ÉTÉ Mix\t", false}, {1});
  write({"", "été mix", false}, {2});
  ASSERT_EQ(catalog_.playlists().size(), 1u);
  EXPECT_EQ(catalog_.playlists()[0].key, "name:été mix");
  EXPECT_EQ(catalog_.playlists()[0].name, "  ÉTÉ Mix\t");
  EXPECT_THAT(songs(), ElementsAre(1, 2));
}

TEST_F(WritingPlaylists, OfOneNameAndTwoKeysAreTwo) {
  write({"a", "Morning", false}, {1});
  write({"b", "Morning", false}, {2});
  ASSERT_EQ(catalog_.playlists().size(), 2u);
  EXPECT_EQ(catalog_.playlists()[0].key, "a");
  EXPECT_LT(catalog_.playlists()[0].id, catalog_.playlists()[1].id);
  EXPECT_THAT(songs(1), ElementsAre(2));
}

TEST_F(WritingPlaylists, NameIsFilledAndOnlyAWholeOneReplacesIt) {
  write({"p1", "", false}, {1});
  EXPECT_EQ(write({"p1", "Morning", false}, {1}), Outcome::kChanged);
  EXPECT_EQ(write({"p1", "Evening", false}, {1}), Outcome::kUnchanged);
  EXPECT_EQ(catalog_.playlists()[0].name, "Morning");
  EXPECT_EQ(write({"p1", "", true}, {1}), Outcome::kUnchanged);
  EXPECT_EQ(write({"p1", "Evening", true}, {1}), Outcome::kChanged);
  EXPECT_EQ(catalog_.playlists()[0].name, "Evening");
}

TEST_F(WritingPlaylists, ASongThatDoesNotExistChangesNothing) {
  write(part_, {1, 2});
  test::error_of([&] { write(whole_, {3, 99}); });
  EXPECT_THAT(songs(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace segue::catalog
