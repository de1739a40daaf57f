#pragma once

#include <optional>
#include <string>
#include <vector>

#include "segue/app/seeds.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/values/made_list.h"

namespace segue::app {

/// What somebody thinks of a song, for lists from a seed or for all lists.
struct GivenFeedback {
  catalog::Song song;
  std::optional<catalog::Song> seed;
  bool liked = true;
  std::string created;  ///< UTC; empty for one just given
};

/// Remembers a like or dislike of a song, both typed as seeds; `seed` empty: for all lists. SeedError; Error(kUsage) if
/// both are one song.
GivenFeedback give_feedback(const catalog::Catalog& catalog, const std::string& song, const std::string& seed,
                            bool liked);
/// Forgets it. SeedError; Error(kNotFound) if there was none.
GivenFeedback remove_feedback(const catalog::Catalog& catalog, const std::string& song, const std::string& seed);
/// All there is, that for all lists first.
std::vector<GivenFeedback> list_feedback(const catalog::Catalog& catalog);

/// "lists from Creep — Radiohead", "all lists"
std::string validity(const GivenFeedback& feedback);

}  // namespace segue::app
