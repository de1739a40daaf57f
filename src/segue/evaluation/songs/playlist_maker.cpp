#include "segue/evaluation/songs/playlist_maker.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "segue/evaluation/songs/made_names.h"

namespace segue::evaluation {
namespace {

constexpr std::uint64_t kSongsForPlaylist = 50;
constexpr std::uint64_t kMostPlaylists = 200'000;
constexpr std::uint64_t kPurpose = 0x70'6c'61'79;  // apart from what the songs are drawn with

}  // namespace

PlaylistMaker::PlaylistMaker(const SongMaker& maker, std::uint64_t songs) : maker_(maker), songs_(songs) {}

std::uint64_t PlaylistMaker::count() const {
  return std::clamp<std::uint64_t>(songs_ / kSongsForPlaylist, 1, kMostPlaylists);
}

/// A song of the niche; songs_ or more if the one drawn is beyond the catalog.
std::uint64_t PlaylistMaker::draw(Rng& rng, std::size_t niche) const {
  const double power = 1 / (1 - maker_.statistics().playlist_exponent);
  const std::uint64_t blocks = (songs_ + SongMaker::kBlock - 1) / SongMaker::kBlock;
  const auto most = static_cast<double>(blocks * maker_.songs_of_niche(niche));
  return maker_.song_of_niche(niche, static_cast<std::uint64_t>(most * std::pow(rng.uniform(), power)));
}

MadePlaylist PlaylistMaker::playlist(std::uint64_t p) const {
  constexpr int kTries = 100;  // a song; of a small catalog a niche may be used up, and then its style
  const SongStatistics& known = maker_.statistics();
  Rng rng(mixed(mixed(mixed(maker_.seed(), kPurpose), songs_), p));
  const auto wanted =
      std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::llround(known.at(known.playlist_size, rng.uniform()))),
                                1, std::max<std::uint64_t>(1, songs_ / 4));
  const std::size_t niche = maker_.niche_of(rng.below(SongMaker::kBlock));
  const std::size_t style = maker_.style_of_niche(niche);
  MadePlaylist made;
  made.key = fmt::format("made-{}-{}-{}", maker_.seed(), songs_, p);
  std::unordered_set<std::uint64_t> taken;
  while (made.songs.size() < wanted) {
    const bool of_niche = rng.uniform() < known.playlist_niche;
    std::uint64_t song = songs_;
    for (int i = 0; i < kTries && (song >= songs_ || taken.contains(song)); ++i) {
      if (i >= kTries / 2) {
        song = rng.below(songs_);
      } else if (of_niche && i < kTries / 4) {
        song = draw(rng, niche);
      } else {
        song = draw(rng, style * SongMaker::kNichesOfStyle + rng.below(SongMaker::kNichesOfStyle));
      }
    }
    if (song >= songs_ || !taken.insert(song).second) break;
    made.songs.push_back(song);
  }
  made.name = fmt::format("{} {}", made_title(p, 0, mixed(maker_.seed(), kPurpose)), known.styles[style].name);
  return made;
}

}  // namespace segue::evaluation
