#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace segue {

/// Bytes that memory is too small for, in a file without a name: it ends with the object, or with the process, however
/// that ends. Reading is safe from several threads at once.
class ScratchFile {
 public:
  /// In `folder`, which must have room. Error(kFailed) with the system's reason, as for the others.
  explicit ScratchFile(std::filesystem::path folder);
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  /// Bytes that were written.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path folder_;
  int fd_ = -1;
};

}  // namespace segue
