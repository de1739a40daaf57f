#include "segue/base/atomic_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/private_file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) {
  return std::generic_category().message(error);
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  throw Error(ErrorKind::kFailed, fmt::format("cannot write {}: {}", path.string(), reason(error)),
              full ? "make room on that disk and run the command again" : "");
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// 0, or why the system could not keep what was written (some file systems say so only here).
  int close() { return ::close(std::exchange(fd_, -1)) == 0 ? 0 : errno; }

 private:
  int fd_;
};

/// 0, or the system's reason.
int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

/// The file that a chain of symbolic links ends at, whether it exists or not.
fs::path follow_links(fs::path path) {
  constexpr int kMostLinks = 40;  // as Linux counts
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
    const fs::path target = fs::read_symlink(path, error);
    if (error) fail_to_write(path, error.value());
    path = path.parent_path() / target;
  }
  fail_to_write(path, ELOOP);
}

/// A file beside the target that vanishes unless it is moved over it.
class NewFile {
 public:
  explicit NewFile(const fs::path& target) : target_(target) {
    std::random_device device;
    int error = EEXIST;
    for (int attempt = 0; attempt < 100 && error == EEXIST; ++attempt) {
      // Not derived from the target's name, which may already be as long as a name can be.
      path_ = target.parent_path() / fmt::format(".segue-{:08x}.tmp", device());
      fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      error = fd_ >= 0 ? 0 : errno;
    }
    if (error != 0) fail_to_write(target, error);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  int fd() const { return fd_; }

  void move_over_target() {
    // The bytes must be on the disk before the name points at them, or a power cut leaves an empty file.
    check(::fsync(fd_));
    check(::close(std::exchange(fd_, -1)));
    check(::rename(path_.c_str(), target_.c_str()));
    path_.clear();
  }

  void check(int result) const {
    if (result != 0) fail_to_write(target_, errno);
  }

 private:
  const fs::path& target_;
  fs::path path_;
  int fd_ = -1;
};

/// Makes a rename in `folder` outlast a power cut. Some file systems cannot; the file is whole then all the same.
void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.open()) ::fsync(fd.get());
}

/// A pipe or a device (/dev/stdout) has no place beside it and nothing to lose: written as it is.
void write_straight(const fs::path& path, std::span<const std::byte> bytes) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.open()) fail_to_write(path, errno);
  if (const int error = write_all(fd.get(), bytes); error != 0) fail_to_write(path, error);
  if (const int error = fd.close(); error != 0) fail_to_write(path, error);
}

void write(const fs::path& path, std::span<const std::byte> bytes, bool is_private) {
  if (path.empty()) fail_to_write("\"\"", ENOENT);
  struct stat old = {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) fail_to_write(path, EISDIR);
  if (exists && !S_ISREG(old.st_mode)) return write_straight(path, bytes);

  const fs::path target = follow_links(path);
  NewFile file(target);
  if (exists) {
    // Only root can give a file away; for others the new file is theirs, as with any editor.
    if (::fchown(file.fd(), old.st_uid, old.st_gid) != 0) errno = 0;
    file.check(::fchmod(file.fd(), old.st_mode & 07777));
  }
  if (is_private) file.check(::fchmod(file.fd(), S_IRUSR | S_IWUSR));
  if (const int error = write_all(file.fd(), bytes); error != 0) fail_to_write(path, error);
  file.move_over_target();
  sync_folder(target.parent_path());
}

}  // namespace

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  write(path, bytes, false);
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  write(path, std::as_bytes(std::span(text)), false);
}

void write_private_file(const fs::path& path, std::string_view text) {
  const fs::path folder = path.parent_path();
  std::error_code error;
  if (!folder.empty() && !fs::exists(folder, error)) {
    fs::create_directories(folder, error);
    if (error) fail_to_write(path, error.value());
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  write(path, std::as_bytes(std::span(text)), true);
}

std::string read_file(const fs::path& path, std::size_t limit) {
  const auto fail = [&path](int error) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", path.string(), reason(error)));
  };
  const auto refuse = [&path, limit](const std::string& found) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{} holds {} bytes, expected at most {}", path.string(), found, limit));
  };
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) fail(errno);
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) fail(errno);
  const auto size = static_cast<std::uint64_t>(std::max<off_t>(0, status.st_size));
  if (S_ISREG(status.st_mode) && size > limit) refuse(std::to_string(size));

  // The size is only a guess: a pipe has none, and a file can grow while it is read.
  std::string text(S_ISREG(status.st_mode) ? static_cast<std::size_t>(size) + 1 : std::size_t{64} * 1024, '\0');
  std::size_t filled = 0;
  while (true) {
    if (filled == text.size()) text.resize(filled + filled / 2 + 4096);
    const ssize_t got = ::read(fd.get(), text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > limit) refuse("more than " + std::to_string(limit));
  }
  text.resize(filled);
  return text;
}

}  // namespace segue
