#include "segue/app/song_numbers.h"

#include <cmath>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::app {
namespace {

using catalog::Variable;

class SongNumbersTest : public AppTest {
 protected:
  static SongId add(catalog::Catalog& catalog, const std::string& title, double energy, const std::string& words = {},
                    double has_lyrics = std::nan("")) {
    catalog::SongRecord told;
    told.facts.title = title;
    told.facts.artists = {"X"};
    told.values[Variable::kEnergy] = energy;
    told.values[Variable::kHasLyrics] = has_lyrics;
    told.lyrics = words;
    return catalog.write(told, {.add_songs = true}).song;
  }
  /// has_lyrics of every song, -1 unknown; by both ways of loading.
  static std::vector<double> has_lyrics(const catalog::Catalog& catalog) {
    std::vector<double> all;
    std::vector<SongId> songs;
    for (const auto& song : load_numbers(catalog)) {
      const double value = song.values[Variable::kHasLyrics];
      all.push_back(std::isnan(value) ? -1 : value);
      songs.push_back(song.song);
    }
    const auto again = load_numbers(catalog, songs);
    for (std::size_t i = 0; i < songs.size(); ++i) {
      const double value = again[i].values[Variable::kHasLyrics];
      EXPECT_EQ(std::isnan(value) ? -1 : value, all[i]);
    }
    return all;
  }
};

TEST_F(SongNumbersTest, WithoutAnyWordsItStaysUnknownWhoHasLyrics) {
  auto catalog = open();
  add(catalog, "A", 0.1);
  add(catalog, "B", 0.2, "", 1);
  EXPECT_THAT(has_lyrics(catalog), testing::ElementsAre(-1, 1));
}

TEST_F(SongNumbersTest, AmongWordsOfOthersASongWithoutThemHasNone) {
  auto catalog = open();
  const double unknown = std::nan("");
  add(catalog, "with words", 0.1, "la la");
  add(catalog, "without", 0.2);
  add(catalog, "without, as a table says", 0.3, "la la", 0);
  add(catalog, "with, as a table says", 0.4, "", 1);
  add(catalog, "of which nothing is known", unknown);
  EXPECT_THAT(has_lyrics(catalog), testing::ElementsAre(1, 0, 0, 1, -1));
}

}  // namespace
}  // namespace segue::app
