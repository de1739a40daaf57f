#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "segue/app/space.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// Which songs of the space may come into a list, one entry per song of space.songs(): those whose file is there, that
/// fulfil the filter (all, if it is empty) and lie in the cluster (any, if there is none). Remarks say where a filter
/// asks what is not known of any song, and that no song fulfils it. Throws what Filter::parse() throws.
std::vector<std::uint8_t> allowed_songs(const catalog::Catalog& catalog, const Space& space, const std::string& filter,
                                        const std::optional<std::int32_t>& cluster, std::vector<std::string>& remarks);

/// Takes out what a list (song_list.h) names; other versions of these songs are in `keys` then. A remark counts entries
/// that name no song of the catalog.
void exclude_listed(const catalog::Catalog& catalog, const Space& space, const std::filesystem::path& file,
                    std::vector<std::uint8_t>& allowed, std::unordered_set<std::string>& keys,
                    std::vector<std::string>& remarks);

}  // namespace segue::app
