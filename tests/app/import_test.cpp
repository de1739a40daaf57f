#include "segue/app/import.h"

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using ImportTest = AppTest;

constexpr const char* kTable =
    "track_id,track_name,track_artist,playlist_name,playlist_id,energy,tempo\n"
    "0000000000000000000001,First,Ada,Mix,mix-1,0.5,120\n"
    "0000000000000000000002,Second,Bo,Mix,mix-1,0.6,121\n"
    "0000000000000000000003,FIRST,ADA,Other,other-1,0.7,122\n"
    "0000000000000000000002,Second,Bo,Other,other-1,0.6,121\n";

TEST_F(ImportTest, MergesSongsAndKeepsPlaylistsInOrder) {
  auto catalog = open();
  const auto report = import(catalog, file("table.csv", kTable));
  ASSERT_EQ(report.files.size(), 1U);
  EXPECT_EQ(report.files[0].added, 2U);
  EXPECT_EQ(report.files[0].table.rows, 4U);
  EXPECT_EQ(report.files[0].playlists_added, 2U);
  EXPECT_EQ(catalog.song_count(), 2);
  const auto playlists = catalog.playlists();
  ASSERT_EQ(playlists.size(), 2U);
  EXPECT_EQ(playlists[0].key, "mix-1");
  EXPECT_THAT(playlists[1].songs, testing::ElementsAre(SongId{1}, SongId{2}));
  // The first row of a song speaks for it; its other id leads to it as well.
  EXPECT_DOUBLE_EQ(catalog.values(SongId{1})->values[catalog::Variable::kEnergy], 0.5);
  EXPECT_EQ(catalog.find_by_id({"spotify", "0000000000000000000003"}), SongId{1});
}

TEST_F(ImportTest, ImportingAgainChangesNothing) {
  auto catalog = open();
  const auto table = file("table.csv", kTable);
  import(catalog, table);
  const auto before = catalog.summary();
  const auto report = import(catalog, table);
  EXPECT_EQ(report.files[0].added, 0U);
  EXPECT_EQ(report.files[0].completed, 0U);
  EXPECT_EQ(report.files[0].unchanged, 4U);
  EXPECT_EQ(report.files[0].playlists_unchanged, 2U);
  EXPECT_EQ(catalog.summary().songs, before.songs);
  EXPECT_EQ(catalog.summary().values, before.values);
}

TEST_F(ImportTest, RefusedValuesAreReportedAndTheirRowsKept) {
  auto catalog = open();
  const auto report = import(catalog, file("bad.csv",
                                           "title,artist,danceability,tempo,release_date\n"
                                           "A,X,3,120,2001\nB,Y,0.5,-1,9999\n"));
  EXPECT_EQ(report.files[0].added, 2U);
  EXPECT_EQ(report.files[0].table.refused_values, 3U);
  ASSERT_EQ(problems_.size(), 3U);
  EXPECT_EQ(problems_[0].row, 2U);
  EXPECT_EQ(problems_[0].column, "danceability");
  EXPECT_EQ(problems_[0].found, "3");
  EXPECT_TRUE(problems_[0].row_kept);
  EXPECT_THAT((std::vector{problems_[1].column, problems_[2].column}),
              testing::UnorderedElementsAre("tempo", "release_date"));
  EXPECT_FALSE(catalog.songs(std::vector{SongId{2}}).front().facts.released.has_value());
}

TEST_F(ImportTest, LyricsFindTheirSongsAndMakeNewOnesOnlyWhenAsked) {
  auto catalog = open();
  import(catalog, file("table.csv", kTable));
  const auto lyrics = file("lyrics.csv", "artist,title,lyrics\nada,first,la la\nNobody,Unheard,na na\n");
  auto report = import(catalog, lyrics);
  EXPECT_EQ(report.files[0].completed, 1U);
  EXPECT_EQ(report.files[0].unknown_lyrics, 1U);
  EXPECT_EQ(catalog.song_count(), 2);
  EXPECT_EQ(catalog.lyrics(SongId{1}), "la la");
  ImportOptions add;
  add.add_songs = true;
  report = import(catalog, lyrics, add);
  EXPECT_EQ(report.files[0].added, 1U);
  EXPECT_EQ(catalog.song_count(), 3);
}

TEST_F(ImportTest, ABadFileDoesNotStopTheOthers) {
  auto catalog = open();
  const auto good = file("good.csv", kTable);
  const auto bad = file("bad.csv", "colour,size\nred,3\n");
  const auto report = import_tables(catalog, {folder_ / "missing.csv", bad, good}, {}, nullptr);
  ASSERT_EQ(report.failures.size(), 2U);
  EXPECT_EQ(report.failures[0].kind, ErrorKind::kFailed);
  EXPECT_EQ(report.failures[1].kind, ErrorKind::kBadData);
  EXPECT_THAT(report.failures[1].message, testing::HasSubstr("bad.csv"));
  ASSERT_EQ(report.files.size(), 1U);
  EXPECT_EQ(catalog.song_count(), 2);
}

TEST_F(ImportTest, AnInterruptedImportKeepsWhatWasReadAndTheNextCompletesIt) {
  auto catalog = open();
  const auto table = file("long.csv", line_of_songs(5000));
  Cancellation cancellation;
  /// Ctrl-C once part of the file is read.
  class Impatient final : public Progress {
   public:
    explicit Impatient(Cancellation& cancellation) : cancellation_(cancellation) {}
    void begin(std::string_view, std::optional<std::uint64_t>, std::string_view) override {}
    void advance(std::uint64_t done) override {
      if (done > 0) cancellation_.request();
    }
    void end() override {}

   private:
    Cancellation& cancellation_;
  } impatient(cancellation);
  try {
    import_tables(catalog, {table}, {}, nullptr, Clock::system(), impatient, cancellation);
    FAIL() << "was not interrupted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  const auto kept = catalog.song_count();
  EXPECT_GT(kept, 0);
  EXPECT_LT(kept, 5000);
  import(catalog, table);
  EXPECT_EQ(catalog.song_count(), 5000);
}

TEST_F(ImportTest, AnExportifyFileStatesTheWholePlaylist) {
  auto catalog = open();
  const std::string header = "Track URI,Track Name,Artist Name(s),Added At\n";
  const std::string one = "spotify:track:0000000000000000000001,One,Ada,2024-01-01\n";
  const std::string two = "spotify:track:0000000000000000000002,Two,Bo,2024-01-02\n";
  import(catalog, file("road trip.csv", header + one + two));
  ASSERT_EQ(catalog.playlists().size(), 1U);
  EXPECT_EQ(catalog.playlists()[0].name, "road trip");
  EXPECT_EQ(catalog.playlists()[0].songs.size(), 2U);
  const auto report = import(catalog, file("road trip.csv", header + two));
  EXPECT_EQ(report.files[0].playlists_changed, 1U);
  EXPECT_THAT(catalog.playlists()[0].songs, testing::ElementsAre(SongId{2}));
  EXPECT_EQ(catalog.song_count(), 2) << "a song that left a playlist stays in the catalog";
}

}  // namespace
}  // namespace segue::app
