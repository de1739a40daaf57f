#include "segue/app/catalog_sink.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/temporary_folder.h"

namespace segue::app {
namespace {

catalog::SongRecord record(int song, int playlist) {
  catalog::SongRecord made;
  made.facts.title = "Song " + std::to_string(song);
  made.facts.artists = {"Ann"};
  made.facts.ids = {{"spotify", "id" + std::to_string(song)}};
  const auto number = std::to_string(playlist);
  made.playlist = catalog::PlaylistMention{"key" + number, "List " + number, false};
  return made;
}

/// Songs 0 to 99, each in two of ten playlists, in turns.
RecordCounts write_all(catalog::Catalog& catalog, std::uint64_t most_gathered) {
  RecordCounts counts;
  CatalogSink sink(catalog, {}, {}, counts, most_gathered);
  for (int song = 0; song < 100; ++song) {
    sink.on_record(record(song, song % 10));
    sink.on_record(record(song, (song + 3) % 10));
  }
  sink.commit();
  sink.commit_playlists();
  return counts;
}

TEST(CatalogSink, PlaylistsInPartsAreTheSameAsWhole) {
  const TemporaryFolder folder("sink");
  auto whole = catalog::Catalog::open(folder.path() / "whole.db");
  auto parts = catalog::Catalog::open(folder.path() / "parts.db");
  const auto at_once = write_all(whole, CatalogSink::kMostGathered);
  const auto in_parts = write_all(parts, 7);
  EXPECT_EQ(at_once.playlists_added, 10U);
  EXPECT_EQ(in_parts.playlists_added, 10U);
  EXPECT_EQ(in_parts.playlists_changed, 0U);
  EXPECT_EQ(in_parts.playlists_unchanged, 0U);
  EXPECT_EQ(in_parts.added, 100U);
  const auto expected = whole.playlists();
  const auto found = parts.playlists();
  ASSERT_EQ(found.size(), expected.size());
  std::size_t songs = 0;
  for (const auto& list : expected) {
    const auto same = std::ranges::find(found, list.key, &catalog::CollectedPlaylist::key);
    ASSERT_NE(same, found.end());
    EXPECT_EQ(same->songs, list.songs);
    EXPECT_EQ(same->name, list.name);
    songs += list.songs.size();
  }
  EXPECT_EQ(songs, 200U);
  // Told again, nothing changes.
  const auto again = write_all(parts, 7);
  EXPECT_EQ(again.playlists_unchanged, 10U);
  EXPECT_EQ(again.playlists_changed, 0U);
  EXPECT_EQ(again.unchanged, 200U);
}

TEST(CatalogSink, RecordsWaitUntilTheyAreManyOrLong) {
  const TemporaryFolder folder("sink");
  auto catalog = catalog::Catalog::open(folder.path() / "catalog.db");
  RecordCounts counts;
  CatalogSink sink(catalog, {.add_songs = true, .update = false}, {}, counts);
  for (int song = 0; song < 1999; ++song) sink.on_record(record(song, 0));
  EXPECT_EQ(catalog.song_count(), 0);
  sink.on_record(record(1999, 0));
  EXPECT_EQ(catalog.song_count(), 2000);
  EXPECT_EQ(counts.added, 2000U);
  for (int song = 2000; song < 2002; ++song) {
    auto long_one = record(song, 0);
    long_one.lyrics = std::string(20'000'000, 'a');
    EXPECT_EQ(catalog.song_count(), 2000);
    sink.on_record(std::move(long_one));
  }
  EXPECT_EQ(catalog.song_count(), 2002) << "40 MB of words are not kept waiting";
  sink.on_record(record(2002, 0));
  sink.commit();
  EXPECT_EQ(catalog.song_count(), 2003);
  EXPECT_FALSE(sink.catalog_failed());
}

TEST(CatalogSink, APlaylistThatIsStatedWholeWaitsForTheEnd) {
  const TemporaryFolder folder("sink");
  auto catalog = catalog::Catalog::open(folder.path() / "catalog.db");
  RecordCounts counts;
  CatalogSink sink(catalog, {}, {}, counts, 2);
  for (int song = 0; song < 9; ++song) {
    auto one = record(song, 0);
    one.playlist->whole = true;
    sink.on_record(std::move(one));
  }
  sink.commit();
  EXPECT_THAT(catalog.playlists(), testing::IsEmpty());
  sink.commit_playlists();
  ASSERT_EQ(catalog.playlists().size(), 1U);
  EXPECT_EQ(catalog.playlists().front().songs.size(), 9U);
  EXPECT_EQ(counts.playlists_added, 1U);
}

}  // namespace
}  // namespace segue::app
