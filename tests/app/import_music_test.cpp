#include "segue/app/import_music.h"

#include <chrono>

#include "app_fixture.h"
#include <gmock/gmock.h>

#include "segue/app/recommend.h"
#include "segue/app/train.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A music folder of files that no tag reader understands, so that their names speak, and an analyzer that hears what
/// their first word says.
class ImportMusic : public AppTest {
 protected:
  void SetUp() override {
    AppTest::SetUp();
    music_ = folder_ / "music";
    std::filesystem::create_directories(music_);
  }
  std::filesystem::path song(const std::string& name, const std::string& text = "music") {
    std::filesystem::create_directories((music_ / name).parent_path());
    std::ofstream(music_ / name, std::ios::binary) << text << "  " << name;  // no two files are the same
    return music_ / name;
  }
  MusicImport scan(catalog::Catalog& catalog) { return scan(catalog, music_); }
  MusicImport scan(catalog::Catalog& catalog, const std::filesystem::path& root) {
    problems_.clear();
    return import_music(catalog, root, [this](const ItemProblem& problem) { problems_.push_back(problem); });
  }
  ListeningReport hear(catalog::Catalog& catalog, bool redo = false) {
    MusicImportOptions options;
    options.redo = redo;
    options.analyzer = {SEGUE_FAKE_ANALYZER, 2, std::chrono::milliseconds(1500), std::chrono::milliseconds(700)};
    return listen(catalog, {music_}, options);
  }
  /// Makes the file look changed even to a clock of whole seconds.
  static void touch(const std::filesystem::path& path) {
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(5));
  }
  std::vector<std::string> titles(const catalog::Catalog& catalog) {
    std::vector<std::string> all;
    catalog.for_each_song([&](const catalog::Song& found) { all.push_back(found.facts.title); });
    return all;
  }

  std::filesystem::path music_;
};

TEST_F(ImportMusic, FindsSongsOnceAndHearsThemOnce) {
  song("Ann - One.mp3");
  song("album/Bob - Two.flac");
  auto catalog = open();
  auto first = scan(catalog);
  EXPECT_EQ(first.found, 2u);
  EXPECT_EQ(first.added, 2u);
  EXPECT_EQ(first.songs_added, 2u);
  EXPECT_EQ(first.without_tags, 2u);
  EXPECT_EQ(hear(catalog).heard, 2u);
  EXPECT_EQ(catalog.song_count(), 2);
  EXPECT_TRUE(catalog.sound(SongId{1}));

  const auto again = scan(catalog);
  EXPECT_EQ(again.unchanged, 2u);
  EXPECT_EQ(again.added + again.changed + again.moved + again.missing, 0u);
  const auto heard = hear(catalog);
  EXPECT_EQ(heard.heard, 0u);
  EXPECT_EQ(heard.heard_before, 2u);
  EXPECT_EQ(hear(catalog, true).heard, 2u);
}

TEST_F(ImportMusic, FindsMovedFilesAgainWithoutHearingThemAgain) {
  const auto path = song("Ann - One.mp3");
  song("Bob - Two.mp3");
  auto catalog = open();
  scan(catalog);
  hear(catalog);
  std::filesystem::create_directories(music_ / "new place");
  std::filesystem::rename(path, music_ / "new place/renamed.mp3");
  const auto report = scan(catalog);
  EXPECT_EQ(report.moved, 1u);
  EXPECT_EQ(report.added + report.missing + report.changed, 0u);
  EXPECT_EQ(hear(catalog).heard, 0u);
  EXPECT_EQ(catalog.song_count(), 2);
  const SongId id{1};
  EXPECT_THAT(catalog.songs(std::span(&id, 1)).front().facts.path, HasSubstr("new place/renamed.mp3"));
}

TEST_F(ImportMusic, NotesWhatIsGoneAndWhatComesBack) {
  const auto path = song("Ann - One.mp3", "mus");
  for (int i = 0; i < 6; ++i)
    song("Bob - Tune " + std::to_string(i) + ".mp3", std::string(4 + static_cast<std::size_t>(i), 'm'));
  auto catalog = open();
  scan(catalog);
  hear(catalog);
  TrainOptions training;
  training.training.epochs = 3;
  train(catalog, training);
  std::filesystem::rename(path, folder_ / "away");
  EXPECT_EQ(scan(catalog).missing, 1u);
  EXPECT_EQ(scan(catalog).missing, 0u) << "said once";
  EXPECT_EQ(catalog.song_count(), 7) << "the song stays known";
  RecommendOptions options;
  options.seeds = {"Tune 3,Bob"};
  for (const auto& found : recommend(catalog, options).playlist.songs) EXPECT_NE(found.song.facts.title, "One");

  std::filesystem::rename(folder_ / "away", path);
  const auto back = scan(catalog);
  EXPECT_EQ(back.missing + back.added, 0u);
  EXPECT_THAT(catalog.songs_without_file(), IsEmpty());
  EXPECT_EQ(hear(catalog).heard, 0u);
}

TEST_F(ImportMusic, ReadsChangedFilesAnew) {
  const auto path = song("Ann - One.mp3");
  auto catalog = open();
  scan(catalog);
  hear(catalog);
  song("Ann - One.mp3", "musical");
  touch(path);
  EXPECT_EQ(scan(catalog).changed, 1u);
  const auto heard = hear(catalog);
  EXPECT_EQ(heard.heard, 1u);
  EXPECT_EQ(catalog.song_count(), 1);
}

TEST_F(ImportMusic, ACopyIsASecondFileOfTheSameSong) {
  const auto path = song("Ann - One.mp3");
  auto catalog = open();
  scan(catalog);
  std::filesystem::create_directories(music_ / "copy");
  std::filesystem::copy_file(path, music_ / "copy/Ann - One.mp3");
  const auto report = scan(catalog);
  EXPECT_EQ(report.added, 1u);
  EXPECT_EQ(report.songs_added, 0u);
  EXPECT_EQ(catalog.files().size(), 2u);
}

TEST_F(ImportMusic, TakesPlaylistsAndSaysWhatTheyLackHere) {
  song("Ann - One.mp3");
  song("Bob - Two.mp3");
  std::ofstream(music_ / "evening.m3u8") << "#EXTM3U\nBob - Two.mp3\nAnn - One.mp3\nnot here.mp3\n";
  auto catalog = open();
  const auto report = scan(catalog);
  EXPECT_EQ(report.playlists_added, 1u);
  EXPECT_EQ(report.playlist_entries_unknown, 1u);
  const auto playlists = catalog.playlists();
  ASSERT_EQ(playlists.size(), 1u);
  EXPECT_EQ(playlists[0].name, "evening");
  EXPECT_THAT(playlists[0].songs, ElementsAre(SongId{2}, SongId{1}));
  EXPECT_EQ(scan(catalog).playlists_unchanged, 1u);
}

TEST_F(ImportMusic, APlaylistByItselfBringsItsFiles) {
  song("a/Ann - One.mp3");
  song("b/Bob - Two.mp3");
  song("b/Not on it.mp3");
  std::ofstream(music_ / "mix.m3u") << "b/Bob - Two.mp3\na/Ann - One.mp3\n";
  auto catalog = open();
  const auto report = scan(catalog, music_ / "mix.m3u");
  EXPECT_EQ(report.added, 2u);
  EXPECT_THAT(titles(catalog), ElementsAre("Two", "One"));
  EXPECT_EQ(catalog.playlists().size(), 1u);
}

TEST_F(ImportMusic, ASingleFileLeavesTheOthersAlone) {
  const auto path = song("Ann - One.mp3");
  song("Bob - Two.mp3");
  auto catalog = open();
  scan(catalog);
  const auto report = scan(catalog, path);
  EXPECT_EQ(report.found, 1u);
  EXPECT_EQ(report.unchanged, 1u);
  EXPECT_EQ(report.missing, 0u);
}

TEST_F(ImportMusic, FilesThatCannotBeHeardAreToldOnce) {
  song("Ann - One.mp3");
  song("Bad.mp3", "crash");
  song("Silent.mp3", "silent");
  auto catalog = open();
  scan(catalog);
  const auto first = hear(catalog);
  EXPECT_EQ(first.heard, 1u);
  ASSERT_EQ(first.unheard.size(), 2u);
  EXPECT_THAT(first.unheard[0].path, HasSubstr("Bad.mp3"));
  EXPECT_THAT(first.unheard[0].message, HasSubstr("crashed"));
  EXPECT_EQ(first.unheard[1].hint, "sing");
  const auto second = hear(catalog);
  EXPECT_THAT(second.unheard, IsEmpty());
  EXPECT_EQ(second.failed_before, 2u);
  EXPECT_EQ(hear(catalog, true).unheard.size(), 2u);
}

TEST_F(ImportMusic, OtherFoldersOfTheCatalogStayAsTheyAre) {
  song("x/Ann - One.mp3");
  song("y/Bob - Two.mp3");
  song("yy/Cat - Three.mp3");
  auto catalog = open();
  scan(catalog);
  std::filesystem::remove(music_ / "x/Ann - One.mp3");
  std::filesystem::remove(music_ / "yy/Cat - Three.mp3");
  EXPECT_EQ(scan(catalog, music_ / "y").missing, 0u);
  EXPECT_EQ(scan(catalog, music_ / "").missing, 2u) << "with a slash behind";
}

TEST_F(ImportMusic, AFolderWithoutMusicIsSaid) {
  auto catalog = open();
  for (const auto& root : {music_, folder_ / "none"}) {
    try {
      scan(catalog, root);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
    }
  }
}

TEST_F(ImportMusic, TrainsWithTheTimbre) {
  for (int i = 0; i < 12; ++i)
    song("Bob - Tune " + std::to_string(i) + ".mp3", std::string(1 + static_cast<std::size_t>(i % 9), 'm'));
  auto catalog = open();
  scan(catalog);
  hear(catalog);
  TrainOptions training;
  training.training.epochs = 3;
  const auto report = train(catalog, training);
  const auto& inputs = report.recipe.inputs;
  const auto timbre =
      std::ranges::count_if(inputs, [](const auto& input) { return features::is_timbre({input.column}); });
  EXPECT_GT(timbre, 20);
  double weight_of_timbre = 0;
  for (const auto& input : inputs) weight_of_timbre += features::is_timbre({input.column}) ? input.weight : 0;
  EXPECT_NEAR(weight_of_timbre, static_cast<double>(inputs.size()) - static_cast<double>(timbre), 1e-6);
  EXPECT_EQ(Recipe::from_json(report.recipe.to_json(), "x").to_json(), report.recipe.to_json());
}

}  // namespace
}  // namespace segue::app
