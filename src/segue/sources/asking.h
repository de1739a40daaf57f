#pragma once

#include <cstdint>
#include <string>

namespace segue::sources {

/// What became of asking a service about one song.
enum class AnswerKind : std::uint8_t {
  kFound,
  kInstrumental,  ///< of words only: it is sure that nobody sings
  kMissing,       ///< it does not know the song, or not this of it; it is asked again after some weeks
  kUnasked,       ///< it was not asked: offline, and no answer was kept
  kFailed,        ///< the answer for this song is of no use; the next song may fare better
};

}  // namespace segue::sources
