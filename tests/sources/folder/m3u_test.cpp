#include <string>
#include <vector>

#include "folder_maker.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/sources/folder/music_folder.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class M3u : public FolderTest {
 protected:
  std::vector<std::string> entries(const std::string& bytes, const char* name = "list.m3u") {
    playlist_ = read_m3u(put(name, bytes));
    std::vector<std::string> paths;
    for (const auto& path : playlist_.entries) paths.push_back(path.lexically_relative(folder_).native());
    return paths;
  }
  PlaylistFile playlist_;
};

TEST_F(M3u, EntriesCommentsAndLineEnds) {
  EXPECT_THAT(
      entries(
          "#EXTM3U\r\n#EXTINF:123,Some One - Song\r\na.mp3\r\n\r\n# a comment\r\n  sub/b.mp3  \r\n./c.mp3\r\nd.mp3"),
      ElementsAre("a.mp3", "sub/b.mp3", "c.mp3", "d.mp3"));
  EXPECT_EQ(playlist_.name, "list");
  EXPECT_THAT(entries("a.mp3\rb.mp3\r"), ElementsAre("a.mp3", "b.mp3"));
  EXPECT_THAT(entries(""), IsEmpty());
  EXPECT_TRUE(playlist_.entries.empty());
}

TEST_F(M3u, NameAndMark) {
  EXPECT_THAT(entries("\xef\xbb\xbf#EXTM3U\n#PLAYLIST: Für Elise \nä.mp3\n", "x.m3u8"), ElementsAre("ä.mp3"));
  EXPECT_EQ(playlist_.name, "Für Elise");
  EXPECT_TRUE(entries("#PLAYLIST:F\xfcr\n").empty());
  EXPECT_EQ(playlist_.name, "Für");
  entries("", "Sommer\xe9.m3u");
  EXPECT_EQ(playlist_.name, "Sommeré");
}

TEST_F(M3u, AbsoluteAndParentPaths) {
  EXPECT_THAT(read_m3u(put("sub/list.m3u", "../a.mp3\n/abs/x/../b.mp3\n")).entries,
              ElementsAre(folder_ / "a.mp3", "/abs/b.mp3"));
}

TEST_F(M3u, Windows) {
  put("Music/a.mp3");
  put("caf\xe9.mp3");
  put("na\xc3\xafve.mp3");
  put("back\\slash.mp3");
  EXPECT_THAT(
      entries("Music\\a.mp3\ncaf\xe9.mp3\nna\xefve.mp3\nback\\slash.mp3\nMissing\\x.mp3\nmissing\xe9.mp3\n"),
      ElementsAre("Music/a.mp3", "caf\xe9.mp3", "naïve.mp3", "back\\slash.mp3", "Missing/x.mp3", "missingé.mp3"));
}

TEST_F(M3u, UrisAndLinks) {
  put("My Song.mp3");
  put("100%25.mp3");
  EXPECT_THAT(entries("file://" + folder_.native() + "/My%20Song.mp3\nfile://localhost" + folder_.native() +
                      "/b%zz.mp3\nhttp://x.org/a.mp3\nHTTPS://x.org/b.mp3\nspotify:track:4uLU6hMCjMI75M1A2tKUQC\n"
                      "My%20Song.mp3\n100%25.mp3\nfile:///a%00b\nfile:\n"),
              ElementsAre("My Song.mp3", "b%zz.mp3", "My Song.mp3", "100%25.mp3"));
}

void expect_bad_data(const std::filesystem::path& path) {
  try {
    read_m3u(path);
    FAIL() << path;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData) << error.what();
  }
}

TEST_F(M3u, WhatIsNoPlaylist) {
  expect_bad_data(put("a.m3u", std::string("ID3\0\0", 5)));
  expect_bad_data(put("b.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\nseg.ts\n"));
  expect_bad_data(put("c.m3u", std::string((16U << 20U) + 1, '#')));
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "/a\n";
  EXPECT_EQ(read_m3u(put("d.m3u", many)).entries.size(), 100'000U);
  expect_bad_data(put("d.m3u", many + "/a\n"));
  try {
    read_m3u(folder_ / "none.m3u");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  }
}

TEST_F(M3u, Utf16) {
  EXPECT_THAT(entries(std::string("\xff\xfe"
                                  "a\0.\0m\0p\0003\0\n\0",
                                  14)),
              ElementsAre("a.mp3"));
}

}  // namespace
}  // namespace segue::sources
