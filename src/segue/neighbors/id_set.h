#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace segue::neighbors {

/// A set of ids within [first, end), one bit each: 1.25 MB for ten million.
class IdSet {
 public:
  IdSet(std::int64_t first, std::int64_t end)
      : first_(first), words_(static_cast<std::size_t>(end - first + 63) / 64, 0) {
    assert(first <= end);
  }

  /// `id` within the range.
  void add(std::int64_t id) {
    std::uint64_t& word = words_[place_of(id) / 64];
    const std::uint64_t bit = std::uint64_t{1} << (place_of(id) % 64);
    size_ += (word & bit) == 0 ? 1 : 0;
    word |= bit;
  }
  void remove(std::int64_t id) {
    if (!contains(id)) return;
    words_[place_of(id) / 64] &= ~(std::uint64_t{1} << (place_of(id) % 64));
    --size_;
  }
  /// Any id may be asked about.
  bool contains(std::int64_t id) const {
    if (id < first_ || place_of(id) / 64 >= words_.size()) return false;
    return (words_[place_of(id) / 64] >> (place_of(id) % 64) & 1U) != 0;
  }
  std::size_t size() const { return size_; }

  /// Ascending.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(first_ + static_cast<std::int64_t>(64 * i + static_cast<std::size_t>(std::countr_zero(word))));
      }
    }
  }

 private:
  std::uint64_t place_of(std::int64_t id) const {
    return static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(first_);
  }

  std::int64_t first_;
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

}  // namespace segue::neighbors
