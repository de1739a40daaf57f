#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::catalog {

/// How the catalog stores the artists of a song: a JSON array of strings. What is not UTF-8 becomes U+FFFD.
std::string artists_to_json(const std::vector<std::string>& artists);

/// Reads it back. Never throws on damaged text: entries that are not strings are left out, other text is no artist.
std::vector<std::string> artists_from_json(std::string_view json);

}  // namespace segue::catalog
