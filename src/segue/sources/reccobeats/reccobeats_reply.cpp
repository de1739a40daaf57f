#include "segue/sources/reccobeats/reccobeats_reply.h"

#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "segue/sources/csv/cell.h"

namespace segue::sources {
namespace {

using catalog::Variable;
using Json = nlohmann::json;

constexpr std::array kFeatures = {
    Variable::kAcousticness, Variable::kDanceability, Variable::kEnergy,   Variable::kInstrumentalness,
    Variable::kKey,          Variable::kLiveness,     Variable::kLoudness, Variable::kMode,
    Variable::kSpeechiness,  Variable::kTempo,        Variable::kValence};

/// Spotify's id of a song from a link to it.
std::string id_in(const Json& row) {
  const auto href = row.find("href");
  if (href == row.end() || !href->is_string()) return {};
  auto name = read_spotify_name(href->get_ref<const std::string&>());
  return name.kind == SpotifyName::Kind::kTrack ? std::move(name.id) : std::string();
}

std::string isrc_in(const Json& row) {
  const auto isrc = row.find("isrc");
  if (isrc == row.end() || !isrc->is_string()) return {};
  return read_isrc(isrc->get_ref<const std::string&>()).value_or("");
}

catalog::Values values_in(const Json& row) {
  catalog::Values values;
  for (const Variable variable : kFeatures) {
    const auto& about = catalog::info(variable);
    const auto found = row.find(about.name);
    if (found == row.end() || !found->is_number()) continue;
    const double value = found->get<double>();
    if (!(value >= about.min && value <= about.max) || value == about.means_none) continue;
    if (about.whole && value != std::floor(value)) continue;
    values[variable] = value;
  }
  return values;
}

}  // namespace

std::optional<std::vector<ReccoBeatsRow>> read_reccobeats(std::string_view body) {
  const auto document = Json::parse(body, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto content = document.find("content");
  if (content == document.end() || !content->is_array()) return std::nullopt;
  std::vector<ReccoBeatsRow> rows;
  for (const auto& row : *content) {
    if (!row.is_object()) continue;
    ReccoBeatsRow read{id_in(row), isrc_in(row), values_in(row)};
    if (!read.spotify.empty() || !read.isrc.empty()) rows.push_back(std::move(read));
  }
  return rows;
}

std::string written_features(const catalog::Values& values) {
  Json document = Json::object();
  for (const Variable variable : kFeatures) {
    if (values.has(variable)) document[std::string(catalog::info(variable).name)] = values[variable];
  }
  return document.dump();
}

std::optional<catalog::Values> read_features(std::string_view text) {
  const auto document = Json::parse(text, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  return values_in(document);
}

}  // namespace segue::sources
