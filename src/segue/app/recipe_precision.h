#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "segue/app/trial.h"
#include "segue/catalog/catalog.h"
#include "segue/evaluation/protocol.h"

namespace segue::app {

/// How many right songs stored recipes find, by the protocol of evaluation/protocol.h on a catalog's collected
/// playlists: the number that `segue evaluate --recipe` prints.
class RecipePrecision {
 public:
  explicit RecipePrecision(const catalog::Catalog& catalog);

  /// Why nothing can be measured, for a person; empty if something can.
  const std::string& problem() const { return problem_; }
  /// Of a recipe's vectors, songs without one lying at the origin; only where there is no problem().
  Precision measure(const catalog::StoredRecipe& recipe, std::size_t threads) const;

 private:
  std::vector<SongId> songs_;
  evaluation::Protocol protocol_;
  std::string problem_;
};

}  // namespace segue::app
