#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::catalog {

/// Keys that lead to songs, of several kinds, in memory: an import gathers hundreds of thousands and forgets them all
/// at once. Their texts lie in a few large pieces, because to take and give back a piece of memory for each was a tenth
/// of what importing millions of songs took.
class WaitingKeys {
 public:
  /// `to_be_found`: by find(); keys under which many songs stand are better left out.
  void add(std::uint8_t kind, std::string_view key, SongId song, bool to_be_found = true);
  /// The first song that was added under the key to be found.
  std::optional<SongId> find(std::uint8_t kind, std::string_view key) const;
  /// All, in ascending order of kind, key (by its bytes) and song.
  void for_each_in_order(const std::function<void(std::uint8_t kind, std::string_view key, SongId song)>& visit) const;
  void clear();

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::string_view key;
    SongId song;
    std::uint32_t next;  ///< of the same slot, and one; 0: none
    std::uint8_t kind;
    bool to_be_found;
  };
  std::string_view keep(std::string_view key);
  std::size_t slot_of(std::uint8_t kind, std::string_view key) const;
  void link(std::uint32_t entry);
  void make_slots(std::size_t count);

  std::pmr::monotonic_buffer_resource texts_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  ///< the entry last added there, and one
};

}  // namespace segue::catalog
