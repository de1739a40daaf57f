#pragma once

#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/features/feature_table.h"

namespace segue::app {

/// The numbers of every song of the range, ascending id; songs of which nothing is known are among them.
///
/// has_lyrics is 1 for a song with words, 0 for one whose text has no words in it, and what a table said goes before
/// both. In a catalog that has words of some songs it is 0 for those whose words it has not, as in the report, if
/// anything else is known of their sound; in a catalog without any words it stays unknown, for there it would say
/// nothing about a song.
std::vector<features::SongNumbers> load_numbers(const catalog::Catalog& catalog, const catalog::SongRange& range = {});
/// The numbers of some songs, in the order given; every id must exist.
std::vector<features::SongNumbers> load_numbers(const catalog::Catalog& catalog, const std::vector<SongId>& songs);

}  // namespace segue::app
