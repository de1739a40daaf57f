#include "segue/app/vector_file.h"

#include <algorithm>
#include <cassert>

namespace segue::app {

void VectorFile::add(const PlacedSongs& placed) {
  assert(placed.vectors.cols() == dimension_ || placed.songs.empty());
  assert(ids_.empty() || placed.songs.empty() || ids_.back() < placed.songs.front().value);
  file_.write(ids_.size() * dimension_ * sizeof(float), std::as_bytes(std::span(placed.vectors.values())));
  for (const SongId id : placed.songs) ids_.push_back(id.value);
}

void VectorFile::read(std::size_t begin, std::span<std::int64_t> ids, std::span<float> vectors) const {
  assert(vectors.size() == ids.size() * dimension_);
  std::copy_n(ids_.begin() + static_cast<std::ptrdiff_t>(begin), ids.size(), ids.begin());
  file_.read(begin * dimension_ * sizeof(float), std::as_writable_bytes(vectors));
}

}  // namespace segue::app
