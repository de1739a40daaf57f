#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/recipe.h"
#include "segue/app/seeds.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/export.h"
#include "segue/playlist/order.h"

namespace segue::app {

/// A way from one song to another: the list begins with the first and ends with the last.
struct PathEnds {
  std::string from;  ///< as seeds are typed
  std::string to;
};

struct RecommendOptions {
  // What it starts from: at least one of these, or a path and nothing else.
  std::vector<std::string> seeds;           ///< as typed: "Title,Artist", a title, a Spotify link, URI or id
  std::vector<std::string> seed_albums;     ///< "Album,Artist"
  std::vector<std::string> seed_playlists;  ///< name, number or key of a collected playlist
  std::vector<SongId> seed_songs;           ///< that are known already
  std::optional<PathEnds> path;
  std::vector<std::string> away;  ///< songs it keeps away from, typed as seeds

  std::vector<SongId> songs_before;  ///< a list these go on: none of them comes again, and limits count them

  /// Songs after the seeds, 1 to the catalog's songs less one; if not said, 25 or as many as there are.
  std::optional<std::int64_t> length;
  std::optional<double> seconds;  ///< the songs after the seeds last about this long, instead of `length`

  bool within_cluster = false;                 ///< only songs of the seed's cluster, as the report does
  bool feedback = true;                        ///< likes and dislikes count
  std::string filter;                          ///< playlist::Filter; empty: all songs
  std::vector<std::filesystem::path> exclude;  ///< lists (song_list.h) of songs that do not come, in any version
  double diversity = 0;                        ///< 0 to 1
  std::int64_t per_artist = 0;                 ///< songs of an artist at most, seeds among them; 0: any number
  std::int64_t per_album = 0;
  playlist::Order order = playlist::Order::kSimilarity;
  std::uint64_t random_seed = 0;  ///< of playlist::Order::kShuffle
  bool explain = false;           ///< says of each song why it is near the seed nearest to it
  std::string recipe;             ///< by name or number; empty: the current one
};

struct Recommendation {
  playlist::MadePlaylist playlist;
  std::string recipe;                                ///< its name
  Similarity similarity = Similarity::kAutoencoder;  ///< by which songs were found
  std::optional<std::int32_t> cluster;               ///< the seed's; with several seeds, of their mean
  std::int64_t asked = 0;                 ///< songs asked for; fewer came if there were no more different songs
  std::int64_t songs_without_vector = 0;  ///< in the catalog, and nothing is known of their sound
  std::int64_t songs_unplaced = 0;        ///< in the catalog since the recipe's index was made (Space)
  std::optional<double> seconds;          ///< how long the songs last, if a duration was asked for
  std::vector<std::string> remarks;       ///< what a person should know besides, sentences
};

/// A --duration as typed: 60m, 1h30m, 90:00. Error(kUsage) for anything else.
double seconds_of(const std::string& duration);

// What moves a list besides its seeds, as weights of playlist::Pull (playlist/tilt.h).
inline constexpr double kAwayWeight = 1;           ///< a song to keep away from
inline constexpr double kLikeForSeedWeight = 0.8;  ///< a song liked, or (pushing) disliked, for one of the seeds
inline constexpr double kLikeWeight = 0.2;         ///< for all lists

/// Error(kUsage) for options that make no sense whatever the catalog; recommend() begins with it.
void check(const RecommendOptions& options);

/// Finds the seeds and the songs nearest to them: to the mean of their vectors, where there are several; picks among
/// these by the options, and puts them in order. What was disliked, for one of the seeds or for all lists, does not
/// come; what was liked and disliked tilts the distances.
///
/// Throws SeedError (kNotFound), Error(kUsage) for a length outside 1..songs-1 and other options out of range or a
/// filter that cannot be read, Error(kNotFound) without a recipe, and what read_song_list() throws.
Recommendation recommend(const catalog::Catalog& catalog, const RecommendOptions& options);

}  // namespace segue::app
