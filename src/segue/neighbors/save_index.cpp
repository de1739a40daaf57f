#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "segue/neighbors/inverted_file.h"
#include "segue/numeric/distance.h"

// Saving an index that was changed: what was inserted joins the cells there are.
namespace segue::neighbors {
namespace {

/// Where a row of the new index comes from: a place of the old one, or what was inserted.
struct Origin {
  std::int64_t id = 0;
  std::uint32_t cell = 0;
  std::size_t place = 0;  ///< of the old index; its places() and more: inserted
};

}  // namespace

void InvertedFile::save(const std::filesystem::path& path, const std::optional<IndexLabel>& label) const {
  const IndexHeader& old = image_.header();
  std::vector<Origin> origins;
  origins.reserve(size());
  for (std::uint32_t cell = 0; cell < old.cells; ++cell) {
    const std::size_t end = std::size_t{image_.first_blocks()[cell + 1]} * numeric::kByteBlock;
    for (std::size_t place = std::size_t{image_.first_blocks()[cell]} * numeric::kByteBlock; place < end; ++place) {
      if (!image_.is_row(place) || is_removed(place)) continue;
      origins.push_back({image_.id(place), cell, place});
    }
  }
  std::vector<float> distances(old.cells);
  for (const auto& [id, row] : inserted_) {
    const auto vector = std::span(inserted_vectors_).subspan(row * dimension(), dimension());
    numeric::squared_distances(vector, image_.centroids(), distances);
    const auto nearest = std::ranges::min_element(distances) - distances.begin();
    origins.push_back({id, static_cast<std::uint32_t>(nearest), image_.places() + row});
  }
  std::ranges::sort(origins,
                    [](const Origin& a, const Origin& b) { return a.cell != b.cell ? a.cell < b.cell : a.id < b.id; });

  IndexHeader header = old;
  header.rows = origins.size();
  if (label) header.label = *label;
  header.blocks = 0;
  const auto [least, greatest] = std::ranges::minmax_element(origins, {}, &Origin::id);
  header.first_id = origins.empty() ? 0 : least->id;
  const auto span_of_ids =
      origins.empty() ? 0 : static_cast<std::uint64_t>(greatest->id) - static_cast<std::uint64_t>(header.first_id);
  header.id_bytes = span_of_ids <= std::numeric_limits<std::uint32_t>::max() ? 4 : 8;
  std::vector<std::uint32_t> first_blocks{0};
  for (std::size_t cell = 0, i = 0; cell < old.cells; ++cell) {
    std::size_t count = 0;
    for (; i < origins.size() && origins[i].cell == cell; ++i) ++count;
    header.blocks += (count + numeric::kByteBlock - 1) / numeric::kByteBlock;
    first_blocks.push_back(static_cast<std::uint32_t>(header.blocks));
  }

  NewMappedFile file(path, IndexImage::bytes_of(header));
  auto image = IndexImage::prepare(file.bytes(), header);
  std::ranges::copy(first_blocks, image.fill_first_blocks().begin());
  image.copy_cells(image_);
  image.clear_rows();
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_id;
  by_id.reserve(origins.size());
  std::uint32_t place = 0;
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const Origin& origin = origins[i];
    if (i == 0 || origin.cell != origins[i - 1].cell) {
      place = first_blocks[origin.cell] * static_cast<std::uint32_t>(numeric::kByteBlock);
    }
    if (origin.place < image_.places()) {
      image.copy_row(place, image_, origin.place);
    } else {
      const std::size_t row = origin.place - image_.places();
      const RowCode& code = inserted_codes_[row];
      image.fill_row(place, origin.id, std::span(inserted_high_).subspan(row * dimension(), dimension()),
                     std::span(inserted_low_).subspan(row * dimension(), dimension()), code);
      const auto vector = std::span(inserted_vectors_).subspan(row * dimension(), dimension());
      float& radius = image.fill_radii()[origin.cell];
      radius = std::max(radius, std::sqrt(numeric::squared_distance(vector, image_.centroids().row(origin.cell))));
      header.coarse_error = std::max(header.coarse_error, code.error);
      header.longest = std::max(header.longest, std::sqrt(code.square));
    }
    by_id.emplace_back(origin.id, place++);
  }
  std::ranges::sort(by_id);
  for (std::size_t rank = 0; rank < by_id.size(); ++rank) image.fill_place(rank, by_id[rank].second);
  image.seal(header);
  std::move(file).keep();
}

}  // namespace segue::neighbors
