#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "segue/catalog/values/song.h"
#include "segue/catalog/values/variable.h"
#include "segue/evaluation/songs/song_statistics.h"

namespace segue::evaluation {

/// A song that nobody recorded.
struct MadeSong {
  catalog::SongFacts facts;  ///< title, artists, album, date, duration, popularity, a Spotify-like id
  catalog::Values values;    ///< the ten audio features and mode
  std::size_t niche = 0;
};

/// Makes up plausible songs for catalogs of any size: their numbers follow the distribution of real ones (a Gaussian
/// copula within each of 24 styles, SongStatistics), songs of a niche and songs of an artist are more alike than
/// others, artists have as many songs as in real tables (a heavy tail), and no two songs have the same title.
///
/// Song i depends on the seed and on i alone: a catalog of N songs begins with the songs of every smaller one, songs
/// may be made in any order and by any thread (a SongMaker that is made does not change), and nothing grows with N.
///
/// A style has 16 niches, narrower than it as playlists are. Which niche a song belongs to can be told backwards too:
/// of every kBlock songs in a row the same number belongs to each niche, so that `song_of_niche` finds the r-th song of
/// a niche at once.
class SongMaker {
 public:
  static constexpr std::size_t kBlock = 1024;
  static constexpr std::size_t kNichesOfStyle = 16;

  explicit SongMaker(std::uint64_t seed, const SongStatistics& known = SongStatistics::known());

  MadeSong song(std::uint64_t i) const;
  /// What a song is called, without its numbers: a fraction of the work.
  std::string title(std::uint64_t i) const;
  std::string artist(std::uint64_t i) const;  ///< the first
  std::string id(std::uint64_t i) const;      ///< at Spotify

  std::size_t niches() const { return niches_.size(); }
  std::size_t niche_of(std::uint64_t i) const { return slots_[slot_of(i)]; }
  std::size_t style_of_niche(std::size_t niche) const { return niche / kNichesOfStyle; }
  /// Songs of a niche in every kBlock songs; at least one.
  std::size_t songs_of_niche(std::size_t niche) const { return niches_[niche].slots.size(); }
  /// The r-th song of a niche.
  std::uint64_t song_of_niche(std::size_t niche, std::uint64_t r) const;
  const SongStatistics& statistics() const { return known_; }
  std::uint64_t seed() const { return seed_; }

 private:
  using Scores = std::array<double, kDrawnVariables>;
  struct Niche {
    std::vector<std::uint16_t> slots;
    Scores scores{};         ///< what its songs share, standard normal
    double own_artists = 0;  ///< share of songs by artists of the niche
  };
  struct Artist {
    std::uint64_t number = 0;
    std::string name;
  };

  std::size_t slot_of(std::uint64_t i) const;
  void share_out();
  void draw_niches();
  Scores correlated(std::size_t style, const Scores& independent) const;
  Artist draw_artist(std::size_t niche, std::uint64_t key) const;
  Artist artist_of(std::uint64_t i) const;

  std::uint64_t seed_;
  const SongStatistics& known_;
  std::vector<std::uint16_t> slots_;  ///< the niche of each of kBlock songs
  std::vector<Niche> niches_;
};

}  // namespace segue::evaluation
