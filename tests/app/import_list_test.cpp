#include "segue/app/import_list.h"

#include "app_fixture.h"
#include <gmock/gmock.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/playlist/export.h"

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

catalog::SongRecord record(const std::string& title, const std::vector<std::string>& artists,
                           std::optional<std::int64_t> duration_ms = {}) {
  catalog::SongRecord made;
  made.facts.title = title;
  made.facts.artists = artists;
  made.facts.duration_ms = duration_ms;
  return made;
}

class ImportList : public AppTest {
 protected:
  SongId add(catalog::Catalog& catalog, const catalog::SongRecord& song, const std::string& path = "") {
    const auto id = catalog.write(song, {true, false}).song;
    if (!path.empty()) {
      catalog::MusicFile file;
      file.song = id;
      file.path = path;
      file.fingerprint = path;
      catalog.write_file(file);
    }
    return id;
  }
  std::vector<SongId> songs_of(const catalog::Catalog& catalog) {
    const auto playlists = catalog.playlists();
    return playlists.empty() ? std::vector<SongId>() : playlists.back().songs;
  }
};

TEST_F(ImportList, JoinsByPathIdAndName) {
  auto catalog = open();
  const auto by_path = add(catalog, record("Another Name", {"Nobody"}), (folder_ / "a b.mp3").string());
  auto with_isrc = record("Tin", {"Bob"});
  with_isrc.facts.ids = {{"isrc", "USRC17607839"}};
  const auto by_id = add(catalog, with_isrc);
  const auto live = add(catalog, record("Zinc (Live)", {"Cy"}, 300'000));
  const auto studio = add(catalog, record("Zinc", {"Cy"}, 200'000));
  const auto guests = add(catalog, record("Iron", {"Dee", "Eve"}, 100'000));
  const auto result = import_list_file(catalog, file("list.jspf", R"({"playlist": {"title": "Metals", "track": [
    {"location": "a%20b.mp3", "title": "Gold", "creator": "Ann"},
    {"identifier": "urn:isrc:USRC17607839", "title": "Whatever", "creator": "Else"},
    {"title": "ZINC", "creator": "cy", "duration": 199000},
    {"title": "Zinc - 2011 Remaster", "creator": "Cy", "duration": 301000},
    {"title": "Iron", "creator": "Dee, Eve"},
    {"title": "Iron", "creator": "Dee feat. Someone"},
    {"title": "Lead", "creator": "Fay", "duration": 123000, "album": "Heavy"}]}})"));
  EXPECT_EQ(result.known, 5u);
  EXPECT_EQ(result.added, 2u);
  EXPECT_EQ(result.playlists_added, 1u);
  const auto songs = songs_of(catalog);
  ASSERT_THAT(songs, SizeIs(7));
  EXPECT_EQ(songs[0], by_path);
  EXPECT_EQ(songs[1], by_id);
  EXPECT_EQ(songs[2], studio);
  EXPECT_EQ(songs[3], live);  // as long as the live version is
  EXPECT_EQ(songs[4], guests);
  const auto lead = catalog.songs(std::span(&songs[6], 1)).front().facts;
  EXPECT_EQ(lead.title, "Lead");
  EXPECT_THAT(lead.artists, ElementsAre("Fay"));
  EXPECT_EQ(lead.duration_ms, 123'000);
  EXPECT_EQ(lead.album, "Heavy");
  EXPECT_EQ(catalog.playlists().front().name, "Metals");
}

TEST_F(ImportList, TheSameAgainChangesNothingAndAShorterListReplaces) {
  auto catalog = open();
  const auto text = [](const std::string& tracks) { return R"({"playlist": {"track": [)" + tracks + "]}}"; };
  const std::string two = R"({"title": "A", "creator": "X"}, {"title": "B", "creator": "Y"})";
  import_list_file(catalog, file("mix.jspf", text(two)));
  const auto again = import_list_file(catalog, file("mix.jspf", text(two)));
  EXPECT_EQ(again.added, 0u);
  EXPECT_EQ(again.playlists_unchanged, 1u);
  EXPECT_EQ(catalog.playlists().front().name, "mix");  // as the file is called
  const auto shorter = import_list_file(catalog, file("mix.jspf", text(R"({"title": "B", "creator": "Y"})")));
  EXPECT_EQ(shorter.playlists_changed, 1u);
  EXPECT_THAT(songs_of(catalog), SizeIs(1));
}

TEST_F(ImportList, ASongNeedsATitleAndAnArtist) {
  auto catalog = open();
  const auto result = import_list_file(catalog, file("mix.m3u8", "01 Gone.mp3\nAnn - Gold.mp3\nhttp://radio/\n"));
  EXPECT_EQ(result.added, 1u);
  EXPECT_EQ(result.left_out, 2u);
  try {
    import_list_file(catalog, file("empty.m3u8", "#EXTM3U\n"));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("names no songs"));
  }
  EXPECT_THAT(catalog.playlists(), SizeIs(1));
}

/// Names as people give them, and as they should not.
std::string hostile_name(Rng& rng) {
  static const std::vector<std::string> kParts = {"Gold", "tin", "É", "音楽", " ",      " - ", ", ",
                                                  "\"",   "<&>", "#", "%41",  "(Live)", "'",   "\\",
                                                  "/../", "0",   "7", "🎵",   "feat. "};
  std::string name = "N" + std::to_string(rng.below(1000));
  const auto parts = rng.below(4);
  for (std::uint64_t i = 0; i < parts; ++i) name += kParts[rng.below(kParts.size())];
  return name + "x";  // a table's cells are trimmed
}

// What is exported reads back as the same songs of the catalog, in the same order, whatever they are called.
TEST_F(ImportList, WhatExportWritesIsReadBackAsTheSameList) {
  auto catalog = open();
  Rng rng(7);
  playlist::MadePlaylist made;
  made.title = "Mix — \"X\", <Y>";
  std::vector<SongId> ids;
  for (int i = 0; i < 200; ++i) {
    auto song = record(hostile_name(rng), {hostile_name(rng)});
    if (rng.below(3) == 0) song.facts.artists.push_back(hostile_name(rng));
    if (rng.below(2) == 0) song.facts.duration_ms = static_cast<std::int64_t>(1000 + rng.below(400'000));
    if (rng.below(4) == 0) song.facts.ids.push_back({"spotify", "00000000000000000" + std::to_string(10000 + i)});
    if (rng.below(4) == 0) song.facts.ids.push_back({"isrc", "USRC176" + std::to_string(10000 + i)});
    const bool has_file = rng.below(2) == 0;
    const auto path = has_file ? "/music/" + hostile_name(rng) + "-" + std::to_string(i) + ".mp3" : std::string();
    ids.push_back(add(catalog, song, std::filesystem::path(path).lexically_normal().string()));
  }
  for (const auto& song : catalog.songs(ids)) made.songs.push_back({song, 0.5F});

  for (const std::string ending : {"jspf", "xspf", "m3u8", "json", "csv"}) {
    const auto path = folder_ / ("list." + ending);
    const auto text = playlist::export_playlist(made, playlist::format_of(path), {true, folder_});
    file("list." + ending, text);
    const auto before = catalog.song_count();
    if (ending == "csv") {
      import(catalog, path);
    } else {
      const auto result = import_list_file(catalog, path);
      EXPECT_EQ(result.added, 0u) << ending;
      EXPECT_EQ(result.left_out, 0u) << ending;
    }
    EXPECT_EQ(catalog.song_count(), before) << ending;
    EXPECT_EQ(songs_of(catalog), ids) << ending;
  }
}

}  // namespace
}  // namespace segue::app
