#include "segue/neighbors/index_image.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <vector>

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "segue/base/error.h"

namespace segue::neighbors {
namespace {

static_assert(std::endian::native == std::endian::little, "files are little-endian, as this machine's memory");
static_assert(sizeof(IndexHeader) == 168);

constexpr std::array<char, 8> kMagic = {'S', 'E', 'G', 'U', 'E', 'I', 'D', 'X'};
constexpr std::uint32_t kVersion = 2;
constexpr std::uint64_t kAlignment = 64;
constexpr std::uint32_t kLargestDimension = 65'536;
constexpr const char* kRebuild = "Build the index again from its vectors.";

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw Error(ErrorKind::kBadData, fmt::format("{}: {}", name, what), kRebuild);
}

std::uint64_t aligned(std::uint64_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::uint64_t hash(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t header_hash(const IndexHeader& header) {
  return hash(std::as_bytes(std::span(&header, 1)).first(offsetof(IndexHeader, header_checksum)));
}

std::uint64_t blocks_of(std::uint64_t rows) {
  return (rows + numeric::kByteBlock - 1) / numeric::kByteBlock;
}

/// Blocks without rows, of so many columns.
void clear(std::span<std::uint8_t> blocks, std::size_t columns) {
  const std::vector<std::uint8_t> none(columns, 128);
  const RowCode far{0, std::numeric_limits<float>::infinity(), 0, 0};
  for (std::size_t begin = 0; begin < blocks.size(); begin += block_bytes(columns)) {
    for (std::size_t lane = 0; lane < numeric::kByteBlock; ++lane) put_row(none, far, lane, blocks.data() + begin);
  }
}

}  // namespace

std::array<std::uint64_t, IndexImage::kSections> IndexImage::sizes_of(const IndexHeader& header) {
  const std::uint64_t cells = header.cells;
  const std::uint64_t places = header.blocks * numeric::kByteBlock;
  const std::uint64_t block = block_bytes(header.dimension);
  std::array<std::uint64_t, kSections> sizes{};
  sizes[kAxes] = header.has_axes != 0 ? std::uint64_t{header.dimension} * header.dimension * sizeof(float) : 0;
  sizes[kFirstBlocks] = (cells + 1) * sizeof(std::uint32_t);
  sizes[kCentroids] = cells * header.dimension * sizeof(float);
  sizes[kCentroidRows] = blocks_of(header.cells) * block;
  sizes[kRadii] = cells * sizeof(float);
  sizes[kFirstCells] = (std::uint64_t{header.groups} + 1) * sizeof(std::uint32_t);
  sizes[kHeadRows] = blocks_of(header.groups) * block;
  sizes[kRows] = header.blocks * block_bytes(header.leading);
  sizes[kRest] = places * rest_bytes(header.dimension, header.leading);
  sizes[kIds] = places * header.id_bytes;
  sizes[kById] = header.rows * sizeof(std::uint32_t);
  return sizes;
}

std::uint64_t IndexImage::bytes_of(const IndexHeader& shape) {
  // Within these limits no size below can overflow: 2^32 places of 65,536 columns are 2^48.
  if (shape.dimension > kLargestDimension || shape.cells == 0 ||
      shape.blocks * numeric::kByteBlock > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorKind::kUsage, fmt::format("an index cannot hold {} vectors of {} numbers in {} cells", shape.rows,
                                               shape.dimension, shape.cells));
  }
  std::uint64_t bytes = aligned(sizeof(IndexHeader));
  for (const std::uint64_t size : sizes_of(shape)) bytes += aligned(size);
  return bytes;
}

IndexImage::IndexImage(std::span<const std::byte> bytes, const IndexHeader& header)
    : bytes_(bytes), header_(header), sizes_(sizes_of(header)) {
  std::uint64_t start = aligned(sizeof(IndexHeader));
  for (std::size_t i = 0; i < kSections; ++i) {
    starts_[i] = start;
    start += aligned(sizes_[i]);
  }
}

IndexImage IndexImage::read(std::span<const std::byte> bytes, const std::string& name) {
  IndexHeader header;
  if (bytes.size() < sizeof(header)) {
    refuse(name, fmt::format("expected an index of segue, found {} bytes", bytes.size()));
  }
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != kMagic) refuse(name, "expected an index of segue, found another kind of file");
  if (header.version != kVersion) {
    refuse(name, fmt::format("expected an index of version {}, found version {}", kVersion, header.version));
  }
  if (header.header_checksum != header_hash(header)) refuse(name, "the index is damaged: its head is not as written");
  // The checksum says that nothing fell over; these, that whoever wrote it meant well.
  if (header.dimension > kLargestDimension || header.leading > header.dimension || header.has_axes > 1 ||
      (header.has_axes == 1 && header.dimension > Axes::kLargestDimension) || header.cells == 0 ||
      header.blocks > (1U << 28U) - 1 || header.rows > header.blocks * numeric::kByteBlock ||
      (header.id_bytes != 4 && header.id_bytes != 8) || header.groups == 0 || header.groups > header.cells ||
      header.probes == 0 || header.probes > header.cells || !(header.reach >= 0) || !(header.coarse_error >= 0) ||
      !(header.centroid_error >= 0) || !(header.longest >= 0) || header.longest > std::numeric_limits<float>::max()) {
    refuse(name, "the index is damaged: its head describes no index");
  }
  const std::uint64_t expected = bytes_of(header);
  if (header.file_bytes != expected || bytes.size() != expected) {
    refuse(name, fmt::format("the index is cut or damaged: expected {} bytes, found {}", expected, bytes.size()));
  }
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint64_t) != 0) refuse(name, "not aligned");
  IndexImage image(bytes, header);
  if (image.checksum(kAxes, kRows) != header.cells_checksum) {
    refuse(name, "the index is damaged: its cells are not as written");
  }
  if (!std::ranges::all_of(image.section<float>(kAxes), [](float x) { return std::abs(x) <= 2; })) {
    refuse(name, "the index is damaged: its axes are none");
  }
  const auto first = image.first_blocks();
  if (first.front() != 0 || first.back() != header.blocks || !std::ranges::is_sorted(first)) {
    refuse(name, "the index is damaged: its cells do not follow each other");
  }
  const auto cells = image.first_cells();
  if (cells.front() != 0 || cells.back() != header.cells || !std::ranges::is_sorted(cells)) {
    refuse(name, "the index is damaged: its groups of cells do not follow each other");
  }
  return image;
}

IndexImage IndexImage::prepare(std::span<std::byte> bytes, const IndexHeader& header) {
  IndexHeader complete = header;
  complete.magic = kMagic;
  complete.version = kVersion;
  complete.file_bytes = bytes.size();
  assert(bytes.size() == bytes_of(header));
  return {bytes, complete};
}

std::uint64_t IndexImage::checksum(Section begin, Section end) const {
  const std::uint64_t stop = end == kSections ? bytes_.size() : starts_[end];
  return hash(bytes_.subspan(starts_[begin], stop - starts_[begin]));
}

numeric::MatrixView IndexImage::centroids() const {
  return {section<float>(kCentroids).data(), header_.cells, header_.dimension};
}

numeric::ByteRows IndexImage::centroid_rows() const {
  return {section<std::uint8_t>(kCentroidRows).data(), blocks_of(header_.cells), quads_of(dimension())};
}

numeric::ByteRows IndexImage::head_rows() const {
  return {section<std::uint8_t>(kHeadRows).data(), blocks_of(header_.groups), quads_of(dimension())};
}

numeric::ByteRows IndexImage::rows() const {
  return {section<std::uint8_t>(kRows).data(), header_.blocks, quads_of(leading())};
}

const std::uint8_t* IndexImage::block(std::size_t place) const {
  return section<std::uint8_t>(kRows).data() + place / numeric::kByteBlock * block_bytes(leading());
}

std::span<const std::uint8_t> IndexImage::rest(std::size_t place) const {
  const std::size_t bytes = rest_bytes(dimension(), leading());
  return section<std::uint8_t>(kRest).subspan(place * bytes, bytes);
}

std::int64_t IndexImage::id(std::size_t place) const {
  if (header_.id_bytes == 8) return section<std::int64_t>(kIds)[place];
  // Unsigned: a damaged file may hold any first id.
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(header_.first_id) + section<std::uint32_t>(kIds)[place]);
}

std::size_t IndexImage::place(std::size_t rank) const {
  return std::min<std::size_t>(section<std::uint32_t>(kById)[rank], places() - 1);
}

void IndexImage::decode(std::size_t place, std::span<float> row) const {
  decode_row(block(place), place % numeric::kByteBlock, leading(), rest(place), row);
}

void IndexImage::prefetch(std::size_t place) const {
  const auto bytes = rest(place);
  for (std::size_t at = 0; at < bytes.size(); at += kAlignment) __builtin_prefetch(bytes.data() + at);
  if (!bytes.empty()) __builtin_prefetch(&bytes.back());
  __builtin_prefetch(section<std::byte>(kIds).data() + place * header_.id_bytes);
}

std::size_t IndexImage::find(std::int64_t id) const {
  std::size_t begin = 0;
  std::size_t end = header_.rows;
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    const std::int64_t found = this->id(place(middle));
    if (found == id) return place(middle);
    if (found < id) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return places();
}

void IndexImage::check_all(const std::string& name) const {
  if (checksum(kRows, kSections) != header_.body_checksum) {
    refuse(name, "the index is damaged: its vectors are not as written");
  }
  const auto by_id = section<std::uint32_t>(kById);
  for (std::size_t i = 0; i < by_id.size(); ++i) {
    if (by_id[i] >= places() || (i > 0 && id(by_id[i]) <= id(by_id[i - 1]))) {
      refuse(name, "the index is damaged: its ids are not in order");
    }
  }
}

void IndexImage::fill_rows_of(numeric::MatrixView points, std::uint8_t* blocks) {
  clear({blocks, blocks_of(points.rows) * block_bytes(dimension())}, dimension());
  std::vector<std::uint8_t> high(dimension());
  std::vector<std::int8_t> low(dimension());
  for (std::size_t i = 0; i < points.rows; ++i) {
    const RowCode code = encode_row(points.row(i), dimension(), high, low);
    put_row(high, code, i % numeric::kByteBlock, blocks + i / numeric::kByteBlock * block_bytes(dimension()));
    header_.centroid_error = std::max(header_.centroid_error, code.error);
    header_.longest = std::max(header_.longest, std::sqrt(code.square));
  }
}

void IndexImage::fill_cells(numeric::MatrixView centroids, numeric::MatrixView heads,
                            std::span<const std::uint32_t> first_cells) {
  assert(centroids.rows == header_.cells && centroids.cols == header_.dimension);
  assert(heads.rows == header_.groups && first_cells.size() == heads.rows + 1);
  std::copy_n(centroids.data, centroids.rows * centroids.cols, fill<float>(kCentroids).data());
  fill_rows_of(centroids, fill<std::uint8_t>(kCentroidRows).data());
  std::ranges::copy(first_cells, fill<std::uint32_t>(kFirstCells).begin());
  fill_rows_of(heads, fill<std::uint8_t>(kHeadRows).data());
}

void IndexImage::copy_cells(const IndexImage& from) {
  for (const Section which : {kAxes, kCentroids, kCentroidRows, kRadii, kFirstCells, kHeadRows}) {
    assert(from.sizes_[which] == sizes_[which]);
    std::ranges::copy(from.section<std::byte>(which), fill<std::byte>(which).begin());
  }
  header_.centroid_error = from.header_.centroid_error;
  header_.longest = from.header_.longest;
}

void IndexImage::clear_rows() {
  clear(fill<std::uint8_t>(kRows), leading());
}

std::uint8_t* IndexImage::fill_block(std::size_t place) {
  return fill<std::uint8_t>(kRows).data() + place / numeric::kByteBlock * block_bytes(leading());
}

std::span<std::uint8_t> IndexImage::fill_rest(std::size_t place) {
  const std::size_t bytes = rest_bytes(dimension(), leading());
  return fill<std::uint8_t>(kRest).subspan(place * bytes, bytes);
}

void IndexImage::fill_row(std::size_t place, std::int64_t id, std::span<const std::uint8_t> high,
                          std::span<const std::int8_t> low, const RowCode& code) {
  put_row(high.first(leading()), code, place % numeric::kByteBlock, fill_block(place));
  const auto rest = fill_rest(place);
  std::ranges::copy(high.subspan(leading()), rest.begin());
  std::ranges::transform(low, rest.begin() + static_cast<std::ptrdiff_t>(dimension() - leading()),
                         [](std::int8_t byte) { return static_cast<std::uint8_t>(byte); });
  if (header_.id_bytes == 8) {
    fill<std::int64_t>(kIds)[place] = id;
  } else {
    fill<std::uint32_t>(kIds)[place] = static_cast<std::uint32_t>(id - header_.first_id);
  }
}

void IndexImage::copy_row(std::size_t place, const IndexImage& from, std::size_t from_place) {
  assert(from.dimension() == dimension() && from.leading() == leading());
  std::vector<std::uint8_t> high(4 * quads_of(leading()));
  const std::uint8_t* const source = from.block(from_place) + from_place % numeric::kByteBlock * 4;
  for (std::size_t j = 0; j < high.size(); j += 4) std::memcpy(&high[j], source + j * numeric::kByteBlock, 4);
  const RowCode code{from.scale(from_place), from.rows().square(from_place), 0, from.trailing(from_place)};
  put_row(high, code, place % numeric::kByteBlock, fill_block(place));
  std::ranges::copy(from.rest(from_place), fill_rest(place).begin());
  const std::int64_t id = from.id(from_place);
  if (header_.id_bytes == 8) {
    fill<std::int64_t>(kIds)[place] = id;
  } else {
    fill<std::uint32_t>(kIds)[place] = static_cast<std::uint32_t>(id - header_.first_id);
  }
}

void IndexImage::seal(const IndexHeader& numbers) {
  IndexHeader& h = header_;
  h.coarse_error = numbers.coarse_error;
  h.longest = std::max(h.longest, numbers.longest);
  h.probes = numbers.probes;
  h.reach = numbers.reach;
  h.recall_k = numbers.recall_k;
  h.recall = numbers.recall;
  h.recall_queries = numbers.recall_queries;
  h.trained_rows = numbers.trained_rows;
  h.label = numbers.label;
  h.cells_checksum = checksum(kAxes, kRows);
  h.body_checksum = checksum(kRows, kSections);
  h.header_checksum = header_hash(h);
  auto* bytes = const_cast<std::byte*>(bytes_.data());  // only of images made by prepare()
  std::memcpy(bytes, &h, sizeof(h));
}

}  // namespace segue::neighbors
