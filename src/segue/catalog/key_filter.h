#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace segue::catalog {

/// Remembers keys so that it never forgets one, and takes a few for known that are not: a Bloom filter whose bits for a
/// key lie in one line of the cache (Putze, Sanders and Singler 2007). Of keys that were not added, up to a hundredth
/// are taken for known as long as it holds no more than it was made for. 12 bits a key.
class KeyFilter {
 public:
  explicit KeyFilter(std::size_t capacity);

  void add(std::uint8_t kind, std::string_view key);
  /// False: it was not added. True: it was, or nearly certainly was.
  bool may_contain(std::uint8_t kind, std::string_view key) const;

  /// More were added than it was made for (repeats count).
  bool is_full() const { return added_ > capacity_; }

 private:
  using Line = std::array<std::uint64_t, 8>;
  static constexpr std::size_t kBitsOfKey = 12;
  static constexpr std::size_t kSetBits = 6;
  template <class Visit>
  void for_each_bit(std::uint8_t kind, std::string_view key, Visit visit) const;

  std::size_t capacity_;
  std::size_t added_ = 0;
  std::vector<Line> lines_;
};

}  // namespace segue::catalog
