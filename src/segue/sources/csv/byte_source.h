#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace segue::sources {

/// A stream of bytes, read once from front to back.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills up to `size` bytes of `buffer`, returns how many; 0 only at the end. Error(kFailed) if reading fails,
  /// Error(kBadData) if a compressed stream is damaged or ends early.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  /// Bytes of the file consumed so far and in all, for progress (compressed bytes where it is compressed).
  virtual std::uint64_t consumed() const = 0;
  virtual std::optional<std::uint64_t> total() const = 0;
};

/// A file, "-" for standard input. Zstandard is recognised by its magic number, whatever the name; frames with a window
/// over 128 MiB are refused. Error(kFailed) if it cannot be opened, with the system's reason.
std::unique_ptr<ByteSource> open_bytes(const std::filesystem::path& file);
/// Bytes in memory (tests, fuzzers).
std::unique_ptr<ByteSource> bytes_of(std::string text);

}  // namespace segue::sources
