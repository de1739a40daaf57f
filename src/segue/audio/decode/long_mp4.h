#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "segue/audio/decode/decoder.h"
#include "segue/audio/decode/mp4_samples.h"

namespace segue::audio {

/// A long MP4 file without its long tables.
///
/// FFmpeg keeps 48 bytes for every packet of such a file, 75 MB for ten hours of AAC. So it gets a short file instead:
/// a head made here, which has all that the file says of its sound but only the first packets in its tables, and behind
/// it the file itself as the data that the tables point into. What comes after those packets is found here, by going
/// through the tables of the file. Where the sound begins, FFmpeg works out as ever; where it ends by the file's edit
/// list, this does as FFmpeg does: with the packet that reaches over the end.
class LongMp4 {
 public:
  /// The file that begins at `begin`, if its first track of sound has at least `least_packets` packets and all about it
  /// is plain: one format, one edit, tables that agree with each other and lie in the file, no fragments, no
  /// encryption. Anything else, damaged files among them, is left to FFmpeg alone. Goes through the tables once.
  static std::optional<LongMp4> find(const Bytes& bytes, std::uint64_t begin, std::uint32_t least_packets);

  const std::string& head() const { return head_; }
  /// The next packet behind those in head()'s tables; its offset counts from the beginning of head(). `bytes` as above.
  std::optional<Mp4Sample> next(const Bytes& bytes);

 private:
  LongMp4() = default;

  std::string head_;
  std::optional<Mp4Samples> rest_;
  std::uint32_t left_ = 0;  // packets before the end
};

}  // namespace segue::audio
