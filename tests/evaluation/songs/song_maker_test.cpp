#include "segue/evaluation/songs/song_maker.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/title.h"
#include "segue/base/workers.h"
#include "segue/numeric/correlation.h"

namespace segue::evaluation {
namespace {

constexpr std::size_t kSongs = 8192;

using Column = std::vector<double>;

/// Many songs, made once.
const std::vector<MadeSong>& songs() {
  static const auto made = [] {
    const SongMaker maker(1);
    std::vector<MadeSong> all;
    for (std::size_t i = 0; i < kSongs; ++i) all.push_back(maker.song(i));
    return all;
  }();
  return made;
}

double drawn(const MadeSong& song, std::size_t variable) {
  using catalog::Variable;
  constexpr std::array kVariables = {Variable::kDanceability, Variable::kEnergy,       Variable::kLoudness,
                                     Variable::kSpeechiness,  Variable::kAcousticness, Variable::kInstrumentalness,
                                     Variable::kLiveness,     Variable::kValence,      Variable::kTempo};
  if (variable < kVariables.size()) return song.values[kVariables[variable]];
  if (variable == static_cast<std::size_t>(Drawn::kDuration)) return static_cast<double>(*song.facts.duration_ms);
  if (variable == static_cast<std::size_t>(Drawn::kYear)) return song.facts.released->year;
  return *song.facts.popularity;
}

std::string text_of(const MadeSong& song) {
  std::string text = fmt::format("{}|{}|{}|{}", song.facts.title, song.facts.album, song.facts.released->text(),
                                 song.facts.ids.front().value);
  for (const auto& artist : song.facts.artists) text += "|" + artist;
  for (const double value : song.values.value) text += fmt::format("|{}", value);
  return text;
}

TEST(SongMaker, ASongDependsOnTheSeedAndItsNumberAlone) {
  const SongMaker again(1);
  const SongMaker other(2);
  for (const std::size_t i : {8000U, 5U, 4711U, 0U}) {
    EXPECT_EQ(text_of(again.song(i)), text_of(songs()[i]));
    EXPECT_NE(text_of(other.song(i)), text_of(songs()[i]));
    EXPECT_EQ(again.title(i), songs()[i].facts.title);
    EXPECT_EQ(again.artist(i), songs()[i].facts.artists.front());
    EXPECT_EQ(again.id(i), songs()[i].facts.ids.front().value);
  }
}

TEST(SongMaker, ManyThreadsMakeTheSameSongs) {
  const SongMaker maker(1);
  std::vector<std::string> made(2000);
  parallel_ranges(made.size(), 64, 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) made[i] = text_of(maker.song(i));
  });
  for (std::size_t i = 0; i < made.size(); ++i) EXPECT_EQ(made[i], text_of(songs()[i]));
}

TEST(SongMaker, EveryVariableIsDistributedAsInRealSongs) {
  const auto& known = SongStatistics::known();
  for (std::size_t j = 0; j < kDrawnVariables; ++j) {
    for (std::size_t level = 1; level + 1 < known.levels.size(); ++level) {
      const double quantile = known.all[j].values[level];
      double below = 0;
      double not_above = 0;
      for (const auto& song : songs()) {
        below += drawn(song, j) < quantile * (1 - 1e-3) ? 1 : 0;
        not_above += drawn(song, j) <= quantile * (1 + 1e-3) ? 1 : 0;
      }
      // Loudness is below zero, where the allowances change places.
      const double least = std::min(below, not_above) / kSongs;
      const double most = std::max(below, not_above) / kSongs;
      EXPECT_LT(least, known.levels[level] + 0.03) << "variable " << j << " at " << quantile;
      EXPECT_GT(most, known.levels[level] - 0.03) << "variable " << j << " at " << quantile;
    }
  }
}

TEST(SongMaker, VariablesGoTogetherAsInRealSongs) {
  const auto& known = SongStatistics::known();
  std::vector<Column> rank;
  for (std::size_t j = 0; j < kDrawnVariables; ++j) {
    Column values;
    for (const auto& song : songs()) values.push_back(drawn(song, j));
    rank.push_back(numeric::midranks(values));
  }
  for (std::size_t j = 0; j < kDrawnVariables; ++j) {
    for (std::size_t k = 0; k < j; ++k) {
      EXPECT_NEAR(numeric::correlation(rank[j], rank[k]), known.all_correlations[j][k], 0.09) << j << ", " << k;
    }
  }
}

TEST(SongMaker, ValuesAreInRange) {
  for (const auto& song : songs()) {
    for (const auto& info : catalog::variables()) {
      if (!song.values.has(info.variable)) continue;
      EXPECT_GE(song.values[info.variable], info.min) << info.name;
      EXPECT_LE(song.values[info.variable], info.max) << info.name;
    }
    EXPECT_TRUE(song.facts.popularity >= 0 && song.facts.popularity <= 100);
    EXPECT_GT(*song.facts.duration_ms, 0);
  }
}

TEST(SongMaker, ArtistsHaveAsManySongsAsReallyAndNoTwoSongsAreTheSame) {
  std::map<std::string, std::size_t> of_artist;
  std::set<std::string> keys;
  for (const auto& song : songs()) {
    ++of_artist[song.facts.artists.front()];
    keys.insert(title_key(song.facts.title));
  }
  EXPECT_THAT(keys, testing::SizeIs(kSongs));
  // In the real table, the first 8,192 songs have about 4,750 artists.
  EXPECT_NEAR(static_cast<double>(of_artist.size()), 4750, 450);
  const auto most = std::ranges::max_element(of_artist, {}, [](const auto& entry) { return entry.second; });
  EXPECT_GE(most->second, 10U);
  EXPECT_LE(most->second, 60U);
}

TEST(SongMaker, TitlesAreAsLongAsReally) {
  const auto& known = SongStatistics::known();
  double below_half = 0;
  double guests = 0;
  for (const auto& song : songs()) {
    below_half += static_cast<double>(song.facts.title.size()) < known.at(known.title_length, 0.5) ? 1 : 0;
    guests += song.facts.title.find("(feat. ") != std::string::npos ? 1 : 0;
  }
  EXPECT_NEAR(below_half / kSongs, 0.5, 0.1);
  EXPECT_NEAR(guests / kSongs, known.guests, 0.02);
}

TEST(SongMaker, TheSongsOfANicheAreFoundBackwards) {
  const SongMaker maker(5);
  std::vector<std::vector<std::uint64_t>> of_niche(maker.niches());
  for (std::uint64_t i = 0; i < 3 * SongMaker::kBlock; ++i) of_niche[maker.niche_of(i)].push_back(i);
  for (std::size_t niche = 0; niche < maker.niches(); ++niche) {
    ASSERT_EQ(of_niche[niche].size(), 3 * maker.songs_of_niche(niche));
    std::vector<std::uint64_t> found;
    for (std::uint64_t r = 0; r < of_niche[niche].size(); ++r) found.push_back(maker.song_of_niche(niche, r));
    std::ranges::sort(found);
    EXPECT_EQ(found, of_niche[niche]);
  }
}

TEST(SongMaker, SongsOfANicheAndOfAnArtistAreMoreAlike) {
  const auto year = static_cast<std::size_t>(Drawn::kYear);
  double all_spread = 0;
  double niche_spread = 0;
  Column sum(384);
  Column count(384);
  Column square(384);
  double mean = 0;
  for (const auto& song : songs()) mean += drawn(song, year) / kSongs;
  for (const auto& song : songs()) {
    sum[song.niche] += drawn(song, year);
    count[song.niche] += 1;
    all_spread += (drawn(song, year) - mean) * (drawn(song, year) - mean);
  }
  for (const auto& song : songs()) {
    const double off = drawn(song, year) - sum[song.niche] / count[song.niche];
    niche_spread += off * off;
  }
  EXPECT_LT(niche_spread / all_spread, 0.45);
}

}  // namespace
}  // namespace segue::evaluation
