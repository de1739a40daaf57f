#include "segue/catalog/key_filter.h"

#include <functional>

namespace segue::catalog {
namespace {

constexpr std::size_t kBitsOfLine = 512;

/// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): all bits of it depend on all of `x`.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

}  // namespace

KeyFilter::KeyFilter(std::size_t capacity)
    : capacity_(capacity), lines_(capacity * kBitsOfKey / kBitsOfLine + 1, Line{}) {}

/// Visits the key's bits, each as a word's place and a mask, in its line.
template <class Visit>
void KeyFilter::for_each_bit(std::uint8_t kind, std::string_view key, Visit visit) const {
  const std::uint64_t hash = mixed(std::hash<std::string_view>{}(key) + kind);
  const std::size_t line = static_cast<std::size_t>(hash % lines_.size());
  std::uint64_t bits = mixed(hash);  // 9 of them say which of a line's 512
  for (std::size_t i = 0; i < kSetBits; ++i, bits >>= 9U) {
    if (!visit(line, bits / 64 % 8, std::uint64_t{1} << (bits % 64))) return;
  }
}

void KeyFilter::add(std::uint8_t kind, std::string_view key) {
  for_each_bit(kind, key, [&](std::size_t line, std::size_t word, std::uint64_t mask) {
    lines_[line].at(word) |= mask;
    return true;
  });
  ++added_;
}

bool KeyFilter::may_contain(std::uint8_t kind, std::string_view key) const {
  bool all = true;
  for_each_bit(kind, key, [&](std::size_t line, std::size_t word, std::uint64_t mask) {
    all = (lines_[line].at(word) & mask) != 0;
    return all;
  });
  return all;
}

}  // namespace segue::catalog
