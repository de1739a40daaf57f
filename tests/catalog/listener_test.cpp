#include "segue/catalog/listener.h"

#include <filesystem>

#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/catalog/catalog.h"

namespace segue::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() {
    Catalog catalog = Catalog::open(path_);
    for (const char* title : {"A", "B", "C", "D"}) {
      songs_.push_back(catalog.write(test::record(title, {"Nobody"}), {}).song);
    }
  }
  test::TempFolder folder_;
  const std::filesystem::path path_ = folder_ / "catalog.db";
  std::vector<SongId> songs_;
};

TEST_F(ListenerTest, FeedbackIsKeptPerSeed) {
  Listener listener(path_);
  EXPECT_THAT(listener.feedback(), IsEmpty());
  listener.write_feedback({songs_[1], songs_[0], true});
  listener.write_feedback({songs_[1], std::nullopt, false});
  listener.write_feedback({songs_[2], songs_[0], false});
  auto all = Listener(path_).feedback();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].song, songs_[1]);
  EXPECT_EQ(all[0].seed, std::nullopt);
  EXPECT_FALSE(all[0].liked);
  EXPECT_EQ(all[1].seed, songs_[0]);
  EXPECT_TRUE(all[1].liked);
  EXPECT_FALSE(all[1].created.empty());
  // Said again it replaces what was said.
  listener.write_feedback({songs_[1], songs_[0], false});
  all = listener.feedback();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_FALSE(all[1].liked);
  EXPECT_TRUE(listener.remove_feedback(songs_[1], songs_[0]));
  EXPECT_FALSE(listener.remove_feedback(songs_[1], songs_[0]));
  EXPECT_TRUE(listener.remove_feedback(songs_[1], std::nullopt));
  EXPECT_THAT(listener.feedback(), SizeIs(1));
}

TEST_F(ListenerTest, ListsAreKeptUnderTheirNames) {
  Listener listener(path_);
  listener.write_list({"one", "A — Nobody", {}, "{}", {songs_[0]}, {songs_[2], songs_[1]}, {0.5F, 0.75F}});
  listener.write_list({"two", "B — Nobody", {}, "{\"version\": 1}", {songs_[1]}, {}, {}});
  auto lists = Listener(path_).lists();
  ASSERT_THAT(lists, SizeIs(2));
  EXPECT_EQ(lists[0].name, "one");
  EXPECT_EQ(lists[0].title, "A — Nobody");
  EXPECT_THAT(lists[0].seeds, ElementsAre(songs_[0]));
  EXPECT_THAT(lists[0].songs, ElementsAre(songs_[2], songs_[1]));
  EXPECT_THAT(lists[0].distances, ElementsAre(0.5F, 0.75F));
  EXPECT_EQ(lists[1].request, "{\"version\": 1}");
  listener.write_list({"one", "again", {}, "{}", {}, {songs_[3]}, {0}});
  lists = listener.lists();
  ASSERT_THAT(lists, SizeIs(2));
  EXPECT_EQ(lists[1].title, "again");
  EXPECT_THAT(lists[1].songs, ElementsAre(songs_[3]));
  EXPECT_TRUE(listener.remove_list("one"));
  EXPECT_FALSE(listener.remove_list("one"));
}

TEST_F(ListenerTest, AStoredCatalogOfVersion3LearnsToListen) {
  const auto path = folder_ / "three.db";
  std::filesystem::copy_file(std::filesystem::path(SEGUE_TESTS_DIR) / "data" / "catalog-v3.db", path);
  Listener listener(path);
  EXPECT_THAT(listener.feedback(), IsEmpty());
  EXPECT_THAT(listener.lists(), IsEmpty());
  listener.write_feedback({{1}, SongId{2}, true});
  EXPECT_THAT(listener.feedback(), SizeIs(1));
}

TEST_F(ListenerTest, WithoutACatalogThereIsNoListener) {
  EXPECT_THROW(Listener(folder_ / "none.db"), Error);
}

}  // namespace
}  // namespace segue::catalog
