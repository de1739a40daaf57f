#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/app/encoder.h"
#include "segue/catalog/catalog.h"
#include "segue/neighbors/exact_scan.h"
#include "segue/playlist/tilt.h"

namespace segue::app {

/// Where a recipe puts the songs of a catalog: vectors to ask with, and what lies near them. Songs that came after the
/// recipe was trained are placed too, by what is known of them.
class Space {
 public:
  /// `recipe` by name or number, the current one if it is empty. Error(kNotFound) if there is none. `catalog` must
  /// outlive the space.
  Space(const catalog::Catalog& catalog, const std::string& recipe);

  const std::string& name() const { return summary_.name; }
  const Recipe& recipe() const { return recipe_; }
  /// Read from the catalog when it is first asked for: most lists encode nothing, and networks are half of what a
  /// recipe holds. Not for several threads at once. Error(kFailed) if the recipe was trained anew meanwhile.
  const Encoder& encoder() const;
  /// Songs that can be found, ascending.
  const std::vector<SongId>& songs() const { return stored_.songs; }
  /// The k-means cell of each.
  const std::vector<std::int32_t>& clusters() const { return stored_.clusters; }
  numeric::MatrixView vectors() const { return index_->vectors(); }

  /// Its place in songs(); nothing for a song that cannot be found.
  std::optional<std::size_t> row_of(SongId song) const;
  /// Of a song that can be found.
  std::span<const float> vector_of(SongId song) const { return vectors().row(*row_of(song)); }

  /// What a song asks: from its stored vector, or encoded now if the recipe has not seen it. Error(kNotFound) if
  /// nothing is known of its sound.
  std::vector<float> question_of(const catalog::Song& song) const;
  /// The mean of what songs ask. Those nothing is known of do not count; the error of the first, if there are no
  /// others.
  std::vector<float> question_of(std::span<const catalog::Song> songs) const;

  /// The k songs nearest to a question among those allowed (one entry per song of songs(), 0: not; empty: all), after
  /// the pulls; nearest first, equally near ones by id.
  std::vector<neighbors::Neighbor> nearest(std::span<const float> question, std::size_t k,
                                           std::span<const std::uint8_t> allowed,
                                           std::span<const playlist::Pull> pulls = {}) const;

 private:
  Space(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe);

  const catalog::Catalog& catalog_;
  catalog::RecipeSummary summary_;
  catalog::StoredRecipe stored_;  ///< without its models; its vectors are the index's
  Recipe recipe_;
  mutable std::optional<Encoder> encoder_;
  std::optional<neighbors::ExactScan> index_;  ///< always there once constructed
};

}  // namespace segue::app
