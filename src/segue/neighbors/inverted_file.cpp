#include "segue/neighbors/inverted_file.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::neighbors {

InvertedFile::InvertedFile(std::variant<std::monostate, MappedFile, Mapping> bytes, IndexImage image)
    : bytes_(std::move(bytes)), image_(image) {}

InvertedFile InvertedFile::open(const std::filesystem::path& path) {
  auto file = MappedFile::open(path);
  const IndexImage image = IndexImage::read(file.bytes(), path.string());
  return {std::move(file), image};
}

InvertedFile InvertedFile::of(Mapping bytes, const std::string& name) {
  const IndexImage image = IndexImage::read({bytes.data(), bytes.size()}, name);
  return {std::move(bytes), image};
}

InvertedFile InvertedFile::view(std::span<const std::byte> bytes, const std::string& name) {
  return {std::monostate(), IndexImage::read(bytes, name)};
}

std::size_t InvertedFile::size() const {
  return image_.header().rows - removed_count_ + inserted_.size();
}

std::vector<float> InvertedFile::as_stored(std::span<const float> vector) const {
  assert(vector.size() == dimension());
  std::vector<float> turned(vector.begin(), vector.end());
  if (const Axes axes = image_.axes(); !axes.empty()) axes.turn(vector, turned);
  return turned;
}

bool InvertedFile::contains(std::int64_t id) const {
  if (inserted_.contains(id)) return true;
  const std::size_t place = image_.find(id);
  return place < image_.places() && !is_removed(place);
}

void InvertedFile::read_vector(std::int64_t id, std::span<float> vector) const {
  read_stored(id, vector);
  if (const Axes axes = image_.axes(); !axes.empty()) {
    const std::vector<float> stored(vector.begin(), vector.end());
    axes.turn_back(stored, vector);
  }
}

void InvertedFile::read_stored(std::int64_t id, std::span<float> vector) const {
  assert(contains(id) && vector.size() == dimension());
  if (const auto at = inserted_.find(id); at != inserted_.end()) {
    std::copy_n(inserted_vectors_.begin() + static_cast<std::ptrdiff_t>(at->second * dimension()), dimension(),
                vector.begin());
  } else {
    image_.decode(image_.find(id), vector);
  }
}

std::vector<std::int64_t> InvertedFile::ids() const {
  std::vector<std::int64_t> ids;
  ids.reserve(size());
  for (std::size_t rank = 0; rank < image_.header().rows; ++rank) {
    const std::size_t place = image_.place(rank);
    if (!is_removed(place)) ids.push_back(image_.id(place));
  }
  const auto middle = static_cast<std::ptrdiff_t>(ids.size());
  for (const auto& [id, row] : inserted_) ids.push_back(id);
  std::sort(ids.begin() + middle, ids.end());
  std::inplace_merge(ids.begin(), ids.begin() + middle, ids.end());
  return ids;
}

std::optional<std::size_t> InvertedFile::cell_of(std::int64_t id) const {
  const std::size_t place = image_.find(id);
  if (place >= image_.places() || is_removed(place)) return std::nullopt;
  const auto first = image_.first_blocks();
  const auto after = std::ranges::upper_bound(first, static_cast<std::uint32_t>(place / numeric::kByteBlock));
  return static_cast<std::size_t>(after - first.begin()) - 1;
}

void InvertedFile::insert(std::int64_t id, std::span<const float> vector) {
  assert(vector.size() == dimension());
  for (const float value : vector) {
    if (!(std::abs(value) <= kLargestValue)) {
      throw Error(ErrorKind::kBadData, fmt::format("expected finite numbers, found others in the vector of id {}", id));
    }
  }
  remove(id);
  // As it will be once it is saved, so that nothing changes then.
  std::vector<std::uint8_t> high(dimension());
  std::vector<std::int8_t> low(dimension());
  const RowCode code = encode_row(as_stored(vector), image_.leading(), high, low);
  inserted_[id] = inserted_ids_.size();
  inserted_ids_.push_back(id);
  inserted_codes_.push_back(code);
  inserted_high_.insert(inserted_high_.end(), high.begin(), high.end());
  inserted_low_.insert(inserted_low_.end(), low.begin(), low.end());
  inserted_vectors_.resize(inserted_ids_.size() * dimension());
  const auto stored = std::span(inserted_vectors_).last(dimension());
  for (std::size_t j = 0; j < dimension(); ++j) {
    stored[j] = code.scale * static_cast<float>(256 * (high[j] - 128) + low[j]);
  }
}

bool InvertedFile::remove(std::int64_t id) {
  if (inserted_.erase(id) > 0) return true;
  const std::size_t place = image_.find(id);
  if (place >= image_.places() || is_removed(place)) return false;
  if (removed_.empty()) removed_.assign(image_.places() / 64 + 1, 0);
  removed_[place / 64] |= std::uint64_t{1} << (place % 64);
  ++removed_count_;
  return true;
}

}  // namespace segue::neighbors
