#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/neighbors/inverted_file.h"

namespace segue::app {

/// From how many songs on `segue train` makes an index: a list from fewer reads their vectors sooner than it could
/// notice the difference.
inline constexpr std::int64_t kSongsForIndex = 50'000;
/// The most songs that are placed while somebody waits for a list.
inline constexpr std::int64_t kPlacedAtOnce = 20'000;

/// Where the index of a recipe's songs lies: beside the catalog, CATALOG.recipe-ID.index.
std::filesystem::path song_index_path(const catalog::Catalog& catalog, RecipeId recipe);

/// Where a recipe puts the songs of a catalog, mapped from a file. The catalog is what counts: the index can be made
/// from it at any time, and one of another training is not used.
struct SongIndex {
  neighbors::InvertedFile places;
  SongId last;  ///< songs up to here that are not in it: nothing was known of their sound when it was made
};

/// Why there is no index to use.
enum class IndexState : std::uint8_t {
  kUsed,
  kNone,
  kOfAnotherTraining,
  kDamaged,  ///< or made by another version
};

struct FoundIndex {
  IndexState state = IndexState::kNone;
  std::optional<SongIndex> index;  ///< where it is used
  std::string problem;             ///< of a damaged one
};

/// The index of a recipe, whose document is `json`. Costs the same for any number of songs.
FoundIndex find_song_index(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe,
                           const std::string& json);

inline constexpr double kUsualRecall = 0.99;

struct SongIndexOptions {
  std::string recipe;  ///< by name or number; empty: the current one
  /// Share of the ten nearest songs a search is to find, above 0; 1: all, by an exact scan. If not said, kUsualRecall,
  /// or what the index there is was built for.
  std::optional<double> recall;
  bool rebuild = false;  ///< also where adding what is new would do
  std::size_t threads = 1;
  std::uint64_t seed = 0;
};

struct SongIndexReport {
  std::string recipe;
  std::filesystem::path path;
  std::size_t songs = 0;
  std::size_t added = 0;  ///< by this call
  std::size_t songs_without_inputs = 0;
  bool rebuilt = false;
  std::size_t cells = 0;
  std::size_t probes = 0;
  double recall = 0;  ///< that was measured when its cells were made
  std::uint64_t bytes = 0;
};

/// Numbers of an index that is there.
SongIndexReport report_on(const neighbors::InvertedFile& index);

/// Brings the index of a recipe up to date: songs it lacks are placed and added; where there is none, or much of it
/// would be new, or a recall is asked for, it is built. Reads the catalog in stretches: memory does not grow
/// with the songs but for 16 bytes each. The file takes its name when it is whole. Error(kUsage) for a recall outside
/// (0, 1], Error(kNotFound) without a recipe, Error(kInterrupted) if cancelled: the index is what it was then.
SongIndexReport update_song_index(const catalog::Catalog& catalog, const SongIndexOptions& options,
                                  Progress& progress = Progress::none(),
                                  const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
