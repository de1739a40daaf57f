#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segue/base/rng.h"
#include "segue/playlist/export.h"
#include "segue/playlist/seed.h"

// Songs, candidates and playlists for the tests of this folder.

namespace segue::playlist::test {

SeedCandidate candidate(std::int64_t id, std::string title, std::vector<std::string> artists, int popularity = 0);

catalog::Song song(std::int64_t id, std::string title, std::vector<std::string> artists);

/// An invented catalog of `count` songs, no two of one title or artist: titles of one to four invented words, now and
/// then with commas, accents or brackets; every tenth has two artists.
std::vector<SeedCandidate> invented_catalog(Rng& rng, std::size_t count);

/// The playlists that tests/goldens/export/make_goldens.py describes too.
MadePlaylist ordinary_playlist();
MadePlaylist hostile_playlist();

}  // namespace segue::playlist::test
