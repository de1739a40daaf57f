#include "segue/sources/subsonic/subsonic_library.h"

#include <set>

#include "stand_in.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/sources/subsonic/subsonic_target.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::size_t number_of(const std::string& target, const std::string& name) {
  const auto at = target.find(name + "=");
  return at == std::string::npos ? 0 : std::stoul(target.substr(at + name.size() + 1));
}

std::string song_json(std::size_t number) {
  return fmt::format(R"({{"id":"s{0}","title":"Song {0}","artist":"Ann","duration":200}})", number);
}

/// A library of `songs` songs; `repeats`: every page is the first one.
class Library {
 public:
  Library(std::size_t songs, bool open_subsonic, bool repeats)
      : server_([=](const SeenRequest& request) {
          return Reply{.body = answer(request.target, songs, open_subsonic, repeats)};
        }) {
    account_.url = server_.url("");
    account_.user = "ada";
    account_.password = "sesame";
  }

  std::set<std::string> read() {
    SubsonicApi api(http_, account_, Cancellation::never());
    std::set<std::string> ids;
    const auto count = read_subsonic_songs(
        api,
        [&](std::span<const SubsonicSong> page) {
          for (const auto& song : page) ids.insert(song.id);
        },
        [&](ItemProblem&& problem) { problems_.push_back(problem.found); }, Progress::none());
    EXPECT_EQ(count, ids.size());
    return ids;
  }
  std::vector<std::string> problems_;
  std::size_t requests() const { return server_.count(); }

 private:
  static std::string answer(const std::string& target, std::size_t songs, bool open_subsonic, bool repeats) {
    std::string members;
    const auto list = [&](std::size_t begin, std::size_t end) {
      std::string text;
      for (std::size_t i = begin; i < std::min(end, songs); ++i) text += (text.empty() ? "" : ",") + song_json(i);
      return text;
    };
    if (target.find("search3") != std::string::npos) {
      const auto offset = repeats ? 0 : number_of(target, "songOffset");
      members = R"(,"searchResult3":{"song":[)" + list(offset, offset + number_of(target, "songCount")) + "]}";
    } else if (target.find("getAlbumList2") != std::string::npos) {
      const auto offset = repeats ? 0 : number_of(target, "offset");
      std::string albums;
      for (std::size_t album = offset; album < std::min(offset + 500, songs / 10); ++album) {
        albums += fmt::format(R"({}{{"id":"{}","name":"x"}})", albums.empty() ? "" : ",", album);
      }
      members = R"(,"albumList2":{"album":[)" + albums + "]}";
    } else if (target.find("getAlbum?") != std::string::npos) {
      const auto album = number_of(target, "&id");
      members = R"(,"album":{"song":[)" + list(album * 10, album * 10 + 10) + "]}";
    }
    return fmt::format(R"({{"subsonic-response":{{"status":"ok","version":"1.16.1"{}{}}}}})",
                       open_subsonic ? R"(,"openSubsonic":true)" : "", members);
  }

  FakePauses pauses_;
  HttpClient http_{quick_settings(pauses_)};
  StandIn server_;
  SubsonicAccount account_;
};

TEST(SubsonicLibrary, PagesThroughEverything) {
  Library library(1234, true, false);
  EXPECT_EQ(library.read().size(), 1234u);
  EXPECT_TRUE(library.problems_.empty());
  EXPECT_EQ(library.requests(), 2u + 4u);  // ping, extensions; three pages and one that is empty
}

TEST(SubsonicLibrary, OldServersAreReadAlbumByAlbum) {
  Library library(120, false, false);
  EXPECT_EQ(library.read().size(), 120u);
  EXPECT_TRUE(library.problems_.empty());
}

TEST(SubsonicLibrary, APageThatRepeatsForEverEnds) {
  Library searched(1000, true, true);
  EXPECT_EQ(searched.read().size(), 500u);
  EXPECT_THAT(searched.problems_, ElementsAre(HasSubstr("holds what an earlier one held")));
  Library listed(100, false, true);
  EXPECT_EQ(listed.read().size(), 100u);
  EXPECT_EQ(listed.problems_.size(), 1u);
}

}  // namespace
}  // namespace segue::sources
