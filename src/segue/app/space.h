#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "segue/app/encoder.h"
#include "segue/app/song_index.h"
#include "segue/catalog/catalog.h"
#include "segue/neighbors/exact_scan.h"
#include "segue/playlist/tilt.h"

namespace segue::app {

/// Where a recipe puts the songs of a catalog: vectors to ask with, and what lies near them. They are mapped from the
/// recipe's index where there is one (song_index.h), else read from the catalog. Songs that came after the recipe was
/// trained or the index was made are placed too, by what is known of them, unless they are more than kPlacedAtOnce.
/// Not for several threads at once.
class Space {
 public:
  /// `recipe` by name or number, the current one if it is empty. Error(kNotFound) if there is none. `catalog` must
  /// outlive the space.
  Space(const catalog::Catalog& catalog, const std::string& recipe);

  const std::string& name() const { return summary_.name; }
  const Recipe& recipe() const { return recipe_; }
  /// Read from the catalog when it is first asked for: most lists encode nothing, and networks are half of what a
  /// recipe holds. Error(kFailed) if the recipe was trained anew meanwhile.
  const Encoder& encoder() const;

  /// How many songs can be found.
  std::size_t size() const { return index().size(); }
  bool contains(SongId song) const { return index().contains(song.value); }
  /// Of a song that can be found; views the space.
  std::span<const float> vector_of(SongId song) const;
  /// The k-means cell of a song that can be found.
  std::int32_t cluster_of(SongId song) const;
  /// Songs of the catalog that came after the index was made and were too many to be placed now.
  std::int64_t songs_unplaced() const { return unplaced_; }
  const neighbors::Index& index() const { return mapped_ ? static_cast<const neighbors::Index&>(*mapped_) : *scan_; }
  /// The index that is mapped from a file; nothing if songs are read from the catalog.
  const neighbors::InvertedFile* mapped() const { return mapped_ ? &*mapped_ : nullptr; }

  /// All vectors, where they were read from the catalog; nothing if they are mapped.
  const neighbors::ExactScan* scanned() const { return scan_ ? &*scan_ : nullptr; }

  /// What a song asks: from its stored vector, or encoded now if the recipe has not seen it. Error(kNotFound) if
  /// nothing is known of its sound.
  std::vector<float> question_of(const catalog::Song& song) const;
  /// The mean of what songs ask. Those nothing is known of do not count; the error of the first, if there are no
  /// others.
  std::vector<float> question_of(std::span<const catalog::Song> songs) const;

  /// The k songs nearest to a question among those that pass the filter, after the pulls; nearest first, equally near
  /// ones by id.
  std::vector<neighbors::Neighbor> nearest(std::span<const float> question, std::size_t k,
                                           const neighbors::Filter& filter,
                                           std::span<const playlist::Pull> pulls = {}) const;

 private:
  Space(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe);
  bool map_index();
  void read_songs();

  const catalog::Catalog& catalog_;
  catalog::RecipeSummary summary_;
  std::string json_;
  Recipe recipe_;
  mutable std::optional<Encoder> encoder_;
  std::optional<neighbors::InvertedFile> mapped_;  ///< this
  std::optional<neighbors::ExactScan> scan_;       ///< or that, and the clusters of its rows
  std::vector<std::int32_t> clusters_;
  std::int64_t unplaced_ = 0;
  mutable std::unordered_map<SongId, std::vector<float>> read_;  ///< what vector_of() gave of a mapped index
};

}  // namespace segue::app
