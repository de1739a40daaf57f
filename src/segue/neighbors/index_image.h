#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "segue/neighbors/axes.h"
#include "segue/neighbors/row_code.h"
#include "segue/numeric/byte_rows.h"
#include "segue/numeric/matrix.h"

namespace segue::neighbors {

/// What an index's vectors are, in the words of whoever made them: a digest. An index of other vectors is not used.
using IndexLabel = std::array<std::uint8_t, 32>;

/// The first bytes of an index. Little-endian.
struct IndexHeader {
  std::array<char, 8> magic{};
  std::uint32_t version = 0;
  std::uint32_t dimension = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t rows = 0;
  std::uint64_t blocks = 0;  ///< of 16 rows; every cell begins with a new one
  std::uint32_t cells = 0;
  std::uint32_t id_bytes = 0;  ///< 4: ids are stored less first_id; 8: as they are
  std::int64_t first_id = 0;
  float coarse_error = 0;      ///< greatest RowCode::error
  float centroid_error = 0;    ///< the same of the centroids
  float longest = 0;           ///< length of the longest vector or centroid
  std::uint32_t probes = 0;    ///< cells to look at, at most
  std::uint32_t recall_k = 0;  ///< recall of the recall_k nearest that was measured with probes and reach on
  float recall = 0;            ///< recall_queries of the vectors; recall_queries 0: not measured
  std::uint32_t recall_queries = 0;
  std::uint32_t groups = 0;        ///< of cells that lie beside each other
  std::uint64_t trained_rows = 0;  ///< the rows there were when cells were made
  std::uint32_t leading = 0;       ///< columns that a scan reads
  std::uint32_t has_axes = 0;      ///< 1: vectors are stored along axes of their own
  float reach = 0;                 ///< a cell is looked at if its centroid's squared distance is within so many times
                                   ///< that of the k-th found of the nearest centroid's
  std::uint32_t reserved = 0;
  IndexLabel label{};
  std::uint64_t cells_checksum = 0;   ///< XXH3 of the sections about cells
  std::uint64_t body_checksum = 0;    ///< XXH3 of the others
  std::uint64_t header_checksum = 0;  ///< XXH3 of the header up to here
};

/// The bytes of an index, as they lie in memory and in a file: the header, then sections that each begin at a multiple
/// of 64. The axes (float32, dimension x dimension; nothing where vectors are stored as they were given), along which
/// all that follows is told. About cells: the first block of each and the end (u32), centroids (float32, cells x
/// dimension), centroids as numeric::ByteRows, the distance from each to its farthest row (float32), the first cell of
/// each group and the end (u32), the groups' heads as numeric::ByteRows. Then of all rows, blocks x 16 of them:
/// numeric::ByteRows of their leading columns' high bytes, row by row what these lack (the other high bytes, all low
/// bytes), ids; at last rows' places by ascending id (u32). A view; does not own.
class IndexImage {
 public:
  /// How many bytes an index of this shape takes: header.file_bytes. Error(kUsage) if it is beyond what can be stored.
  static std::uint64_t bytes_of(const IndexHeader& shape);
  /// Checks the header, the shape against the number of bytes, and the sections about cells; Error(kBadData) naming
  /// `name` says what was expected and found. Does not read the rest: that is what mapping is for.
  static IndexImage read(std::span<const std::byte> bytes, const std::string& name);
  /// Writes the header into bytes that are to be filled. bytes.size() == bytes_of(header).
  static IndexImage prepare(std::span<std::byte> bytes, const IndexHeader& header);

  const IndexHeader& header() const { return header_; }
  std::size_t dimension() const { return header_.dimension; }
  std::size_t leading() const { return header_.leading; }
  std::size_t places() const { return header_.blocks * numeric::kByteBlock; }

  Axes axes() const { return {section<float>(kAxes), header_.dimension}; }
  std::span<const std::uint32_t> first_blocks() const { return section<std::uint32_t>(kFirstBlocks); }  ///< cells + 1
  numeric::MatrixView centroids() const;
  numeric::ByteRows centroid_rows() const;                                 ///< padded to whole blocks
  std::span<const float> radii() const { return section<float>(kRadii); }  ///< from each centroid to its farthest row
  std::span<const std::uint32_t> first_cells() const { return section<std::uint32_t>(kFirstCells); }  ///< groups + 1
  numeric::ByteRows head_rows() const;  ///< of groups, padded to whole blocks
  numeric::ByteRows rows() const;
  const std::uint8_t* block(std::size_t place) const;
  std::span<const std::uint8_t> rest(std::size_t place) const;  ///< what the block does not hold of the row
  float scale(std::size_t place) const { return rows().scale(place); }
  float trailing(std::size_t place) const { return rows().trailing(place); }
  bool is_row(std::size_t place) const { return rows().square(place) <= std::numeric_limits<float>::max(); }
  std::int64_t id(std::size_t place) const;
  /// Of the row with the rank-th lowest id. A damaged file may say anything: it is clipped to the places there are.
  std::size_t place(std::size_t rank) const;
  /// What the row at `place` stands for, along the axes.
  void decode(std::size_t place, std::span<float> row) const;
  /// Asks for what decode() and id() will read of a row whose high bytes were just read.
  void prefetch(std::size_t place) const;
  /// Of the row with this id; places() if there is none.
  std::size_t find(std::int64_t id) const;

  /// Reads everything: Error(kBadData) naming `name` if a checksum or an id is not what it should be.
  void check_all(const std::string& name) const;

  // To fill an image that was prepared.
  std::span<float> fill_axes() { return fill<float>(kAxes); }
  std::span<std::uint32_t> fill_first_blocks() { return fill<std::uint32_t>(kFirstBlocks); }
  /// Radii become 0; header().centroid_error and longest follow. first_cells: groups + 1.
  void fill_cells(numeric::MatrixView centroids, numeric::MatrixView heads, std::span<const std::uint32_t> first_cells);
  /// As another image of the same cells has them.
  void copy_cells(const IndexImage& from);
  std::span<float> fill_radii() { return fill<float>(kRadii); }
  /// All places become empty.
  void clear_rows();
  /// A row, all of its bytes, at an empty place. Different places may be filled by different threads.
  void fill_row(std::size_t place, std::int64_t id, std::span<const std::uint8_t> high,
                std::span<const std::int8_t> low, const RowCode& code);
  /// A row as another image of the same dimension has it.
  void copy_row(std::size_t place, const IndexImage& from, std::size_t from_place);
  void fill_place(std::size_t rank, std::uint32_t place) { fill<std::uint32_t>(kById)[rank] = place; }
  /// Changes the header's numbers that say nothing about shape, and computes all checksums.
  void seal(const IndexHeader& numbers);

 private:
  enum Section : std::size_t {
    kAxes,
    kFirstBlocks,
    kCentroids,
    kCentroidRows,
    kRadii,
    kFirstCells,
    kHeadRows,
    kRows,
    kRest,
    kIds,
    kById,
    kSections
  };
  static std::array<std::uint64_t, kSections> sizes_of(const IndexHeader& header);
  IndexImage(std::span<const std::byte> bytes, const IndexHeader& header);
  std::uint64_t checksum(Section begin, Section end) const;
  std::uint8_t* fill_block(std::size_t place);
  std::span<std::uint8_t> fill_rest(std::size_t place);
  void fill_rows_of(numeric::MatrixView points, std::uint8_t* blocks);

  template <class T>
  std::span<const T> section(Section which) const {
    return {reinterpret_cast<const T*>(bytes_.data() + starts_[which]), sizes_[which] / sizeof(T)};
  }
  template <class T>
  std::span<T> fill(Section which) {
    const auto found = section<T>(which);
    return {const_cast<T*>(found.data()), found.size()};  // only of images made by prepare(), from bytes to be filled
  }

  std::span<const std::byte> bytes_;
  IndexHeader header_;
  std::array<std::uint64_t, kSections> sizes_{};
  std::array<std::uint64_t, kSections> starts_{};
};

}  // namespace segue::neighbors
