#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "segue/playlist/filter.h"

// Names of fields and values, for this room's own use.

namespace segue::playlist {

/// By name or another usual one ("bpm"), case ignored.
std::optional<std::size_t> filter_field_named(std::string_view name);

/// The name nearest to what was typed, if one is near.
std::optional<std::string_view> field_like(std::string_view typed);

/// A value as typed for a field that holds numbers; nothing if it is none.
std::optional<double> filter_value(FieldKind kind, std::string_view typed);

/// What values of a field look like: "a number from 0 to 1".
std::string values_of(const FilterField& field);

}  // namespace segue::playlist
