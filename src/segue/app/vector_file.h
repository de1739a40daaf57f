#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "segue/app/placed_songs.h"
#include "segue/base/scratch_file.h"
#include "segue/neighbors/vector_source.h"

namespace segue::app {

/// Vectors of more songs than memory is for. Ids are in memory.
class VectorFile final : public neighbors::VectorSource {
 public:
  /// In the folder of `beside`. Error(kFailed) with the system's reason (disk full), as for the others.
  VectorFile(const std::filesystem::path& beside, std::size_t dimension)
      : file_(beside.has_parent_path() ? beside.parent_path() : "."), dimension_(dimension) {}

  /// Songs beyond those that are there, ascending.
  void add(const PlacedSongs& placed);

  std::size_t size() const override { return ids_.size(); }
  std::size_t dimension() const override { return dimension_; }
  void read(std::size_t begin, std::span<std::int64_t> ids, std::span<float> vectors) const override;

 private:
  ScratchFile file_;
  std::size_t dimension_;
  std::vector<std::int64_t> ids_;
};

}  // namespace segue::app
