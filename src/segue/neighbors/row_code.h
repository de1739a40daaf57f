#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/numeric/byte_rows.h"

namespace segue::neighbors {

/// Larger numbers are refused: their squares would leave the range of float.
inline constexpr float kLargestValue = 1e15F;

/// A vector as 16-bit numbers with one scale: column j is `scale * (256 * (high[j] - 128) + low[j])`, within
/// `scale / 2` of what it was, which is 1.55e-5 of the largest column. The high bytes of the leading columns are what a
/// scan reads. A vector without a number above 3e-26 becomes zeros.
struct RowCode {
  float scale = 0;     ///< a bfloat16
  float square = 0;    ///< squared length of the vector as it is coded
  float error = 0;     ///< length of what low bytes add to the leading columns, in units of 256 * scale
  float trailing = 0;  ///< length of the columns after the leading ones, not less than it is; a bfloat16
};

/// Codes `row` (finite, within 256 * kLargestValue) into its bytes, one per column. leading <= row.size().
RowCode encode_row(std::span<const float> row, std::size_t leading, std::span<std::uint8_t> high,
                   std::span<std::int8_t> low);

/// Puts a row into a block of numeric::ByteRows that begins at `block`, as its row `lane`: its leading high bytes,
/// scale and lengths.
void put_row(std::span<const std::uint8_t> leading_high, const RowCode& code, std::size_t lane, std::uint8_t* block);

/// What a coded row stands for, from the block it lies in, which holds its `leading` first columns, and what the block
/// does not hold of it: the other high bytes, then all low ones.
void decode_row(const std::uint8_t* block, std::size_t lane, std::size_t leading, std::span<const std::uint8_t> rest,
                std::span<float> row);
/// The bytes of that rest.
inline std::size_t rest_bytes(std::size_t columns, std::size_t leading) {
  return 2 * columns - leading;
}

/// A vector to ask with, in the form that numeric::near_byte_rows takes for rows whose scales are RowCode's: the 256 by
/// which a high byte weighs more is in the query's scale.
class QueryCode {
 public:
  /// For rows that hold their first `leading` columns.
  QueryCode(std::span<const float> query, std::size_t leading);
  /// For rows that hold all of them.
  explicit QueryCode(std::span<const float> query) : QueryCode(query, query.size()) {}

  numeric::ByteQuery view() const;
  float length() const { return length_; }  ///< of the leading columns
  float error() const { return error_; }    ///< length of what the code leaves out of these

 private:
  std::vector<std::int8_t> coarse_;
  std::vector<std::int8_t> fine_;
  float scale_ = 0;
  std::int64_t coarse_sum_ = 0;
  std::int64_t fine_sum_ = 0;
  float length_ = 0;
  float error_ = 0;
  float square_ = 0;    // of all columns
  float trailing_ = 0;  // length of the others
};

inline std::size_t quads_of(std::size_t columns) {
  return (columns + 3) / 4;
}
inline std::size_t block_bytes(std::size_t columns) {
  return numeric::ByteRows::bytes_of_block(quads_of(columns));
}

}  // namespace segue::neighbors
