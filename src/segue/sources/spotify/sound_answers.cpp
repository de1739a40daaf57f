#include "segue/sources/spotify/sound_answers.h"

#include <array>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "segue/sources/spotify/answer_shape.h"
#include "segue/sources/spotify/json_value.h"
#include "segue/sources/spotify/link.h"

namespace segue::sources {
namespace {

using catalog::Variable;

struct FieldOf {
  std::string_view name;
  Variable variable;
};

constexpr std::array<FieldOf, 12> kFeatures = {{
    {"danceability", Variable::kDanceability},
    {"energy", Variable::kEnergy},
    {"key", Variable::kKey},
    {"loudness", Variable::kLoudness},
    {"mode", Variable::kMode},
    {"speechiness", Variable::kSpeechiness},
    {"acousticness", Variable::kAcousticness},
    {"instrumentalness", Variable::kInstrumentalness},
    {"liveness", Variable::kLiveness},
    {"valence", Variable::kValence},
    {"tempo", Variable::kTempo},
    {"time_signature", Variable::kTimeSignature},
}};

constexpr std::array<FieldOf, 10> kAnalysis = {{
    {"num_samples", Variable::kNumSamples},
    {"analysis_sample_rate", Variable::kAnalysisSampleRate},
    {"analysis_channels", Variable::kAnalysisChannels},
    {"end_of_fade_in", Variable::kEndOfFadeIn},
    {"start_of_fade_out", Variable::kStartOfFadeOut},
    {"loudness", Variable::kAnalysisLoudness},
    {"tempo_confidence", Variable::kTempoConfidence},
    {"time_signature_confidence", Variable::kTimeSignatureConfidence},
    {"key_confidence", Variable::kKeyConfidence},
    {"mode_confidence", Variable::kModeConfidence},
}};

template <std::size_t Count>
catalog::Values values_of(JsonValue object, const std::array<FieldOf, Count>& fields) {
  catalog::Values values;
  for (const auto& [name, variable] : fields) {
    const auto number = object[name].number();
    const auto& info = catalog::info(variable);
    if (!number || *number < info.min || *number > info.max || number == info.means_none) continue;
    if (info.whole && *number != std::floor(*number)) continue;
    values[variable] = *number;
  }
  return values;
}

}  // namespace

std::vector<SpotifyFeatures> read_spotify_features(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  const auto root = object_in(document, what);
  std::vector<SpotifyFeatures> all;
  const auto add = [&all](JsonValue object) {
    const auto id = object["id"].text();
    if (is_spotify_id(id)) all.push_back({std::string(id), values_of(object, kFeatures)});
  };
  const auto list = root["audio_features"];
  if (list.is_array()) {
    for (std::size_t i = 0; i < list.size(); ++i) add(list.at(i));
  } else if (root["id"].there()) {
    add(root);
  } else {
    strange_answer(what, "\"audio_features\", a list", list.type());
  }
  return all;
}

std::string written_spotify_features(const SpotifyFeatures& features) {
  nlohmann::ordered_json document{{"id", features.id}};
  for (const auto& [name, variable] : kFeatures) {
    if (features.values.has(variable)) document[std::string(name)] = features.values[variable];
  }
  return document.dump();
}

std::optional<catalog::Values> read_spotify_analysis(std::string_view json, std::string_view what) {
  const JsonDocument document(json, "track");
  const auto track = object_in(document, what)["track"];
  if (!track.is_object()) strange_answer(what, "\"track\", an object", track.type());
  auto values = values_of(track, kAnalysis);
  if (values.empty()) return std::nullopt;
  return values;
}

}  // namespace segue::sources
