#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segue/base/rng.h"
#include "segue/evaluation/songs/song_maker.h"

namespace segue::evaluation {

/// A playlist that nobody collected.
struct MadePlaylist {
  std::string key;
  std::string name;
  std::vector<std::uint64_t> songs;  ///< of the SongMaker, each once
};

/// Makes up playlists of the first `songs` songs of a SongMaker: of real sizes, two thirds of each from one niche and
/// the rest from its style, songs of a low number much more often than others (the law of real playlists, Zipf-like).
/// Playlist p depends on the seed, on how many songs there are, and on p. Nothing grows with the number of either.
class PlaylistMaker {
 public:
  /// `maker` must outlive it; songs > 0.
  PlaylistMaker(const SongMaker& maker, std::uint64_t songs);

  /// One for every 50 songs, 200,000 at most.
  std::uint64_t count() const;
  MadePlaylist playlist(std::uint64_t p) const;

 private:
  std::uint64_t draw(Rng& rng, std::size_t niche) const;

  const SongMaker& maker_;
  std::uint64_t songs_;
};

}  // namespace segue::evaluation
