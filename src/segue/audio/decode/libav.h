#pragma once

#include <memory>
#include <string>

// FFmpeg's own headers stay in .cpp files.
struct AVCodecContext;
struct AVFormatContext;
struct AVFrame;
struct AVIOContext;
struct AVPacket;

namespace segue::audio {

struct LibavDeleter {
  void operator()(AVCodecContext* context) const;
  void operator()(AVFormatContext* context) const;
  void operator()(AVFrame* frame) const;
  void operator()(AVIOContext* context) const;
  void operator()(AVPacket* packet) const;
};

/// An object of FFmpeg's, freed as FFmpeg wants it.
template <class T>
using LibavPtr = std::unique_ptr<T, LibavDeleter>;

/// Once a process: FFmpeg does not print, and no file can make it allocate without bound.
void prepare_libav();

/// FFmpeg's words for an error code.
std::string libav_says(int error);

}  // namespace segue::audio
