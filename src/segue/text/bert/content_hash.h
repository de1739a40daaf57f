#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace segue::text {

/// A 64-bit hash of a sequence of pieces of bytes, for telling contents apart (not for security); the same on every
/// machine. Where one piece ends and the next begins counts. Several gigabytes a second: models are large.
class ContentHash {
 public:
  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  void add(std::uint64_t number);
  std::uint64_t value() const;

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15U;
};

}  // namespace segue::text
