#include "segue/sources/csv/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

constexpr int kWindowLog = 27;  // 128 MiB, what `zstd -d` accepts without being asked twice

std::string system_reason(int error) {
  return std::generic_category().message(error);
}

/// A file or standard input. What was read to recognise the format is given back by `unread`.
class FileBytes : public ByteSource {
 public:
  explicit FileBytes(const std::filesystem::path& file) : name_(file.string()) {
    if (name_ == "-") {
      name_ = "standard input";
      descriptor_ = STDIN_FILENO;
    } else {
      descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
      if (descriptor_ < 0)
        throw Error(ErrorKind::kFailed, fmt::format("cannot open {}: {}", name_, system_reason(errno)));
      owned_ = true;
    }
    struct stat status {};
    if (::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode))
      total_ = static_cast<std::uint64_t>(status.st_size);
  }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  ~FileBytes() override {
    if (owned_) ::close(descriptor_);
  }

  std::size_t read(char* buffer, std::size_t size) override {
    if (!unread_.empty()) {
      const std::size_t count = std::min(size, unread_.size());
      std::memcpy(buffer, unread_.data(), count);
      unread_.erase(0, count);
      consumed_ += count;
      return count;
    }
    for (;;) {
      const ssize_t count = ::read(descriptor_, buffer, size);
      if (count >= 0) {
        consumed_ += static_cast<std::uint64_t>(count);
        return static_cast<std::size_t>(count);
      }
      if (errno == EINTR) continue;
      throw Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", name_, system_reason(errno)));
    }
  }
  std::uint64_t consumed() const override { return consumed_; }
  std::optional<std::uint64_t> total() const override { return total_; }

  const std::string& name() const { return name_; }
  /// The next up to four bytes, which stay unread.
  std::string_view magic() {
    std::string head;
    while (head.size() < 4) {
      char bytes[4];
      const std::size_t count = read(bytes, 4 - head.size());
      if (count == 0) break;
      head.append(bytes, count);
    }
    consumed_ -= head.size();
    unread_ = std::move(head);
    return unread_;
  }

 private:
  std::string name_;
  int descriptor_ = -1;
  bool owned_ = false;
  std::uint64_t consumed_ = 0;
  std::optional<std::uint64_t> total_;
  std::string unread_;
};

/// The content of a Zstandard stream of any number of frames.
class ZstdBytes : public ByteSource {
 public:
  explicit ZstdBytes(std::unique_ptr<FileBytes> file) : file_(std::move(file)), stream_(ZSTD_createDStream()) {
    if (!stream_ || ZSTD_isError(ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLog))) {
      throw Error(ErrorKind::kFailed, "cannot set up Zstandard");
    }
    input_.resize(ZSTD_DStreamInSize());
  }

  std::size_t read(char* buffer, std::size_t size) override {
    if (size == 0) return 0;
    ZSTD_outBuffer out{buffer, size, 0};
    while (out.pos == 0) {
      // A full output leaves bytes inside the decoder although all input was taken: ask it before the file.
      if (in_.pos == in_.size && !pending_) {
        in_ = {input_.data(), file_->read(input_.data(), input_.size()), 0};
        if (in_.size == 0) {
          if (inside_frame_) {
            throw Error(ErrorKind::kBadData,
                        fmt::format("{} ends in the middle of its Zstandard stream", file_->name()),
                        "the file was cut off: copy or download it again");
          }
          return 0;
        }
      }
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(left)) {
        throw Error(ErrorKind::kBadData, fmt::format("{} is a damaged Zstandard stream near byte {}: {}", file_->name(),
                                                     consumed(), ZSTD_getErrorName(left)));
      }
      inside_frame_ = left != 0;
      pending_ = inside_frame_ && out.pos == out.size;
    }
    return out.pos;
  }
  std::uint64_t consumed() const override { return file_->consumed() - (in_.size - in_.pos); }
  std::optional<std::uint64_t> total() const override { return file_->total(); }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<FileBytes> file_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  std::string input_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool inside_frame_ = false;
  bool pending_ = false;  // the decoder may hold bytes that did not fit the last output
};

class MemoryBytes : public ByteSource {
 public:
  explicit MemoryBytes(std::string text) : text_(std::move(text)) {}

  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min(size, text_.size() - at_);
    if (count > 0) std::memcpy(buffer, text_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return at_; }
  std::optional<std::uint64_t> total() const override { return text_.size(); }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

/// A frame's magic number, or that of a skippable frame, of which a stream may begin with some.
bool begins_zstd(std::string_view head) {
  if (head.size() < 4) return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(head[i]); };
  if (byte(0) == 0x28 && byte(1) == 0xb5 && byte(2) == 0x2f && byte(3) == 0xfd) return true;
  return (byte(0) & 0xf0) == 0x50 && byte(1) == 0x2a && byte(2) == 0x4d && byte(3) == 0x18;
}

}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::filesystem::path& file) {
  auto bytes = std::make_unique<FileBytes>(file);
  if (begins_zstd(bytes->magic())) return std::make_unique<ZstdBytes>(std::move(bytes));
  return bytes;
}

std::unique_ptr<ByteSource> bytes_of(std::string text) {
  return std::make_unique<MemoryBytes>(std::move(text));
}

}  // namespace segue::sources
