#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "segue/base/progress.h"

namespace segue::app {

/// Tables of made-up songs, in the order in which they are to be imported.
struct MadeTables {
  std::vector<std::filesystem::path> files;
  std::uint64_t songs = 0;
  std::uint64_t songs_with_words = 0;
  std::uint64_t playlists = 0;
  std::uint64_t entries = 0;  ///< songs of all playlists
  std::uint64_t bytes = 0;    ///< of the files
};

/// One song in so many has words: to read them takes milliseconds each, whatever the catalog's size.
inline constexpr std::uint64_t kSongsOfWords = 200;

/// Songs that can be made up at most.
inline constexpr std::uint64_t kMostMadeSongs = 1'000'000'000;

/// Writes `songs` made-up songs (evaluation/songs) and playlists of them into a folder (made if missing), as CSV files
/// that `segue import` reads: songs-0001.csv, ... of a million songs each, words-0001.csv, ... of some of them, then
/// playlists-0001.csv, ... of 20,000 playlists each, whose rows name songs by id. The same seed gives the same bytes
/// with any number of threads, and the songs of a smaller number are the first of a larger one's. Memory does not grow
/// with the number. Error(kFailed) if a file cannot be written.
MadeTables write_made_tables(std::uint64_t songs, std::uint64_t seed, const std::filesystem::path& folder,
                             std::size_t threads, Progress& progress = Progress::none(),
                             const Cancellation& cancellation = Cancellation::never());

/// A seed as `segue playlist --seed` takes it, of the made-up song `i`.
std::string made_seed(std::uint64_t i, std::uint64_t seed);

}  // namespace segue::app
