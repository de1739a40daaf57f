#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "segue/app/train.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// Recipes of a survey made from searches: "survey-1", "survey-2", "survey-3".
inline constexpr std::size_t kSearchedRecipes = 3;

/// The recipes the 2020 report had listeners compare: the best network for numbers with the best for words, the second
/// with the second, the third with the third, by mean validation loss over the trials stored in the catalog; all else
/// as in `options`. Where lyrics were not searched all three read words by the network that options say, and a note
/// says so.
///
/// They are trained anew each time, in place of recipes of these names: the same trials and songs give the same
/// recipes. The recipe that was current stays so; where there was none the first becomes current. Returns their names,
/// the best first. Error(kNotFound) if fewer than three networks of a kind were searched; else as train().
std::vector<std::string> train_searched_recipes(catalog::Catalog& catalog, const TrainOptions& options,
                                                Progress& progress, Notes& notes, const Cancellation& cancellation);

}  // namespace segue::app
