#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "segue/audio/decode/decoder.h"
#include "segue/audio/decode/mp4_boxes.h"

namespace segue::audio {

/// Where a packet lies in the file.
struct Mp4Sample {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
};

/// Goes through the sample table of a track (ISO/IEC 14496-12, sections 8.7.3 to 8.7.5) from one packet to the next, in
/// memory that does not grow with it.
class Mp4Samples {
 public:
  /// From the boxes of an `stbl`; nothing if they are not exactly one each of stsz and stsc and of stco or co64, whole,
  /// with a size for every packet.
  static std::optional<Mp4Samples> of(const Bytes& bytes, std::span<const Mp4Box> table);

  std::uint32_t count() const { return count_; }
  /// The next packet; nothing at the end, and where the tables contradict themselves: packets of no bytes or
  /// more than 2^28, chunks out of order, another format than the first, offsets beyond 2^62.
  std::optional<Mp4Sample> next(const Bytes& bytes);
  /// True if `count` packets were given and used up all chunks.
  bool is_complete() const {
    return given_ == count_ && left_in_chunk_ == 0 && chunk_ == chunks_ && run_ + 1 == run_count_;
  }

 private:
  bool next_chunk(const Bytes& bytes);

  Mp4Words sizes_, runs_, offsets_;  // behind their heads
  bool wide_ = false;                // co64
  std::uint32_t count_ = 0, chunks_ = 0, run_count_ = 0;
  std::uint32_t given_ = 0, chunk_ = 0, run_ = 0, left_in_chunk_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace segue::audio
