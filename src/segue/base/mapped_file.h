#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

namespace segue {

/// Bytes the kernel maps into memory and unmaps with the object. Moves, does not copy.
class Mapping {
 public:
  Mapping() = default;
  Mapping(std::byte* data, std::size_t size) : data_(data), size_(size) {}
  Mapping(Mapping&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Mapping();

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A file as bytes in memory, read when they are touched. Stays what it was if another file takes its name; it must not
/// be shortened meanwhile (write_file_atomically and NewMappedFile never do). Error(kNotFound) if there is none,
/// Error(kFailed) with the system's reason.
class MappedFile {
 public:
  static MappedFile open(const std::filesystem::path& path);

  std::span<const std::byte> bytes() const { return {mapping_.data(), mapping_.size()}; }

 private:
  explicit MappedFile(Mapping mapping) : mapping_(std::move(mapping)) {}
  Mapping mapping_;
};

/// Bytes to be filled, all 0 at first: memory, or a file that takes its name when it is whole, and leaves nothing
/// behind otherwise, even if the process is killed (a file .segue-*.tmp then, where the file system has no files
/// without a name). Larger than memory is fine where it is a file.
class NewMappedFile {
 public:
  /// In memory only.
  explicit NewMappedFile(std::size_t size);
  /// Beside `path`; Error(kFailed) with the system's reason, a full disk included: room is taken at once.
  NewMappedFile(const std::filesystem::path& path, std::size_t size);
  NewMappedFile(const NewMappedFile&) = delete;
  NewMappedFile& operator=(const NewMappedFile&) = delete;
  ~NewMappedFile();

  std::span<std::byte> bytes() const { return {mapping_.data(), mapping_.size()}; }
  /// What was filled, kept: in a file under its name, on the disk before the name points at it.
  Mapping keep() &&;

 private:
  std::filesystem::path target_;
  std::filesystem::path name_;
  int fd_ = -1;
  Mapping mapping_;
};

}  // namespace segue
