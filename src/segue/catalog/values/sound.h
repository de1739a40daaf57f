#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/variable.h"

namespace segue::catalog {

/// Bump when the analyzer hears differently: what an older one heard is analysed again.
inline constexpr int kAnalyzerVersion = 2;

/// How a number about a sound came to be.
enum class Basis : std::uint8_t {
  kUnavailable,  ///< not known; the value is NaN, the confidence 0
  kExact,        ///< follows from the samples by definition: duration, loudness
  kEstimated,    ///< found by an algorithm whose accuracy was measured on known music: tempo, key
  kModelled,     ///< predicted by a model fitted to somebody else's numbers: energy, valence
};
std::string_view name(Basis basis);  ///< "unavailable", "exact", "estimated", "modelled"
std::optional<Basis> basis_named(std::string_view name);

/// One number about a sound.
struct Measurement {
  double value = std::numeric_limits<double>::quiet_NaN();
  double confidence = 0;  ///< 0 to 1: how far the value may be trusted; what that means is said where it is made
  Basis basis = Basis::kUnavailable;
  bool known() const { return basis != Basis::kUnavailable; }
  bool operator==(const Measurement& other) const;  ///< two unknown values are equal
};

/// A number of the timbre, which no service names: for similarity, not for people. Stored by position: a change of the
/// list is a new analyzer version.
struct TimbreInfo {
  std::string name;       ///< "mfcc_1_mean", "contrast_3_std", "chroma_tonic_5", "onset_rate", ...
  std::string_view unit;  ///< "dB", "Hz", "1/s" or empty
};
const std::vector<TimbreInfo>& timbre_numbers();
/// By exact name: its position.
std::optional<std::size_t> timbre_named(std::string_view name);

/// What the analyzer heard in one file.
struct Sound {
  int analyzer_version = 0;
  double duration_s = 0;                             ///< of what could be decoded
  std::array<Measurement, kVariableCount> measured;  ///< audio features and analysis; sentiment is never known here
  std::vector<float> timbre;                         ///< timbre_numbers().size(), NaN where unknown
  std::vector<std::string> remarks;                  ///< "3 damaged packets were skipped", for a person

  const Measurement& operator[](Variable v) const { return measured[static_cast<std::size_t>(v)]; }
  Measurement& operator[](Variable v) { return measured[static_cast<std::size_t>(v)]; }
  /// The known numbers as the catalog stores them.
  Values values() const;
};

/// What a picture of a sound is drawn from.
struct SoundCurves {
  double seconds = 0;                         ///< of all curves
  std::vector<float> lowest, highest;         ///< samples' least and greatest value in equal slices of the time
  std::vector<float> loudness;                ///< LUFS, momentary, ten a second
  std::vector<double> beats;                  ///< s
  double chroma_seconds = 0;                  ///< of a row of chroma
  std::vector<std::array<float, 12>> chroma;  ///< C first, 0 to 1
};

/// One sound as the document of `segue analyze --json` ({"version": 1, "features": {...}, ...}), on one line. What the
/// analyzer's workers answer and the catalog keeps. The same sound gives the same bytes, and comes back equal.
std::string to_json(const Sound& sound, bool with_timbre = true);
/// Error(kBadData) naming `where` and the field if it is none, lacks a number or has one out of range. Without timbre
/// in it all of the timbre is unknown.
Sound sound_from_json(std::string_view json, const std::string& where);

}  // namespace segue::catalog
