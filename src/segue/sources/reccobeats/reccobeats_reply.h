#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/variable.h"

namespace segue::sources {

/// What ReccoBeats says of one song.
struct ReccoBeatsRow {
  std::string spotify;     ///< id at the end of "href"; empty if there is none
  std::string isrc;        ///< upper case; empty if there is none
  catalog::Values values;  ///< those it has, in range; "no tempo" and "no key" are unknown
};

/// Reads {"content":[...]}; members it does not know are passed over, numbers out of range are unknown, and so are rows
/// that name no song. Nothing if it is no such document.
std::optional<std::vector<ReccoBeatsRow>> read_reccobeats(std::string_view body);

/// A row's values as JSON, and back (nothing if it is none): how they are kept.
std::string written_features(const catalog::Values& values);
std::optional<catalog::Values> read_features(std::string_view text);

}  // namespace segue::sources
