#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "segue/audio/decode/decoder.h"
#include "segue/audio/decode/libav.h"
#include "segue/audio/decode/long_mp4.h"

namespace segue::audio {

/// An open container, whose bytes come from `Bytes` and from nowhere else: no other file, protocol or playlist is ever
/// opened, and only containers of sound are taken at all.
class Input {
 public:
  /// Error(kBadData) if the bytes are no container of sound; whatever `bytes.read` throws. Tables of MP4 files of
  /// `long_mp4` packets or more are not held in memory, see LongMp4.
  Input(Bytes bytes, const std::string& name, std::uint32_t long_mp4);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  AVFormatContext& context() { return *context_; }
  /// As av_read_frame: the next packet, or an error code of FFmpeg's.
  int read_packet(AVPacket& packet);
  /// True once bytes.read has thrown: what FFmpeg then calls the end is none.
  bool read_failed() const;
  /// True if the file's first bytes promise more than there is (RIFF and AIFF; FFmpeg corrects what those say of their
  /// duration without a word).
  bool is_cut_short() const;

 private:
  struct Source;
  void open_container();
  bool open_long_mp4(std::uint32_t least_packets);
  int read_rest(AVPacket& packet);
  [[noreturn]] void refuse(const std::string& why, const std::string& hint) const;

  std::string name_;
  std::unique_ptr<Source> source_;
  std::optional<LongMp4> long_mp4_;  // if it is one
  LibavPtr<AVIOContext> io_;
  LibavPtr<AVFormatContext> context_;  // closed before what it reads from
};

/// True for the decoders of sound that segue uses; none of them reads anything but the packets it is given.
bool is_trusted_decoder(const std::string& name);

}  // namespace segue::audio
