#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::cli {

/// The names in "URL,URL,list.csv": split at commas, space around them dropped, empty ones left out. Names of files may
/// hold commas themselves: of what stands between two commas as much as names something that exists stays together.
std::vector<std::string> split_playlist_names(std::string_view list);

}  // namespace segue::cli
