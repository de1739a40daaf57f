#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "segue/base/progress.h"
#include "segue/evaluation/protocol.h"
#include "segue/evaluation/text/reading.h"
#include "segue/evaluation/text/text_report.h"

namespace segue::evaluation {

/// Songs with and without words, and who belongs together.
struct LyricsSongs {
  Protocol protocol;
  /// As lyrics_to_read() leaves them, one per song given to make_protocol; empty: the song has none.
  std::vector<std::string> lyrics;
  /// Lyrics of songs that are not among these: word counts and LSA learn from them too, they see no playlists.
  std::vector<std::string> more_lyrics;
  /// How happy each sounds, 0 to 1 (Spotify's valence); NaN: not known.
  std::vector<double> valence;
};

/// The protocol among the songs with words: the others are neither asked nor answers.
Protocol among(const Protocol& protocol, const std::vector<bool>& wanted);

struct LyricsOptions {
  std::uint64_t seed = 0;   ///< of LSA's start and of the bootstrap
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// Measures how well words alone find songs of the same playlist: P@10 of tfidf (cosine), lsa-200 and, with `read`, of
/// the text model's embeddings, on the pool songs that have lyrics; then segue's paired differences from both. Without
/// such songs the task is left out of the report, which says so.
void measure_lyrics(TextReport& report, const LyricsSongs& songs, const ReadText* read, const LyricsOptions& options,
                    Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::evaluation
