#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::playlist {

/// What may bring two songs together.
enum class Aspect : std::uint8_t { kRhythm, kLoudness, kTonality, kTimbre, kYear, kDuration, kWords };
inline constexpr std::size_t kAspects = 7;

std::string_view name(Aspect aspect);   ///< "rhythm", "loudness", "tonality", "timbre", "year", "duration", "words"
std::string_view group(Aspect aspect);  ///< "sound" (the first four), "time" (year, duration) or "words"
/// What a column of a model tells of: a variable's name, "year", "duration", or any other name (a number of the
/// timbre).
Aspect aspect_of(std::string_view column);

/// Why one song is near another.
struct Explanation {
  double distance = 0;  ///< from the song that asks to the other
  double baseline = 0;  ///< to a song of which nothing is known
  /// By how much each aspect of the other song brings it nearer (below 0: takes it away): Shapley values of the
  /// distance, so that they sum to baseline - distance.
  std::array<double, kAspects> nearer_by{};
  std::array<std::string, kAspects> words;  ///< what there is to say: "both fast (171, 168 BPM)"

  /// Aspects, the one that brought them together most first.
  std::vector<Aspect> ranked() const;
  /// The two aspects that brought them together most, in words: "both fast (171, 168 BPM); 1984 against 1986".
  std::string in_short() const;
};

/// Says in words how alike two songs are in an aspect, from what is known of both.
std::string compare_in_words(Aspect aspect, const catalog::SongFacts& a, const catalog::Values& a_values,
                             const catalog::SongFacts& b, const catalog::Values& b_values);

}  // namespace segue::playlist
