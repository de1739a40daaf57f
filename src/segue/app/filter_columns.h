#pragma once

#include <span>
#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/playlist/filter.h"

namespace segue::app {

/// The columns at `fields` (indices into playlist::filter_fields()) for `songs` (ascending); songs the catalog does not
/// have know nothing. has_lyrics is as load_numbers() has it: no, where the catalog has words of some songs and none of
/// this one.
playlist::FilterColumns load_filter_columns(const catalog::Catalog& catalog, std::span<const SongId> songs,
                                            std::span<const std::size_t> fields);

}  // namespace segue::app
