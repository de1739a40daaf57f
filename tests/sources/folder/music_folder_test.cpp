#include "segue/sources/folder/music_folder.h"

#include <string>
#include <vector>

#include "../../unprivileged.h"
#include "folder_maker.h"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/sha1.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListMusic : public FolderTest {
 protected:
  /// Paths below the folder.
  std::vector<std::string> list(const std::filesystem::path& root) {
    problems_.clear();
    listing_ = list_music(
        root, [this](ItemProblem&& problem) { problems_.push_back(std::move(problem)); }, Progress::none(),
        Cancellation::never());
    std::vector<std::string> names;
    for (const FoundFile& file : listing_.music) names.push_back(file.path.lexically_relative(folder_).native());
    return names;
  }
  std::vector<std::string> list() { return list(folder_); }

  FolderListing listing_;
  std::vector<ItemProblem> problems_;
};

TEST_F(ListMusic, MusicByItsEndingInTheOrderOfPaths) {
  for (const char* name : {"b.MP3", "a.flac", "sub/c.ogg", "sub/deep/d.m4a", "e.opus", "f.wav", "cover.jpg",
                           "notes.txt", "mp3", "g.mp3.part", "Z.Mp3"}) {
    put(name, "x");
  }
  put("list.m3u8", "");
  put("sub/list.M3U", "");
  EXPECT_THAT(list(), ElementsAre("Z.Mp3", "a.flac", "b.MP3", "e.opus", "f.wav", "sub/c.ogg", "sub/deep/d.m4a"));
  ASSERT_EQ(listing_.playlists.size(), 2U);
  EXPECT_EQ(listing_.playlists[0].path, folder_ / "list.m3u8");
  EXPECT_EQ(listing_.playlists[1].path, folder_ / "sub/list.M3U");
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ListMusic, TellsSizeAndTime) {
  const auto path = put("a.mp3", "12345");
  const timespec times[2] = {{1'000'000'000, 5}, {1'600'000'000, 123'456'789}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  list();
  ASSERT_EQ(listing_.music.size(), 1U);
  EXPECT_EQ(listing_.music[0].size, 5U);
  EXPECT_EQ(listing_.music[0].modified_ns, 1'600'000'000'123'456'789);
}

TEST_F(ListMusic, HiddenFilesAndJunkAreLeftOut) {
  for (const char* name : {".a.mp3", "._b.mp3", ".hidden/c.mp3", "@eaDir/d.mp3", "$RECYCLE.BIN/e.mp3",
                           "lost+found/f.mp3", "__MACOSX/g.mp3", "ok.mp3"}) {
    put(name, "x");
  }
  EXPECT_THAT(list(), ElementsAre("ok.mp3"));
}

TEST_F(ListMusic, AHiddenRootIsReadWhenNamed) {
  put(".music/a.mp3", "x");
  EXPECT_THAT(list(folder_ / ".music"), ElementsAre(".music/a.mp3"));
}

TEST_F(ListMusic, LinksAreFollowedOnce) {
  put("real/a.mp3", "x");
  put("elsewhere/.x/b.mp3", "x");
  std::filesystem::create_directory_symlink(folder_ / "real", folder_ / "alias");
  std::filesystem::create_directory_symlink(folder_, folder_ / "real/loop");
  std::filesystem::create_directory_symlink(folder_ / "elsewhere/.x", folder_ / "linked");
  std::filesystem::create_symlink(folder_ / "real/a.mp3", folder_ / "0.mp3");
  std::filesystem::create_symlink(folder_ / "nowhere.mp3", folder_ / "broken.mp3");
  std::filesystem::create_symlink(folder_ / "nowhere", folder_ / "broken");
  EXPECT_THAT(list(), ElementsAre("linked/b.mp3", "real/a.mp3"));
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_EQ(problems_[0].file, (folder_ / "broken.mp3").native());
  EXPECT_EQ(problems_[0].expected, "a file that can be read");
}

TEST_F(ListMusic, PartsOfAGameSongAreNoSongs) {
  for (const char* name : {"game/song.ini", "game/song.ogg", "game/guitar.ogg", "game/drums_1.ogg", "game/other.ogg",
                           "plain/guitar.ogg", "plain/song.ogg"}) {
    put(name, "x");
  }
  EXPECT_THAT(list(), ElementsAre("game/other.ogg", "game/song.ogg", "plain/guitar.ogg", "plain/song.ogg"));
}

TEST_F(ListMusic, NamesThatAreNoUtf8Survive) {
  put("caf\xe9.mp3", "x");
  EXPECT_THAT(list(), ElementsAre("caf\xe9.mp3"));
  EXPECT_EQ(read_tags(listing_.music[0].path).record.facts.title, "café");
  EXPECT_EQ(read_tags(listing_.music[0].path).record.facts.path, (folder_ / "caf\xe9.mp3").native());
}

TEST_F(ListMusic, AnUnreadableFolderIsAProblem) {
  put("closed/a.mp3", "x");
  put("open/b.mp3", "x");
  std::filesystem::permissions(folder_ / "closed", std::filesystem::perms::none);
  constexpr auto kForAll = std::filesystem::perms(0755);
  std::filesystem::permissions(folder_, kForAll);
  const test::Unprivileged unprivileged;
  EXPECT_THAT(list(), ElementsAre("open/b.mp3"));
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_EQ(problems_[0].file, (folder_ / "closed").native());
  EXPECT_EQ(problems_[0].expected, "a folder that can be read");
  EXPECT_FALSE(problems_[0].row_kept);
  EXPECT_THROW(list(folder_ / "closed"), Error);
}

TEST_F(ListMusic, OnlyRegularFiles) {
  ASSERT_EQ(mkfifo((folder_ / "pipe.mp3").c_str(), 0600), 0);
  std::filesystem::create_directory(folder_ / "folder.mp3");
  EXPECT_THAT(list(), IsEmpty());
  EXPECT_EQ(read_tags(folder_ / "pipe.mp3").record.facts.title, "pipe");
  EXPECT_THROW(fingerprint(folder_ / "pipe.mp3"), Error);
}

TEST_F(ListMusic, RootMayBeAFileOrEndWithASlash) {
  put("a.mp3", "x");
  put("b.mp3", "x");
  EXPECT_THAT(list(folder_ / "a.mp3"), ElementsAre("a.mp3"));
  EXPECT_THAT(list(folder_ / ""), ElementsAre("a.mp3", "b.mp3"));
  EXPECT_THAT(list(folder_ / "x" / ".."), ElementsAre("a.mp3", "b.mp3"));
}

TEST_F(ListMusic, NoSuchFolder) {
  try {
    list(folder_ / "none");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  }
}

TEST_F(ListMusic, StopsWhenAsked) {
  put("a.mp3", "x");
  put("sub/b.mp3", "x");
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(list_music(
                   folder_, [](ItemProblem&&) {}, Progress::none(), cancellation),
               Error);
}

TEST_F(ListMusic, DeepFoldersEnd) {
  std::filesystem::path deep = folder_;
  for (int i = 0; i < 100; ++i) deep /= "abcdefgh";
  std::filesystem::create_directories(deep);
  put(deep.lexically_relative(folder_) / "a.mp3", "x");
  EXPECT_EQ(list().size(), 1U);
}

class Fingerprint : public FolderTest {};

TEST_F(Fingerprint, IsOfSizeBeginningAndEnd) {
  const std::string small = "hello";
  EXPECT_EQ(fingerprint(put("a", small)), sha1_hex(std::string("\x05\0\0\0\0\0\0\0", 8) + small + small));
  std::string large(300'000, 'a');
  large[100'000] = 'x';
  const std::string before = fingerprint(put("b", large));
  EXPECT_EQ(before, fingerprint(put("moved/elsewhere", large)));
  large[150'000] = 'y';
  EXPECT_EQ(before, fingerprint(put("b", large))) << "the middle is not read";
  large[65'535] = 'y';
  EXPECT_NE(before, fingerprint(put("b", large)));
  large[65'535] = 'a';
  large[300'000 - 65'536] = 'y';
  EXPECT_NE(before, fingerprint(put("b", large)));
  EXPECT_NE(before, fingerprint(put("b", large + "a")));
  EXPECT_EQ(fingerprint(put("empty", "")).size(), 40U);
}

TEST_F(Fingerprint, Unreadable) {
  EXPECT_THROW(fingerprint(folder_ / "none"), Error);
  EXPECT_THROW(fingerprint(folder_), Error);
}

}  // namespace
}  // namespace segue::sources
