#pragma once

#include <string>
#include <vector>

#include "segue/app/recommend.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/values/made_list.h"

namespace segue::app {

/// Keeps a list under a name, with the options it was made with; one of that name is replaced. Error(kUsage) for an
/// empty name.
void keep_list(const catalog::Catalog& catalog, const std::string& name, const RecommendOptions& options,
               const Recommendation& made);

/// Those that are kept, the oldest first.
std::vector<catalog::MadeList> made_lists(const catalog::Catalog& catalog);
/// Nothing happens if none is kept under that name.
void forget_list(const catalog::Catalog& catalog, const std::string& name);

/// The list kept under a name, or by its number in `segue playlists` (from 1). Error(kNotFound) naming those there are.
catalog::MadeList find_made_list(const catalog::Catalog& catalog, const std::string& wanted);

/// More songs for a list: none that is in it, in any version. `wanted` names a kept list, which grows by them, or a
/// file (song_list.h), which stays as it is.
///
/// A kept list goes on from its seeds (a path from its last song) with the options it was made with; those that
/// `options` states (that are not at their default) go before. Of a file the songs called seeds are the seeds, else all
/// of them. The limits count the songs there are, and a smooth order goes on from the last of them.
/// Throws what recommend() and find_made_list() throw.
Recommendation more(const catalog::Catalog& catalog, const std::string& wanted, const RecommendOptions& options);

}  // namespace segue::app
