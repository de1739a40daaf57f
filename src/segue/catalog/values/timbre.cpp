#include <unordered_map>

#include <fmt/format.h>

#include "segue/catalog/values/sound.h"

namespace segue::catalog {
namespace {

std::vector<TimbreInfo> make_list() {
  std::vector<TimbreInfo> list;
  const auto add = [&](std::string name, std::string_view unit = "") { list.push_back({std::move(name), unit}); };
  const auto add_moments = [&](const std::string& name, std::string_view unit) {
    add(name + "_mean", unit);
    add(name + "_std", unit);
  };
  for (int i = 1; i <= 20; ++i) add_moments(fmt::format("mfcc_{}", i), "dB");
  for (int i = 1; i <= 7; ++i) add_moments(fmt::format("contrast_{}", i), "dB");
  add_moments("centroid", "Hz");
  add_moments("bandwidth", "Hz");
  add_moments("rolloff", "Hz");
  add_moments("flatness", "");
  add_moments("rms", "");
  add_moments("zero_crossings", "");
  for (int i = 0; i < 12; ++i) add(fmt::format("chroma_tonic_{}", i));
  add("chroma_flux");
  add("chroma_entropy");
  add("onset_rate", "1/s");
  add("beat_strength");
  add("pulse_clarity");
  add("beat_regularity");
  add("danceability_dfa");
  add("low_band_flux");
  add("loudness_range", "LU");
  add("peak_to_loudness", "dB");
  add("stereo_width");
  add("sung_share");
  return list;
}

}  // namespace

const std::vector<TimbreInfo>& timbre_numbers() {
  static const std::vector<TimbreInfo> kList = make_list();
  return kList;
}

std::optional<std::size_t> timbre_named(std::string_view name) {
  static const std::unordered_map<std::string_view, std::size_t> kPositions = [] {
    std::unordered_map<std::string_view, std::size_t> positions;
    for (std::size_t i = 0; i < timbre_numbers().size(); ++i) positions.emplace(timbre_numbers()[i].name, i);
    return positions;
  }();
  const auto found = kPositions.find(name);
  if (found == kPositions.end()) return std::nullopt;
  return found->second;
}

}  // namespace segue::catalog
