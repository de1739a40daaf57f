#include "segue/catalog/values/variable.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace segue::catalog {
namespace {

constexpr VariableGroup kFeature = VariableGroup::kAudioFeature;
constexpr VariableGroup kAnalysis = VariableGroup::kAudioAnalysis;
constexpr VariableGroup kSentiment = VariableGroup::kSentiment;
constexpr VariableGroup kLyrics = VariableGroup::kLyrics;
constexpr bool kWhole = true;
constexpr bool kReal = false;
constexpr double kDay = 86400;  // s

constexpr std::array<VariableInfo, kVariableCount> kVariables = {{
    {Variable::kDanceability, "danceability", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kEnergy, "energy", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kKey, "key", kFeature, -1, 11, kWhole, -1.0, ""},
    {Variable::kLoudness, "loudness", kFeature, -100, 20, kReal, std::nullopt, "dB"},
    {Variable::kMode, "mode", kFeature, 0, 1, kWhole, std::nullopt, ""},
    {Variable::kSpeechiness, "speechiness", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kAcousticness, "acousticness", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kInstrumentalness, "instrumentalness", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kLiveness, "liveness", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kValence, "valence", kFeature, 0, 1, kReal, std::nullopt, ""},
    {Variable::kTempo, "tempo", kFeature, 0, 400, kReal, 0.0, "BPM"},
    {Variable::kTimeSignature, "time_signature", kFeature, 0, 16, kWhole, 0.0, ""},
    {Variable::kNumSamples, "num_samples", kAnalysis, 1, 1e11, kWhole, std::nullopt, ""},
    {Variable::kAnalysisSampleRate, "analysis_sample_rate", kAnalysis, 1, 768000, kWhole, std::nullopt, "Hz"},
    {Variable::kAnalysisChannels, "analysis_channels", kAnalysis, 1, 64, kWhole, std::nullopt, ""},
    {Variable::kEndOfFadeIn, "end_of_fade_in", kAnalysis, 0, kDay, kReal, std::nullopt, "s"},
    {Variable::kStartOfFadeOut, "start_of_fade_out", kAnalysis, 0, kDay, kReal, std::nullopt, "s"},
    {Variable::kAnalysisLoudness, "analysis_loudness", kAnalysis, -100, 20, kReal, std::nullopt, "dB"},
    {Variable::kTempoConfidence, "tempo_confidence", kAnalysis, 0, 1, kReal, std::nullopt, ""},
    {Variable::kTimeSignatureConfidence, "time_signature_confidence", kAnalysis, 0, 1, kReal, std::nullopt, ""},
    {Variable::kKeyConfidence, "key_confidence", kAnalysis, 0, 1, kReal, std::nullopt, ""},
    {Variable::kModeConfidence, "mode_confidence", kAnalysis, 0, 1, kReal, std::nullopt, ""},
    {Variable::kSentimentNegative, "sentiment_negative", kSentiment, 0, 1, kReal, std::nullopt, ""},
    {Variable::kSentimentNeutral, "sentiment_neutral", kSentiment, 0, 1, kReal, std::nullopt, ""},
    {Variable::kSentimentPositive, "sentiment_positive", kSentiment, 0, 1, kReal, std::nullopt, ""},
    {Variable::kHasLyrics, "has_lyrics", kLyrics, 0, 1, kWhole, std::nullopt, ""},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kVariableCount; ++i) {
    if (static_cast<std::size_t>(kVariables[i].variable) != i) return false;
  }
  return true;
}
static_assert(in_order());

constexpr std::array<std::string_view, kProvenanceCount> kProvenances = {"segue",    "spotify", "reccobeats", "file",
                                                                         "subsonic", "lrclib",  "genius"};

}  // namespace

const std::array<VariableInfo, kVariableCount>& variables() {
  return kVariables;
}

const VariableInfo& info(Variable variable) {
  const auto index = static_cast<std::size_t>(variable);
  assert(index < kVariableCount);
  return kVariables[index];
}

std::optional<Variable> variable_named(std::string_view name) {
  const auto found = std::ranges::find(kVariables, name, &VariableInfo::name);
  if (found == kVariables.end()) return std::nullopt;
  return found->variable;
}

std::string_view name(Provenance provenance) {
  const auto index = static_cast<std::size_t>(provenance);
  assert(index < kProvenanceCount);
  return kProvenances[index];
}

std::optional<Provenance> provenance_named(std::string_view name) {
  const auto found = std::ranges::find(kProvenances, name);
  if (found == kProvenances.end()) return std::nullopt;
  return static_cast<Provenance>(found - kProvenances.begin());
}

bool Values::empty() const {
  return std::ranges::all_of(value, [](double v) { return std::isnan(v); });
}

}  // namespace segue::catalog
