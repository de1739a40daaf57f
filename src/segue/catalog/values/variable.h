#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace segue::catalog {

/// The 26 numbers about a song that the report's tabular autoencoder sees, in the report's order.
/// The value of an enumerator is its position; names are Spotify's. Stored under these names: do not rename.
enum class Variable : std::uint8_t {
  kDanceability,
  kEnergy,
  kKey,
  kLoudness,
  kMode,
  kSpeechiness,
  kAcousticness,
  kInstrumentalness,
  kLiveness,
  kValence,
  kTempo,
  kTimeSignature,
  kNumSamples,
  kAnalysisSampleRate,
  kAnalysisChannels,
  kEndOfFadeIn,
  kStartOfFadeOut,
  kAnalysisLoudness,
  kTempoConfidence,
  kTimeSignatureConfidence,
  kKeyConfidence,
  kModeConfidence,
  kSentimentNegative,
  kSentimentNeutral,
  kSentimentPositive,
  kHasLyrics,
};
inline constexpr std::size_t kVariableCount = 26;

enum class VariableGroup : std::uint8_t { kAudioFeature, kAudioAnalysis, kSentiment, kLyrics };

/// What is known about a variable. Ranges are closed; a value outside is refused where it enters.
struct VariableInfo {
  Variable variable;
  std::string_view name;  ///< "danceability"; also the column of the catalog and the field of `--map`
  VariableGroup group;
  double min;
  double max;
  bool whole;                        ///< only whole numbers
  std::optional<double> means_none;  ///< a value in range by which services say "not found" (tempo 0, key -1)
  std::string_view unit;             ///< "dB", "BPM", "s", "Hz" or empty
};

/// All 26, in order: `variables()[i].variable == Variable(i)`.
const std::array<VariableInfo, kVariableCount>& variables();
const VariableInfo& info(Variable variable);
/// By exact name.
std::optional<Variable> variable_named(std::string_view name);

/// Where a value came from, the most trusted first: where several sources know a variable, the first of these wins.
/// Those after kFile tell words only.
enum class Provenance : std::uint8_t { kSegue, kSpotify, kReccoBeats, kFile, kSubsonic, kLrclib, kGenius };
inline constexpr std::size_t kProvenanceCount = 7;
std::string_view name(Provenance provenance);  ///< "segue", "reccobeats", "lrclib": stored, do not rename
std::optional<Provenance> provenance_named(std::string_view name);

/// The numbers one source gave for one song; NaN is "unknown".
struct Values {
  std::array<double, kVariableCount> value;

  Values() { value.fill(std::numeric_limits<double>::quiet_NaN()); }
  double& operator[](Variable v) { return value[static_cast<std::size_t>(v)]; }
  double operator[](Variable v) const { return value[static_cast<std::size_t>(v)]; }
  bool has(Variable v) const { return !((*this)[v] != (*this)[v]); }
  bool empty() const;
};

/// The numbers known of one song, each with its source. `provenance[i]` means something only where `values.has(i)`.
struct KnownValues {
  Values values;
  std::array<Provenance, kVariableCount> provenance{};
};

}  // namespace segue::catalog
