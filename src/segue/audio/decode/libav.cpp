#include "segue/audio/decode/libav.h"

#include <array>
#include <cstddef>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/error.h>
#include <libavutil/frame.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

namespace segue::audio {
namespace {

/// More than the index of ten hours of AAC needs, the largest honest allocation.
constexpr std::size_t kLargestAllocation = std::size_t{128} << 20;

}  // namespace

void LibavDeleter::operator()(AVCodecContext* context) const {
  avcodec_free_context(&context);
}
void LibavDeleter::operator()(AVFormatContext* context) const {
  avformat_close_input(&context);
}
void LibavDeleter::operator()(AVFrame* frame) const {
  av_frame_free(&frame);
}
void LibavDeleter::operator()(AVPacket* packet) const {
  av_packet_free(&packet);
}

void LibavDeleter::operator()(AVIOContext* context) const {
  av_freep(&context->buffer);  // FFmpeg may have replaced the one it was given
  avio_context_free(&context);
}

void prepare_libav() {
  static const bool done = [] {
    av_log_set_level(AV_LOG_QUIET);
    av_max_alloc(kLargestAllocation);
    return true;
  }();
  static_cast<void>(done);
}

std::string libav_says(int error) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(error, text.data(), text.size());
  return text.data();
}

}  // namespace segue::audio
