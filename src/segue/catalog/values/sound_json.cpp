#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/catalog/values/sound.h"

namespace segue::catalog {
namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxRemarks = 100;
constexpr double kLongest = 1e9;  // s

bool is_about_sound(const VariableInfo& variable) {
  return variable.group == VariableGroup::kAudioFeature || variable.group == VariableGroup::kAudioAnalysis;
}

const char* section_of(const VariableInfo& variable) {
  return variable.group == VariableGroup::kAudioFeature ? "features" : "analysis";
}

ordered_json number_or_null(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

/// The float as the shortest decimal that brings it back.
ordered_json number_or_null(float value) {
  return std::isfinite(value) ? ordered_json(std::stod(fmt::format("{}", value))) : ordered_json(nullptr);
}

/// Reads one document and says what is wrong with it.
class Reader {
 public:
  explicit Reader(const std::string& where) : where_(where) {}

  [[noreturn]] void refuse(std::string_view field, std::string_view expected) const {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected {} as \"{}\"", where_, expected, field),
                "Analyse the file again: 'segue analyze --redo'.");
  }
  const ordered_json& at(const ordered_json& object, std::string_view field) const {
    const auto found = object.is_object() ? object.find(std::string(field)) : object.end();
    if (!object.is_object() || found == object.end()) refuse(field, "something");
    return *found;
  }
  double number(const ordered_json& object, std::string_view field, double min, double max) const {
    const ordered_json& item = at(object, field);
    const double value = item.is_number() ? item.get<double>() : std::nan("");
    if (!(value >= min && value <= max)) refuse(field, fmt::format("a number from {} to {}", min, max));
    return value;
  }

 private:
  const std::string& where_;
};

Measurement read_measurement(const Reader& reader, const ordered_json& section, const VariableInfo& variable) {
  const ordered_json& item = reader.at(section, variable.name);
  const ordered_json& provenance = reader.at(item, "provenance");
  const auto basis = provenance.is_string() ? basis_named(provenance.get<std::string>()) : std::nullopt;
  if (!basis) reader.refuse(variable.name, "exact, estimated, modelled or unavailable for the provenance");
  Measurement measurement;
  if (*basis == Basis::kUnavailable) return measurement;
  measurement.basis = *basis;
  measurement.value = reader.number(item, "value", variable.min, variable.max);
  if (variable.whole && measurement.value != std::floor(measurement.value)) {
    reader.refuse(variable.name, "a whole number");
  }
  measurement.confidence = reader.number(item, "confidence", 0, 1);
  return measurement;
}

std::vector<float> read_timbre(const Reader& reader, const ordered_json& document) {
  std::vector<float> timbre(timbre_numbers().size(), std::numeric_limits<float>::quiet_NaN());
  if (!document.contains("timbre")) return timbre;
  for (std::size_t i = 0; i < timbre.size(); ++i) {
    const std::string& name = timbre_numbers()[i].name;
    const ordered_json& item = reader.at(document["timbre"], name);
    if (item.is_null()) continue;
    constexpr double kLargest = std::numeric_limits<float>::max();
    timbre[i] = static_cast<float>(reader.number(document["timbre"], name, -kLargest, kLargest));
  }
  return timbre;
}

}  // namespace

std::string to_json(const Sound& sound, bool with_timbre) {
  ordered_json document = {{"version", kVersion},
                           {"analyzer_version", sound.analyzer_version},
                           {"duration", sound.duration_s},
                           {"features", ordered_json::object()},
                           {"analysis", ordered_json::object()}};
  for (const VariableInfo& variable : variables()) {
    if (!is_about_sound(variable)) continue;
    const Measurement& measurement = sound[variable.variable];
    document[section_of(variable)][std::string(variable.name)] = {
        {"value", measurement.known() ? number_or_null(measurement.value) : ordered_json(nullptr)},
        {"confidence", measurement.confidence},
        {"provenance", name(measurement.basis)}};
  }
  if (with_timbre) {
    ordered_json& timbre = document["timbre"];
    timbre = ordered_json::object();
    for (std::size_t i = 0; i < timbre_numbers().size(); ++i) {
      const float value = i < sound.timbre.size() ? sound.timbre[i] : std::numeric_limits<float>::quiet_NaN();
      timbre[timbre_numbers()[i].name] = number_or_null(value);
    }
  }
  document["remarks"] = sound.remarks;
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Sound sound_from_json(std::string_view json, const std::string& where) {
  const Reader reader(where);
  const auto document = ordered_json::parse(json, nullptr, false);
  if (document.is_discarded()) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected a JSON document", where),
                "Analyse the file again: 'segue analyze --redo'.");
  }
  reader.number(document, "version", kVersion, kVersion);
  Sound sound;
  sound.analyzer_version = static_cast<int>(reader.number(document, "analyzer_version", 0, 1e9));
  sound.duration_s = reader.number(document, "duration", 0, kLongest);
  for (const VariableInfo& variable : variables()) {
    if (!is_about_sound(variable)) continue;
    sound[variable.variable] = read_measurement(reader, reader.at(document, section_of(variable)), variable);
  }
  sound.timbre = read_timbre(reader, document);
  const ordered_json& remarks = reader.at(document, "remarks");
  if (!remarks.is_array() || remarks.size() > kMaxRemarks) reader.refuse("remarks", "a list of texts");
  for (const ordered_json& remark : remarks) {
    if (!remark.is_string()) reader.refuse("remarks", "a list of texts");
    sound.remarks.push_back(remark.get<std::string>());
  }
  return sound;
}

}  // namespace segue::catalog
