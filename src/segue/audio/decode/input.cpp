#include "segue/audio/decode/input.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "segue/audio/decode/trusted_formats.h"
#include "segue/base/error.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

namespace segue::audio {
namespace {

constexpr std::size_t kReadSize = std::size_t{64} << 10;
/// How much of a file may be looked at to learn what it is.
constexpr unsigned kProbeBytes = 1U << 20;
/// Lengths from here on stand for "not known".
constexpr std::uint32_t kUnknownLength = 0xffff'ff00;
constexpr std::int64_t kAnalyzeMicroseconds = 5'000'000;

bool is_listed(const char* name, std::string_view list) {
  return name != nullptr && av_match_list(name, std::string(list).c_str(), ',') > 0;
}

/// Bytes of the ID3v2 tag at `offset`, 0 if there is none (id3.org, ID3v2.4.0 section 3.1).
std::uint64_t id3v2_size(const Bytes& bytes, std::uint64_t offset) {
  std::array<std::byte, 10> head{};
  if (bytes.read(offset, head) < head.size()) return 0;
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(head[i]); };
  if (at(0) != 'I' || at(1) != 'D' || at(2) != '3' || at(3) == 0xff || at(4) == 0xff) return 0;
  std::uint64_t size = 0;
  for (std::size_t i = 6; i < 10; ++i) {
    if (at(i) > 0x7f) return 0;
    size = size << 7 | at(i);
  }
  const bool has_footer = (at(5) & 0x10U) != 0;
  return head.size() + size + (has_footer ? 10 : 0);
}

/// Where the sound may begin. FFmpeg would read tags into memory, pictures and all.
std::uint64_t behind_tags(const Bytes& bytes) {
  std::uint64_t offset = 0;
  while (const std::uint64_t size = id3v2_size(bytes, offset)) offset += size;
  return offset;
}

/// True for the codecs whose packets FFmpeg neither splits nor joins as it reads them from an MP4 file.
bool hands_on_packets(const AVStream& stream) {
  switch (stream.codecpar->codec_id) {
    case AV_CODEC_ID_AAC:
    case AV_CODEC_ID_ALAC:
    case AV_CODEC_ID_FLAC:
    case AV_CODEC_ID_OPUS:
      return true;
    default:
      return false;
  }
}

int refuse_to_open(AVFormatContext* /*context*/, AVIOContext** /*io*/, const char* /*url*/, int /*flags*/,
                   AVDictionary** /*options*/) {
  return AVERROR(EPERM);
}

}  // namespace

struct Input::Source {
  Bytes bytes;
  std::string head;         ///< before all else
  std::uint64_t begin = 0;  ///< what follows it: the file from behind the tags
  std::uint64_t at = 0;     ///< from the beginning of the head
  std::exception_ptr failure;

  std::uint64_t file_size() const { return bytes.size > begin ? bytes.size - begin : 0; }
  std::uint64_t size() const { return head.size() + file_size(); }

  std::size_t read(std::span<std::byte> into) const {
    if (at >= head.size()) return bytes.read(begin + (at - head.size()), into);
    const std::span<const char> rest = std::span(head).subspan(static_cast<std::size_t>(at));
    const std::size_t count = std::min(into.size(), rest.size());
    std::memcpy(into.data(), rest.data(), count);
    return count;
  }

  // Called from C: an exception is kept for later.
  static int read(void* opaque, std::uint8_t* into, int count) {
    Source& self = *static_cast<Source*>(opaque);
    if (self.failure) return AVERROR(EIO);
    if (count <= 0 || self.at >= self.size()) return AVERROR_EOF;
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(count), self.size() - self.at));
    try {
      const std::size_t got = self.read(std::as_writable_bytes(std::span(into, wanted)));
      self.at += got;
      return got > 0 ? static_cast<int>(got) : AVERROR_EOF;
    } catch (...) {
      self.failure = std::current_exception();
      return AVERROR(EIO);
    }
  }

  static std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
    Source& self = *static_cast<Source*>(opaque);
    const auto size = static_cast<std::int64_t>(self.size());
    std::int64_t base = 0;
    switch (whence & ~AVSEEK_FORCE) {
      case AVSEEK_SIZE:
        return size;
      case SEEK_SET:
        break;
      case SEEK_CUR:
        base = static_cast<std::int64_t>(self.at);
        break;
      case SEEK_END:
        base = size;
        break;
      default:
        return AVERROR(EINVAL);
    }
    if (offset < -base || offset > size - base) return AVERROR(EINVAL);
    self.at = static_cast<std::uint64_t>(base + offset);
    return base + offset;
  }
};

Input::Input(Bytes bytes, const std::string& name, std::uint32_t long_mp4)
    : name_(name), source_(std::make_unique<Source>()) {
  prepare_libav();
  if (bytes.size == 0) throw Error(ErrorKind::kBadData, fmt::format("{} is empty", name));
  source_->begin = behind_tags(bytes);
  source_->bytes = std::move(bytes);
  if (source_->size() == 0) refuse("nothing follows its tags", "Copy or download the file again.");
  if (!open_long_mp4(long_mp4)) open_container();
}

Input::~Input() = default;

bool Input::is_cut_short() const {
  std::array<std::byte, 8> head{};
  if (source_->failure || source_->bytes.read(source_->begin, head) < head.size()) return false;
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(head[i]); };
  const std::string_view name(reinterpret_cast<const char*>(head.data()), 4);
  std::uint32_t promised = 0;
  if (name == "RIFF") promised = at(4) | at(5) << 8 | at(6) << 16 | at(7) << 24;
  if (name == "FORM") promised = at(7) | at(6) << 8 | at(5) << 16 | at(4) << 24;
  if (promised >= kUnknownLength) return false;  // written as it was recorded, or more than 4 GB
  return promised > source_->file_size();
}

bool Input::read_failed() const {
  return source_->failure != nullptr;
}

void Input::refuse(const std::string& why, const std::string& hint) const {
  if (source_->failure) std::rethrow_exception(source_->failure);
  throw Error(ErrorKind::kBadData, fmt::format("{}: no audio that can be decoded ({})", name_, why), hint);
}

/// False if it is none, or FFmpeg does not like the head made for it.
bool Input::open_long_mp4(std::uint32_t least_packets) {
  long_mp4_ = LongMp4::find(source_->bytes, source_->begin, least_packets);
  if (!long_mp4_) return false;
  source_->head = long_mp4_->head();
  try {
    open_container();
    if (context_->nb_streams == 1 && hands_on_packets(*context_->streams[0])) return true;
  } catch (const Error&) {
    if (source_->failure) throw;
  }
  context_.reset();
  long_mp4_.reset();
  source_->head.clear();
  source_->at = 0;
  return false;
}

int Input::read_packet(AVPacket& packet) {
  const int result = av_read_frame(context_.get(), &packet);
  return result == AVERROR_EOF && long_mp4_ ? read_rest(packet) : result;
}

/// A packet that FFmpeg has not in its tables, read as FFmpeg reads those it has.
int Input::read_rest(AVPacket& packet) {
  std::optional<Mp4Sample> sample;
  try {
    sample = long_mp4_->next(source_->bytes);
  } catch (...) {
    source_->failure = std::current_exception();
    return AVERROR(EIO);
  }
  if (!sample) return AVERROR_EOF;
  const auto offset = static_cast<std::int64_t>(sample->offset);
  const std::int64_t reached = avio_seek(io_.get(), offset, SEEK_SET);
  if (reached != offset) return reached < 0 ? static_cast<int>(reached) : AVERROR_INVALIDDATA;
  const int result = av_get_packet(io_.get(), &packet, static_cast<int>(sample->size));
  packet.stream_index = 0;
  return std::min(result, 0);
}

void Input::open_container() {
  auto* buffer = static_cast<unsigned char*>(av_malloc(kReadSize));
  if (buffer == nullptr) throw std::bad_alloc();
  io_.reset(avio_alloc_context(buffer, kReadSize, 0, source_.get(), Source::read, nullptr, Source::seek));
  if (!io_) {
    av_free(buffer);
    throw std::bad_alloc();
  }
  const AVInputFormat* container = nullptr;
  int error = av_probe_input_buffer2(io_.get(), &container, "", nullptr, 0, kProbeBytes);
  if (error < 0 || container == nullptr) {
    refuse("it is no kind of file that FFmpeg knows", "Is it a file of music, and is it complete?");
  }
  if (!is_listed(container->name, kTrustedContainers)) {
    refuse(fmt::format("it looks like {}, not like music",
                       container->long_name != nullptr ? container->long_name : container->name),
           "Files are known by what is in them, not by their name.");
  }
  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) throw std::bad_alloc();
  context->pb = io_.get();
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  context->io_open = refuse_to_open;
  context->probesize = kProbeBytes;
  context->max_analyze_duration = kAnalyzeMicroseconds;
  context->format_whitelist = av_strdup(std::string(kTrustedContainers).c_str());
  context->codec_whitelist = av_strdup(std::string(kTrustedDecoders).c_str());
  context->protocol_whitelist = av_strdup("none");
  error = avformat_open_input(&context, "", container, nullptr);  // frees the context where it fails
  if (error < 0) refuse(libav_says(error), "The file is damaged or incomplete; copy or download it again.");
  context_.reset(context);
  error = avformat_find_stream_info(context, nullptr);
  if (error < 0) refuse(libav_says(error), "The file is damaged or incomplete; copy or download it again.");
}

bool is_trusted_decoder(const std::string& name) {
  return is_listed(name.c_str(), kTrustedDecoders);
}

}  // namespace segue::audio
