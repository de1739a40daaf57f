#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "segue/audio/decode/decoder.h"
#include "segue/audio/decode/mp4_boxes.h"
#include "segue/audio/decode/mp4_samples.h"

namespace segue::audio {

/// What is larger is a picture, not anything that matters for the sound.
inline constexpr std::uint64_t kLargestMp4Leaf = std::uint64_t{32} << 10;

struct Mp4Parts {
  Mp4Box kind;   ///< ftyp
  Mp4Box movie;  ///< moov
  Mp4Box track;  ///< the trak in it that counts
};

/// The beginning of an MP4 file of one track, whose data is a whole other file of `file_size` bytes, to be put behind
/// it: the boxes of that file, but for other tracks and what is large, with tables of only `samples` (whose offsets
/// count from the beginning of that file). Empty if its boxes are not in order.
std::string mp4_head(const Bytes& bytes, const Mp4Parts& parts, std::span<const Mp4Sample> samples,
                     std::uint64_t file_size);

}  // namespace segue::audio
