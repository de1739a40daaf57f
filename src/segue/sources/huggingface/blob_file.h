#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "segue/base/progress.h"
#include "segue/base/sha256.h"
#include "segue/sources/http/http_client.h"
#include "segue/sources/huggingface/hub_api.h"

namespace segue::sources {

/// Held while one process fetches one blob: the others wait, and then find it there. The same lock (flock) that the
/// hub's own tools take. The file stays; the lock goes with the process, however that ends.
class BlobLock {
 public:
  /// Waits for whoever holds it; says so in `progress`. Error(kInterrupted) if cancelled meanwhile, Error(kFailed) if
  /// the file cannot be made.
  BlobLock(const std::filesystem::path& file, Progress& progress, const Cancellation& cancellation);
  BlobLock(const BlobLock&) = delete;
  BlobLock& operator=(const BlobLock&) = delete;
  ~BlobLock();

 private:
  int fd_ = -1;
};

/// A blob while it is fetched: <blob>.incomplete, with what an earlier attempt left in it.
class PartialBlob final : public BodySink {
 public:
  /// Opens or makes the file. Error(kFailed) with the system's reason, here and in all that writes.
  PartialBlob(const std::filesystem::path& blob, Progress& progress, const Cancellation& cancellation);
  PartialBlob(const PartialBlob&) = delete;
  PartialBlob& operator=(const PartialBlob&) = delete;
  ~PartialBlob() override;

  std::uint64_t size() const { return size_; }
  void begin(std::uint64_t offset, std::optional<std::uint64_t> total) override;
  void write(std::span<const std::byte> bytes) override;

  /// What is wrong with the bytes, in words ("expected ..., found ..."); empty if size and digest are as the hub says.
  std::string defect(const HubFile& expected);
  /// Throws all bytes away.
  void clear();
  /// The bytes are right: gives them the blob's name.
  void finish();
  /// Error(kFailed) if the disk has no room for so many bytes more.
  void check_room(std::uint64_t bytes) const;

 private:
  void read_what_is_there();
  [[noreturn]] void fail(const char* verb, int error) const;

  std::filesystem::path blob_;
  std::filesystem::path path_;
  Progress& progress_;
  const Cancellation& cancellation_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  Sha256 digest_;
};

}  // namespace segue::sources
