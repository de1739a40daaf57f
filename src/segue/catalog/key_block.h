#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::catalog {

/// Keys, ascending by their bytes, and the songs each leads to, as the bytes that a run of keys is stored in
/// (key_runs.h): for every key its length, its bytes, how many songs, and the songs, ascending, each as the difference
/// from the one before. Numbers are LEB128 (DWARF 5, section 7.6).
class KeyBlock {
 public:
  /// `key` comes after all that were added; `songs`: at least one, ascending.
  void add(std::string_view key, std::span<const SongId> songs);
  void clear();

  std::span<const std::byte> bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  void put(std::uint64_t number);

  std::vector<std::byte> bytes_;
  std::string last_;
};

/// Reads a block from its beginning.
class KeyBlockReader {
 public:
  /// Both must outlive it; the catalog is named where the bytes are damaged.
  KeyBlockReader(std::span<const std::byte> block, const std::filesystem::path& catalog)
      : rest_(block), catalog_(&catalog) {}

  /// Goes to the next key; false after the last. Throws Error (kBadData) where the bytes are no block.
  bool next();
  /// Goes on to the first key that is not before `key`, staying where that is so already; false if there is none.
  bool go_to(std::string_view key);

  /// Until the next next().
  std::string_view key() const { return key_; }
  const std::vector<SongId>& songs() const { return songs_; }

 private:
  std::uint64_t number();
  [[noreturn]] void throw_damaged() const;

  std::span<const std::byte> rest_;
  const std::filesystem::path* catalog_;
  bool started_ = false;
  std::string key_;
  std::vector<SongId> songs_;
};

}  // namespace segue::catalog
