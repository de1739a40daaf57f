#include "segue/sources/huggingface/blob_file.h"

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/sha1.h"
#include "segue/sources/huggingface/hub_cache.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSha1Digits = 40;
// Git keeps small files only (10 MB on the hub); what is larger has a SHA-256.
constexpr std::uint64_t kLargestGitFile = 256U * 1024 * 1024;

[[noreturn]] void fail_at(const char* verb, const fs::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  throw Error(ErrorKind::kFailed,
              fmt::format("cannot {} {}: {}", verb, path.string(), std::generic_category().message(error)),
              full ? "make room on that disk and run it again: it goes on where it stopped"
                   : "check the permissions, or choose another cache with HF_HUB_CACHE");
}

int open_file(const fs::path& path, int flags) {
  make_folder(path.parent_path());
  constexpr mode_t kMode = 0666;  // the user's umask takes away what it must
  const int fd = ::open(path.c_str(), flags | O_CREAT | O_RDWR | O_CLOEXEC, kMode);
  if (fd < 0) fail_at("write", path, errno);
  return fd;
}

}  // namespace

BlobLock::BlobLock(const fs::path& file, Progress& progress, const Cancellation& cancellation)
    : fd_(open_file(file, 0)) {
  constexpr std::chrono::milliseconds kSlice{50};
  try {
    bool said = false;
    while (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno == ENOLCK || errno == ENOSYS || errno == ENOTSUP) return;  // no locks on this file system
      if (errno != EWOULDBLOCK) fail_at("lock", file, errno);
      if (!std::exchange(said, true)) progress.detail("waiting for another program that fetches the same file");
      HttpPauses::system().pause(kSlice, cancellation);
    }
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

BlobLock::~BlobLock() {
  ::close(fd_);
}

PartialBlob::PartialBlob(const fs::path& blob, Progress& progress, const Cancellation& cancellation)
    : blob_(blob),
      path_(blob.string() + ".incomplete"),
      progress_(progress),
      cancellation_(cancellation),
      fd_(open_file(path_, 0)) {
  try {
    read_what_is_there();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

PartialBlob::~PartialBlob() {
  if (fd_ >= 0) ::close(fd_);
}

void PartialBlob::fail(const char* verb, int error) const {
  fail_at(verb, path_, error);
}

void PartialBlob::read_what_is_there() {
  std::vector<std::byte> buffer(std::size_t{1024} * 1024);
  while (true) {
    cancellation_.check();
    const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", errno);
    if (got == 0) return;
    digest_.add(std::span(buffer).first(static_cast<std::size_t>(got)));
    size_ += static_cast<std::uint64_t>(got);
  }
}

void PartialBlob::clear() {
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0) fail("write", errno);
  size_ = 0;
  digest_ = {};
}

void PartialBlob::begin(std::uint64_t offset, std::optional<std::uint64_t> total) {
  if (offset != size_) clear();
  if (total) check_room(*total - std::min(*total, size_));
  progress_.advance(size_);
}

void PartialBlob::check_room(std::uint64_t bytes) const {
  std::error_code error;
  const auto space = fs::space(path_.parent_path(), error);
  if (error || space.available >= bytes) return;
  throw Error(ErrorKind::kFailed,
              fmt::format("cannot write {}: {} bytes are to come, the disk has room for {}", path_.string(), bytes,
                          space.available),
              "make room on that disk and run it again: it goes on where it stopped");
}

void PartialBlob::write(std::span<const std::byte> bytes) {
  for (auto rest = bytes; !rest.empty();) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", errno);
    rest = rest.subspan(static_cast<std::size_t>(written));
  }
  digest_.add(bytes);
  size_ += bytes.size();
  progress_.advance(size_);
}

std::string PartialBlob::defect(const HubFile& expected) {
  if (expected.size && *expected.size != size_) {
    return fmt::format("expected {} bytes, found {}", *expected.size, size_);
  }
  std::string found;
  if (expected.etag.size() == kSha1Digits) {
    if (size_ > kLargestGitFile) {
      return fmt::format("expected a SHA-256 for a file of {} bytes, found a SHA-1", size_);
    }
    // "blob SIZE", a zero byte, and the bytes: what git takes the SHA-1 of.
    std::string text = fmt::format("blob {}", size_);
    text += '\0';
    found = sha1_hex(text + read_file(path_, kLargestGitFile));
  } else {
    found = digest_.hex();
  }
  return found == expected.etag ? "" : fmt::format("expected the digest {}, found {}", expected.etag, found);
}

void PartialBlob::finish() {
  // The bytes must be on the disk before the name says that they are.
  if (::fsync(fd_) != 0) fail("write", errno);
  if (::close(std::exchange(fd_, -1)) != 0) fail("write", errno);
  if (::rename(path_.c_str(), blob_.c_str()) != 0) fail("rename", errno);
}

}  // namespace segue::sources
