#include "segue/base/mapped_file.h"

#include <cerrno>
#include <random>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "segue/base/error.h"

namespace segue {
namespace {

[[noreturn]] void fail(const char* verb, const std::filesystem::path& path, int error) {
  // What is missing where a file is to be written is its folder: no result that was looked for.
  const bool not_found = error == ENOENT && std::string_view(verb) == "open";
  throw Error(not_found ? ErrorKind::kNotFound : ErrorKind::kFailed,
              fmt::format("cannot {} {}: {}", verb, path.string(), std::generic_category().message(error)),
              error == ENOSPC || error == EDQUOT ? "Make room on that disk and run the command again." : "");
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// An empty mapping for no bytes, which the kernel refuses.
Mapping map(std::size_t size, int protection, int flags, int fd, const std::filesystem::path& path) {
  if (size == 0) return {};
  void* const data = ::mmap(nullptr, size, protection, flags, fd, 0);
  if (data == MAP_FAILED) fail("map", path, errno);
  return {static_cast<std::byte*>(data), size};
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

/// Gives the open file without a name a name; rename() then puts it in the target's place.
std::filesystem::path give_name(int fd, const std::filesystem::path& target) {
  std::random_device device;
  for (int attempt = 0; attempt < 100; ++attempt) {
    auto name = folder_of(target) / fmt::format(".segue-{:08x}.tmp", device());
    const std::string from = fmt::format("/proc/self/fd/{}", fd);
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) return name;
    if (errno != EEXIST) fail("write", target, errno);
  }
  fail("write", target, EEXIST);
}

}  // namespace

Mapping::~Mapping() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

MappedFile MappedFile::open(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));  // a pipe would wait for its writer
  if (file.get() < 0) fail("open", path, errno);
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) fail("read", path, errno);
  if (S_ISDIR(status.st_mode)) fail("read", path, EISDIR);
  if (!S_ISREG(status.st_mode)) fail("map", path, ENODEV);
  return MappedFile(map(static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, file.get(), path));
}

NewMappedFile::NewMappedFile(std::size_t size)
    : mapping_(map(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, "memory")) {
  // Pages of 2 MiB where the kernel has them on request: a scan then waits less for addresses.
  if (size > 0) ::madvise(mapping_.data(), size, MADV_HUGEPAGE);
}

NewMappedFile::NewMappedFile(const std::filesystem::path& path, std::size_t size) : target_(path) {
  // Known now, not when hours of work are to take the name.
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) fail("write", path, EISDIR);
  // A file without a name vanishes with the process, however it ends. Where the file system has none, one with a name.
  fd_ = ::open(folder_of(path).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (fd_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    name_ = folder_of(path) / fmt::format(".segue-{:08x}.tmp", std::random_device()());
    fd_ = ::open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0) name_.clear();
  }
  if (fd_ < 0) fail("write", path, errno);
  try {
    // Taken at once: a disk that fills up later would end the process where it writes to memory.
    const int error = size == 0 ? 0 : ::posix_fallocate(fd_, 0, static_cast<off_t>(size));
    if (error != 0) fail("write", path, error);
    mapping_ = map(size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, path);
  } catch (...) {
    ::close(fd_);
    if (!name_.empty()) ::unlink(name_.c_str());
    throw;
  }
}

NewMappedFile::~NewMappedFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!name_.empty()) ::unlink(name_.c_str());
}

Mapping NewMappedFile::keep() && {
  if (fd_ < 0) return std::move(mapping_);
  if (mapping_.size() > 0 && ::msync(mapping_.data(), mapping_.size(), MS_SYNC) != 0) fail("write", target_, errno);
  if (::fsync(fd_) != 0) fail("write", target_, errno);
  if (name_.empty()) name_ = give_name(fd_, target_);
  if (::rename(name_.c_str(), target_.c_str()) != 0) fail("write", target_, errno);
  name_.clear();
  const Descriptor folder(::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());  // some file systems cannot; the file is whole then all the same
  return std::move(mapping_);
}

}  // namespace segue
