#include "segue/playlist/filter_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/catalog/values/variable.h"
#include "segue/playlist/duration.h"

namespace segue::playlist {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

constexpr std::array<FilterField, 9> kFacts = {{
    {"title", FieldKind::kText, 0, 0, "the song's title"},
    {"artist", FieldKind::kText, 0, 0, "any of its artists"},
    {"album", FieldKind::kText, 0, 0, "the album"},
    {"playlist", FieldKind::kText, 0, 0, "any collected playlist it stands in"},
    {"path", FieldKind::kText, 0, 0, "of the music file"},
    {"year", FieldKind::kNumber, -kNone, kNone, "of release"},
    {"duration", FieldKind::kDuration, 0, kNone, "seconds, or 4:30"},
    {"popularity", FieldKind::kNumber, 0, 100, "as services count it"},
    {"explicit", FieldKind::kFlag, 0, 1, "words not for children"},
}};

FieldKind kind_of(catalog::Variable variable) {
  if (variable == catalog::Variable::kKey) return FieldKind::kKey;
  if (variable == catalog::Variable::kMode) return FieldKind::kMode;
  if (variable == catalog::Variable::kHasLyrics) return FieldKind::kFlag;
  return FieldKind::kNumber;
}

std::string_view meaning_of(const catalog::VariableInfo& variable) {
  switch (kind_of(variable.variable)) {
    case FieldKind::kKey:
      return "C, C#, ..., B or 0 to 11";
    case FieldKind::kMode:
      return "major or minor";
    case FieldKind::kFlag:
      return "it has words";
    default:
      break;
  }
  if (!variable.unit.empty()) return variable.unit;
  switch (variable.group) {
    case catalog::VariableGroup::kAudioFeature:
      return "audio feature";
    case catalog::VariableGroup::kAudioAnalysis:
      return "audio analysis";
    default:
      return "of the words";
  }
}

/// Folded, so that "Bpm" finds it.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"bpm", "tempo"},          {"length", "duration"},
    {"name", "title"},         {"artists", "artist"},
    {"song", "title"},         {"file", "path"},
    {"playlists", "playlist"}, {"instrumental", "instrumentalness"},
    {"live", "liveness"},      {"acoustic", "acousticness"}};

std::optional<double> key_named(std::string_view typed) {
  if (typed.empty()) return std::nullopt;
  constexpr std::string_view kLetters = "CxDxEFxGxAxB";
  const char letter = static_cast<char>(typed[0] >= 'a' && typed[0] <= 'g' ? typed[0] - 'a' + 'A' : typed[0]);
  const std::size_t at = letter == 'x' ? std::string_view::npos : kLetters.find(letter);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view sign = typed.substr(1);
  int key = static_cast<int>(at);
  if (sign == "#" || sign == "\u266f") {
    key += 1;
  } else if (sign == "b" || sign == "\u266d") {
    key += 11;
  } else if (!sign.empty()) {
    return std::nullopt;
  }
  return key % 12;
}

std::optional<double> number(std::string_view typed) {
  double value = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), value);
  if (error != std::errc() || end != typed.data() + typed.size() || !(value - value == 0)) return std::nullopt;
  return value;
}

}  // namespace

std::span<const FilterField> filter_fields() {
  static const auto kFields = [] {
    std::vector<FilterField> fields(kFacts.begin(), kFacts.end());
    for (const auto& variable : catalog::variables()) {
      fields.push_back({variable.name, kind_of(variable.variable), variable.min, variable.max, meaning_of(variable)});
    }
    return fields;
  }();
  return kFields;
}

std::optional<std::size_t> filter_field_named(std::string_view name) {
  std::string wanted = lower(name);
  for (const auto& [other, known] : kOtherNames) {
    if (wanted == other) wanted = known;
  }
  const auto fields = filter_fields();
  const auto at = std::ranges::find(fields, std::string_view(wanted), &FilterField::name);
  if (at == fields.end()) return std::nullopt;
  return static_cast<std::size_t>(at - fields.begin());
}

std::optional<std::string_view> field_like(std::string_view typed) {
  const std::string wanted = lower(typed);
  const std::size_t limit = wanted.size() < 4 ? 1 : std::min<std::size_t>(3, wanted.size() / 3 + 1);
  std::optional<std::string_view> best;
  std::size_t least = limit + 1;
  for (const auto& field : filter_fields()) {
    const bool begins = wanted.size() >= 3 && field.name.starts_with(wanted);
    const std::size_t distance = begins ? 1 : edit_distance(wanted, field.name, limit);
    if (distance < least) {
      least = distance;
      best = field.name;
    }
  }
  return best;
}

std::optional<double> filter_value(FieldKind kind, std::string_view typed) {
  if (const auto value = number(typed)) return value;
  const std::string word = lower(typed);
  switch (kind) {
    case FieldKind::kDuration:
      return parse_duration(word);
    case FieldKind::kKey:
      return key_named(typed);
    case FieldKind::kMode:
      if (word == "major") return 1;
      if (word == "minor") return 0;
      return std::nullopt;
    case FieldKind::kFlag:
      if (word == "yes" || word == "true") return 1;
      if (word == "no" || word == "false") return 0;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string values_of(const FilterField& field) {
  switch (field.kind) {
    case FieldKind::kDuration:
      return "a duration: 4:30, 90s, or seconds";
    case FieldKind::kKey:
      return "a key: C, C#, Db, ..., B, or 0 to 11";
    case FieldKind::kMode:
      return "major or minor";
    case FieldKind::kFlag:
      return "yes or no";
    case FieldKind::kText:
      return "a text";
    case FieldKind::kNumber:
      break;
  }
  if (field.max == kNone) return "a number";
  return fmt::format("a number from {} to {}", field.min, field.max);
}

}  // namespace segue::playlist
