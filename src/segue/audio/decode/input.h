#pragma once

#include <exception>
#include <memory>
#include <string>

#include "segue/audio/decode/decoder.h"
#include "segue/audio/decode/libav.h"

namespace segue::audio {

/// An open container, whose bytes come from `Bytes` and from nowhere else: no other file, protocol or playlist is ever
/// opened, and only containers of sound are taken at all.
class Input {
 public:
  /// Error(kBadData) if the bytes are no container of sound; whatever `bytes.read` throws.
  Input(Bytes bytes, const std::string& name);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  AVFormatContext& context() { return *context_; }
  /// True once bytes.read has thrown: what FFmpeg then calls the end is none.
  bool read_failed() const;
  /// True if the file's first bytes promise more than there is (RIFF and AIFF; FFmpeg corrects what those say of their
  /// duration without a word).
  bool is_cut_short() const;

 private:
  struct Source;
  void open_container();
  [[noreturn]] void refuse(const std::string& why, const std::string& hint) const;

  std::string name_;
  std::unique_ptr<Source> source_;
  LibavPtr<AVIOContext> io_;
  LibavPtr<AVFormatContext> context_;  // closed before what it reads from
};

/// True for the decoders of sound that segue uses; none of them reads anything but the packets it is given.
bool is_trusted_decoder(const std::string& name);

}  // namespace segue::audio
