#include <cmath>

#include "invented.h"
#include "invented_sound.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/catalog/catalog.h"

namespace segue::catalog {
namespace {

using test::invented_sound;
using test::record;
using testing::ElementsAre;
using testing::IsEmpty;

class Files : public testing::Test {
 protected:
  SongId song(const std::string& title) { return catalog_.write(record(title, {"X"}), {.add_songs = true}).song; }
  MusicFile file(const std::string& path, SongId song) {
    MusicFile file;
    file.path = path;
    file.song = song;
    file.size = 1000;
    file.modified_ns = 5;
    file.fingerprint = "print of " + path;
    file.tag_reader = 1;
    file.id = catalog_.write_file(file);
    return file;
  }
  std::string path_of(SongId song) { return catalog_.songs(std::span(&song, 1)).front().facts.path; }

  test::TempFolder folder_;
  Catalog catalog_ = Catalog::open(folder_ / "catalog.db");
};

TEST_F(Files, AreListedByPathWithWhatIsKnownOfThem) {
  const SongId b = song("B");
  file("/m/b.mp3", b);
  const MusicFile a = file("/m/a\xff.mp3", song("A"));
  catalog_.write_sound(a.id, invented_sound(1));
  const auto files = catalog_.files();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, "/m/a\xff.mp3");
  EXPECT_EQ(files[0].analyzer, kAnalyzerVersion);
  EXPECT_EQ(files[0].fingerprint, a.fingerprint);
  EXPECT_EQ(files[1].song, b);
  EXPECT_EQ(files[1].analyzer, 0);
  EXPECT_FALSE(files[1].missing);
}

TEST_F(Files, GiveTheirSongItsPathAndNumbers) {
  const SongId id = song("A");
  MusicFile first = file("/m/1.mp3", id);
  const MusicFile second = file("/m/0.mp3", id);
  EXPECT_EQ(path_of(id), "/m/1.mp3");  // the first that was stored
  catalog_.write_sound(second.id, invented_sound(2));
  EXPECT_EQ(catalog_.sound(id)->duration_s, invented_sound(2).duration_s);
  catalog_.write_sound(first.id, invented_sound(3));
  EXPECT_EQ(catalog_.sound(id)->duration_s, invented_sound(3).duration_s);
  EXPECT_EQ(catalog_.values(id)->values[Variable::kEnergy], invented_sound(3)[Variable::kEnergy].value);
  EXPECT_EQ(catalog_.values(id)->provenance[static_cast<std::size_t>(Variable::kEnergy)], Provenance::kSegue);

  first.missing = true;
  catalog_.write_file(first);
  EXPECT_EQ(path_of(id), "/m/0.mp3");
  EXPECT_EQ(catalog_.values(id)->values[Variable::kEnergy], invented_sound(2)[Variable::kEnergy].value);
  EXPECT_THAT(catalog_.songs_without_file(), IsEmpty());
}

TEST_F(Files, ThatAreAllMissingLeaveASongThatCannotBePlayed) {
  const SongId kept = song("Kept");
  const SongId lost = song("Lost");
  song("Never had a file");
  file("/m/k.mp3", kept);
  MusicFile gone = file("/m/l.mp3", lost);
  catalog_.write_sound(gone.id, invented_sound(1));
  gone.missing = true;
  catalog_.write_file(gone);
  EXPECT_THAT(catalog_.songs_without_file(), ElementsAre(lost));
  EXPECT_EQ(path_of(lost), "");
  const Summary summary = catalog_.summary();
  EXPECT_EQ(summary.files, 1);
  EXPECT_EQ(summary.files_missing, 1);
  EXPECT_EQ(summary.files_heard, 0);
  EXPECT_EQ(summary.songs, 3);
}

TEST_F(Files, OfNewContentAreToBeHeardAnew) {
  MusicFile changed = file("/m/1.mp3", song("A"));
  catalog_.write_sound(changed.id, invented_sound(1));
  changed.modified_ns = 6;  // touched, the same content
  catalog_.write_file(changed);
  EXPECT_EQ(catalog_.files().front().analyzer, kAnalyzerVersion);
  changed.fingerprint = "other";
  catalog_.write_file(changed);
  EXPECT_EQ(catalog_.files().front().analyzer, 0);
  EXPECT_TRUE(catalog_.sound(changed.song)) << "what was heard stays until then";
}

TEST_F(Files, ThatCannotBeHeardKeepWhatWasHeardBefore) {
  const MusicFile file_a = file("/m/1.mp3", song("A"));
  catalog_.write_sound_problem(file_a.id, 1, "crashed");
  EXPECT_EQ(catalog_.files().front().problem, "crashed");
  EXPECT_EQ(catalog_.files().front().analyzer, 1);
  EXPECT_FALSE(catalog_.sound(file_a.song));
  EXPECT_EQ(catalog_.summary().files_unheard, 1);
  catalog_.write_sound(file_a.id, invented_sound(1));
  EXPECT_EQ(catalog_.files().front().problem, "");
  catalog_.write_sound_problem(file_a.id, 2, "crashed");
  EXPECT_TRUE(catalog_.sound(file_a.song));
}

TEST_F(Files, TellTheTimbreOfEverySongOnce) {
  const SongId a = song("A");
  const SongId b = song("B");
  for (const auto& [path, id] : {std::pair{"/1", b}, std::pair{"/2", a}, std::pair{"/3", a}}) {
    catalog_.write_sound(file(path, id).id, invented_sound(path[1] - '0'));
  }
  std::vector<std::pair<SongId, float>> seen;
  catalog_.for_each_timbre([&](SongId id, std::span<const float> timbre) {
    ASSERT_EQ(timbre.size(), timbre_numbers().size());
    EXPECT_TRUE(std::isnan(timbre[3]));
    seen.emplace_back(id, timbre[0]);
  });
  EXPECT_THAT(seen, ElementsAre(std::pair{a, -2.0F}, std::pair{b, -1.0F}));
}

TEST_F(Files, WordsOfOtherSourcesStayWhenASoundIsWritten) {
  SongRecord spotify = record("A", {"X"});
  spotify.values[Variable::kLiveness] = 0.4;
  spotify.values[Variable::kEnergy] = 0.9;
  spotify.provenance = Provenance::kSpotify;
  const SongId id = catalog_.write(spotify, {}).song;
  catalog_.write_sound(file("/1", id).id, invented_sound(1));
  EXPECT_EQ(catalog_.values(id)->values[Variable::kLiveness], 0.4);
  EXPECT_EQ(catalog_.values(id)->values[Variable::kEnergy], invented_sound(1)[Variable::kEnergy].value);
}

TEST_F(Files, AMendedRecordGoesToItsSongWhateverItsName) {
  const SongId id = song("Titel");
  const auto written = catalog_.write_to(id, record("Title", {"X"}), {.update = true});
  EXPECT_EQ(written.song, id);
  EXPECT_EQ(written.outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(catalog_.songs(std::span(&id, 1)).front().facts.title, "Title");
  EXPECT_EQ(catalog_.song_count(), 1);
}

}  // namespace
}  // namespace segue::catalog
