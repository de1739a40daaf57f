#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace segue::numeric {

/// Rows that one block of bytes holds, side by side.
inline constexpr std::size_t kByteBlock = 16;

/// Rows of floats as bytes, for a first look that reads a quarter of the memory: row i is about
/// `scale(i) * (byte - 128)`, column by column.
///
/// Four columns make a quad. A block holds 16 rows: first, quad by quad, their bytes (byte j of row r at
/// `(j / 4 * 16 + r) * 4 + j % 4`; columns after the last are 128, which is 0), then their 16 scales, then what their
/// columns that are not here (trailing ones) add to their lengths, both bfloat16 and none less than it is, then their
/// 16 squared lengths, trailing columns included (float32; infinity: not a row, never near): all that a look at it
/// reads, in one stretch.
struct ByteRows {
  const std::uint8_t* data = nullptr;  ///< aligned as floats are
  std::size_t blocks = 0;
  std::size_t quads = 0;

  static constexpr std::size_t bytes_of_block(std::size_t quads) {
    return kByteBlock * (4 * quads + 2 * sizeof(std::uint16_t) + sizeof(float));
  }
  const std::uint8_t* block(std::size_t b) const { return data + b * bytes_of_block(quads); }
  /// Of the 16 rows of a block: bfloat16, bfloat16, float32.
  const std::uint16_t* scales(std::size_t b) const {
    return reinterpret_cast<const std::uint16_t*>(block(b) + kByteBlock * 4 * quads);
  }
  const std::uint16_t* trailings(std::size_t b) const { return scales(b) + kByteBlock; }
  const float* squares(std::size_t b) const { return reinterpret_cast<const float*>(trailings(b) + kByteBlock); }
  float scale(std::size_t row) const { return widened(scales(row / kByteBlock)[row % kByteBlock]); }
  float trailing(std::size_t row) const { return widened(trailings(row / kByteBlock)[row % kByteBlock]); }
  float square(std::size_t row) const { return squares(row / kByteBlock)[row % kByteBlock]; }

  static float widened(std::uint16_t bfloat16) { return std::bit_cast<float>(std::uint32_t{bfloat16} << 16U); }
  /// The least bfloat16 that is not less than this number from 0 on.
  static std::uint16_t narrowed_up(float number) {
    return static_cast<std::uint16_t>((std::bit_cast<std::uint32_t>(number) + 0xFFFFU) >> 16U);
  }
};

/// A query as two planes of small numbers: column j is about `scale * (128 * coarse[j] + fine[j])`, both from -64 to
/// 63, so that a product with a byte and the sum of two fit 16 bits on processors that have no wider instruction.
struct ByteQuery {
  std::span<const std::int8_t> coarse;  ///< 4 * quads, 0 after the last column
  std::span<const std::int8_t> fine;
  float scale = 0;
  std::int64_t coarse_sum = 0;  ///< of all columns
  std::int64_t fine_sum = 0;
  float square = 0;    ///< the squared length of the query, trailing columns included
  float trailing = 0;  ///< length of its columns that the rows do not hold; not less than it is
};

/// Which rows of the blocks [begin, end) can be near: bit r of `near[b - begin]` is set where
/// `about - slack * scale - 2 * query.trailing * trailing <= limit`, `about` being the squared Euclidean distance of
/// the query to the row as the bytes tell it, as if their trailing columns were at right angles (written to `about`, 16
/// per block; by the inequality of Cauchy and Schwarz it is then off by no more than what is subtracted). limit finite.
/// SIMD, chosen at run time; every path gives the same bits up to the rounding of the last float operation. Safe from
/// several threads.
void near_byte_rows(const ByteQuery& query, const ByteRows& rows, std::size_t begin, std::size_t end, float slack,
                    float limit, std::span<float> about, std::span<std::uint16_t> near);
/// The slow obvious way, kept to test against.
void near_byte_rows_reference(const ByteQuery& query, const ByteRows& rows, std::size_t begin, std::size_t end,
                              float slack, float limit, std::span<float> about, std::span<std::uint16_t> near);

}  // namespace segue::numeric
