#include "segue/app/push.h"

#include <map>

#include "app_fixture.h"
#include <gmock/gmock.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Knows songs by title: its id for "Gold" is "id of Gold"; those called "Nowhere ..." it does not have.
class FakeTarget final : public sources::PlaylistTarget {
 public:
  std::string name() const override { return "Fake"; }
  std::optional<sources::TargetSong> find(const catalog::SongFacts& song, const Cancellation&) override {
    ++asked;
    if (song.title.starts_with("Nowhere")) return std::nullopt;
    const auto title = song.title.substr(0, song.title.find(" - "));
    return sources::TargetSong{"id of " + title, title, "", "name"};
  }
  std::vector<sources::TargetPlaylist> playlists_named(std::string_view name, const Cancellation&) override {
    std::vector<sources::TargetPlaylist> found;
    for (const auto& [id, draft] : playlists) {
      if (draft.name == name) found.push_back({id, draft.name, "", 0});
    }
    return found;
  }
  sources::TargetPlaylist create(const sources::PlaylistDraft& draft, Progress&, const Cancellation&) override {
    const auto id = "p" + std::to_string(playlists.size());
    playlists[id] = draft;
    return {id, draft.name, "https://fake/" + id, static_cast<std::int64_t>(draft.songs.size())};
  }
  sources::TargetPlaylist replace(const sources::TargetPlaylist& playlist, const sources::PlaylistDraft& draft,
                                  Progress&, const Cancellation&) override {
    playlists[playlist.id] = draft;
    return {playlist.id, draft.name, "", static_cast<std::int64_t>(draft.songs.size())};
  }

  int asked = 0;
  std::map<std::string, sources::PlaylistDraft> playlists;
};

PushList list_of(const std::vector<std::string>& titles) {
  PushList list{"The List", {}};
  for (const auto& title : titles) {
    catalog::SongFacts facts;
    facts.title = title;
    facts.artists = {"Ann"};
    list.songs.push_back(facts);
  }
  return list;
}

template <class Do>
Error error_of(const Do& what) {
  try {
    what();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorKind::kFailed, "");
}

TEST(Push, MakesAPlaylistOfWhatIsThereAndSaysTheRest) {
  FakeTarget target;
  const auto report = push(target, list_of({"Gold", "Nowhere", "Tin", "Gold - Remaster"}), {});
  EXPECT_EQ(report.outcome, PushReport::Outcome::kCreated);
  EXPECT_EQ(report.stored, 2);
  EXPECT_EQ(report.url, "https://fake/p0");
  ASSERT_THAT(report.missing, SizeIs(1));
  EXPECT_EQ(report.missing[0].title, "Nowhere");
  ASSERT_THAT(report.repeated, SizeIs(1));
  EXPECT_EQ(report.repeated[0].title, "Gold - Remaster");
  EXPECT_THAT(target.playlists["p0"].songs, ElementsAre("id of Gold", "id of Tin"));
  EXPECT_EQ(target.playlists["p0"].name, "The List");
  EXPECT_FALSE(target.playlists["p0"].is_public);
}

TEST(Push, APlaylistOfThatNameIsOnlyReplacedIfAsked) {
  FakeTarget target;
  push(target, list_of({"Gold"}), {});
  target.asked = 0;
  const auto error = error_of([&] { push(target, list_of({"Tin"}), {}); });
  EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("has a playlist called 'The List' already"));
  EXPECT_THAT(error.hint(), HasSubstr("--update"));
  EXPECT_EQ(target.asked, 0);  // said before a song is looked for
  PushOptions options;
  options.update = true;
  options.is_public = true;
  EXPECT_EQ(push(target, list_of({"Tin"}), options).outcome, PushReport::Outcome::kReplaced);
  ASSERT_THAT(target.playlists, SizeIs(1));
  EXPECT_THAT(target.playlists["p0"].songs, ElementsAre("id of Tin"));
  target.playlists["p7"] = target.playlists["p0"];
  EXPECT_THAT(error_of([&] { push(target, list_of({"Tin"}), options); }).what(), HasSubstr("has 2 playlists"));
}

TEST(Push, ADryRunWritesNothing) {
  FakeTarget target;
  PushOptions options;
  options.dry_run = true;
  options.name = "Other";
  const auto report = push(target, list_of({"Gold", "Nowhere"}), options);
  EXPECT_EQ(report.outcome, PushReport::Outcome::kDryRun);
  EXPECT_THAT(report.songs, SizeIs(1));
  EXPECT_EQ(report.name, "Other");
  EXPECT_FALSE(report.exists);
  EXPECT_THAT(target.playlists, IsEmpty());
}

TEST(Push, NothingThereMakesNoPlaylist) {
  FakeTarget target;
  const auto error = error_of([&] { push(target, list_of({"Nowhere", "Nowhere 2"}), {}); });
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_THAT(error.what(), HasSubstr("none of the 2 songs"));
  EXPECT_THAT(target.playlists, IsEmpty());
  EXPECT_EQ(error_of([&] { push(target, {}, {}); }).kind(), ErrorKind::kUsage);
}

class PushFile : public AppTest {};

TEST_F(PushFile, ReadsEveryKindOfListAndLearnsIdsFromTheCatalog) {
  auto catalog = open();
  catalog::SongRecord gold;
  gold.facts.title = "Gold";
  gold.facts.artists = {"Ann"};
  gold.facts.ids = {{"subsonic", "host#7"}};
  catalog.write(gold, {true, false});
  const std::vector<std::filesystem::path> files = {
      file("l.json", R"({"seeds": [], "songs": [{"title": "Gold", "artists": ["Ann"]}]})"),
      file("l.jspf", R"({"playlist": {"track": [{"title": "Gold", "creator": "Ann"}]}})"),
      file("l.xspf",
           "<playlist><trackList><track><title>Gold</title><creator>Ann</creator></track></trackList></playlist>"),
      file("l.m3u8", "#EXTINF:1,Ann - Gold\ngold.mp3\n"), file("l.csv", "title,artist\nGold,Ann\n")};
  for (const auto& path : files) {
    const auto list = read_push_list(path, &catalog);
    EXPECT_EQ(list.title, "l") << path;
    ASSERT_THAT(list.songs, SizeIs(1)) << path;
    EXPECT_EQ(list.songs[0].title, "Gold") << path;
    EXPECT_THAT(list.songs[0].ids, ElementsAre(catalog::ExternalId{"subsonic", "host#7"})) << path;
    EXPECT_THAT(read_push_list(path, nullptr).songs[0].ids, IsEmpty()) << path;
  }
}

}  // namespace
}  // namespace segue::app
