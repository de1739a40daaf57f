#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "segue/catalog/values/song.h"
#include "segue/numeric/matrix.h"

namespace segue::evaluation {

/// Answers kept per query.
inline constexpr std::size_t kAnswers = 10;
/// Shorter playlists take no part: they say too little about what belongs together.
inline constexpr std::size_t kLeastPlaylist = 10;

/// A song as the protocol sees it. The catalog's rule of merging is the protocol's: title and first artist, case
/// ignored.
struct ProtocolSong {
  SongId id;
  std::string first_artist;  ///< lower case: the artist filter compares these
};

/// Which songs are asked and which answers count.
///
/// Playlists with at least 10 songs are split 60:40 by SHA-1 of their key (first 8 hex digits modulo 10 < 6 is
/// training). The pool: songs in at least one test playlist and in no training playlist. Every song of the pool is a
/// query; an answer is relevant if it shares a test playlist with the query.
struct Protocol {
  std::vector<std::size_t> pool;                  ///< rows into the songs given, ascending
  std::vector<std::int32_t> artist;               ///< per pool song, equal for equal first artists
  std::vector<std::vector<std::int32_t>> member;  ///< per pool song, the test playlists it stands in, ascending
  std::size_t training_playlists = 0;
  std::size_t test_playlists = 0;
  std::size_t songs = 0;  ///< all songs given, in the pool or not
};

/// True if the playlist of this key is learned from, false if it is kept back. Whoever trains on playlists asks here.
bool is_training_playlist(const std::string& key);

/// The training playlists alone, under other keys, so that the rule splits them once more: for whoever has to choose
/// between settings, which must not be done on test playlists. Another `round` is another split.
std::vector<catalog::CollectedPlaylist> training_playlists_again(std::vector<catalog::CollectedPlaylist> playlists,
                                                                 int round = 1);

/// `songs` ascending by id; playlists as the catalog gives them (a repeated song counts once, one that is not among
/// `songs` does not count). The pool is empty where no test playlist has a song of its own.
Protocol make_protocol(const std::vector<ProtocolSong>& songs,
                       const std::vector<catalog::CollectedPlaylist>& playlists);

/// Throws Error(kNotFound), saying which playlists there are, if the pool is empty: there is nothing to ask.
void require_queries(const Protocol& protocol);

/// What a method reached.
struct Row {
  std::string method;
  double p_at_10 = 0;            ///< mean over queries of relevant answers / 10
  double ci95 = 0;               ///< half width of its 95% interval (normal, population standard deviation)
  double ndcg_at_10 = 0;         ///< binary gains, ideal = 10 relevant answers
  double coverage = 0;           ///< share of the pool's songs that stand in any answer
  double artist_diversity = 0;   ///< mean over queries of different first artists / answers
  double hubness = 0;            ///< skewness of how often songs of the pool are answers (Radovanovic et al. 2010)
  std::vector<float> per_query;  ///< P@10 of each query, pool order: for paired differences
  std::vector<float> ndcg_per_query;
};

/// The row of some of the queries only, the answers being what they were: `asked`, one per song of the pool. Coverage,
/// diversity and hubness are those of all.
Row of_queries(const Row& row, const std::string& method, const std::vector<bool>& asked);

/// Answers every query with its nearest pool songs (Euclidean) in `vectors` (one row per song given to make_protocol),
/// itself and its artist's songs left out, the first 10 kept; equal distances by ascending row. With `clusters` (one
/// per song), only songs of the query's cluster are answers. Missing answers count as misses, and a song whose distance
/// is not finite is no answer. All zeros if the pool is empty. The same bytes with any number of threads. All of the
/// pool is looked at, however many nearer songs the artist filter removes.
Row measure(const std::string& method, const Protocol& protocol, numeric::MatrixView vectors,
            const std::vector<std::int32_t>* clusters = nullptr, std::size_t threads = 1);

/// Writes how far each pool song is from the query, both counted in pool order. Called from several threads at once.
using PoolDistances = std::function<void(std::size_t query, std::span<float> distances)>;
/// The same for songs whose likeness is no Euclidean distance of dense vectors.
Row measure(const std::string& method, const Protocol& protocol, const PoolDistances& distances,
            std::size_t threads = 1);

}  // namespace segue::evaluation
