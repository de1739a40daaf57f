// InvertedFile::view takes any bytes: it hands out an index whose head and cells hold together, or throws segue::Error.
// What it takes may still be wrong in every vector and id, as only check_all reads them all: searching such an index
// and asking it about ids must stay within its bytes and answer in order.
//
// Checksums would stop nearly every input, so they are put right here first, and so is the number of bytes: only then
// do inputs reach what stands behind them. One input in eight is left as it is.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <vector>

#include "segue/neighbors/inverted_file.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "segue/base/error.h"
#include "segue/neighbors/index_image.h"

namespace {

using segue::neighbors::IdSet;
using segue::neighbors::IndexHeader;
using segue::neighbors::InvertedFile;
using segue::neighbors::Neighbor;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Exactly as long as the input, and aligned as mapped files are: the address sanitizer sees what is read beyond.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : size_(size), data_(new(kAlignment) std::byte[size]) {
    if (size > 0) std::memcpy(data_, data, size);
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes() { ::operator delete[](data_, kAlignment); }

  std::span<std::byte> all() const { return {data_, size_}; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  std::size_t size_;
  std::byte* data_;
};

std::uint64_t aligned(std::uint64_t size) {
  return (size + 63) / 64 * 64;
}

std::uint64_t hash(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

/// The head and the sections about cells as they would be if someone had written these bytes on purpose.
void put_right(std::span<std::byte> bytes, bool body_too) {
  IndexHeader header;
  if (bytes.size() < sizeof(header)) return;
  std::memcpy(&header, bytes.data(), sizeof(header));
  header.magic = {'S', 'E', 'G', 'U', 'E', 'I', 'D', 'X'};
  header.version = 2;
  header.file_bytes = bytes.size();
  // The layout that index_image.h describes: where the rows begin is where the cells end.
  const std::uint64_t cells = header.cells;
  const std::uint64_t groups = header.groups;
  const std::uint64_t block = 16 * (4 * ((std::uint64_t{header.dimension} + 3) / 4) + 8);
  const std::uint64_t begin = aligned(sizeof(header));
  const std::uint64_t axes = header.has_axes == 1 ? std::uint64_t{header.dimension} * header.dimension * 4 : 0;
  const std::uint64_t end = begin + aligned(axes) + aligned((cells + 1) * 4) + aligned(cells * header.dimension * 4) +
                            aligned((cells + 15) / 16 * block) + aligned(cells * 4) + aligned((groups + 1) * 4) +
                            aligned((groups + 15) / 16 * block);
  if (end <= bytes.size()) {
    header.cells_checksum = hash(bytes.subspan(begin, end - begin));
    if (body_too) header.body_checksum = hash(bytes.subspan(end));
  }
  header.header_checksum = hash(std::as_bytes(std::span(&header, 1)).first(offsetof(IndexHeader, header_checksum)));
  std::memcpy(bytes.data(), &header, sizeof(header));
}

void require_order(const std::vector<Neighbor>& found, std::size_t k) {
  require(found.size() <= k);
  for (std::size_t i = 0; i < found.size(); ++i) {
    require(!std::isnan(found[i].distance));
    require(i == 0 || found[i - 1].distance <= found[i].distance);
  }
}

void ask(const InvertedFile& index) {
  std::vector<float> query(index.dimension(), 0.25F);
  std::vector<float> row(index.dimension());
  if (!query.empty()) query.front() = -3;
  require_order(index.search(query, 5), 5);
  require_order(index.search_cells(query, 1000, index.cells()), 1000);
  require_order(index.search_cells(query, 3, 1, [](std::int64_t id) { return id % 3 == 0; }), 3);
  std::fill(query.begin(), query.end(), 0.0F);
  require_order(index.search_cells(query, 2, 2), 2);
  static_cast<void>(index.cell_ranks(query));
  const auto ids = index.ids();
  require(ids.size() <= std::size_t{index.header().rows} + index.changes());
  IdSet few(-8, 1000);
  IdSet many(0, 6400);
  for (std::int64_t id = 0; id < 6400; id += 2) many.add(id);
  for (const std::int64_t id : ids) {
    if (id >= -8 && id < 1000) few.add(id);
    if (!index.contains(id)) continue;
    index.read_vector(id, row);
    const auto cell = index.cell_of(id);
    require(!cell || *cell < index.cells());  // none: inserted since
  }
  require_order(index.search(query, 7, few), 7);
  require_order(index.search(query, 7, many), 7);
  for (const std::int64_t id : {INT64_MIN, std::int64_t{0}, INT64_MAX}) static_cast<void>(index.contains(id));
}

std::optional<InvertedFile> viewed(std::span<const std::byte> bytes) {
  try {
    return InvertedFile::view(bytes, "fuzz");
  } catch (const segue::Error& error) {
    require(error.kind() == segue::ErrorKind::kBadData);
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The last byte chooses; the others are the file.
  const unsigned choice = data[size - 1];
  const Bytes bytes(data, size - 1);
  if (choice % 8 != 7) put_right(bytes.all(), choice % 2 == 0);
  auto index = viewed(bytes.all());
  if (!index) return 0;
  ask(*index);
  try {
    index->image().check_all("fuzz");
    // Every id is there once, and each of them is found.
    const auto ids = index->ids();
    require(ids.size() == index->size());
    for (const std::int64_t id : ids) require(index->contains(id));
  } catch (const segue::Error& error) {
    require(error.kind() == segue::ErrorKind::kBadData);
  }
  // Changing it touches what it holds too.
  const std::vector<float> vector(index->dimension(), 1.0F);
  index->insert(4, vector);
  index->remove(5);
  ask(*index);
  return 0;
}
