#include "segue/text/bert/content_hash.h"

#include <array>
#include <cstring>

namespace segue::text {
namespace {

// Stafford's "Mix13" variant of MurmurHash3's finaliser, a bijection that spreads every bit over all.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

constexpr std::uint64_t kMultiplier = 0xD6E8FEB86659FD93U;

}  // namespace

void ContentHash::add(std::uint64_t number) {
  state_ = mixed(state_ ^ number) * kMultiplier + 1;
}

void ContentHash::add(std::span<const std::byte> bytes) {
  add(std::uint64_t{bytes.size()});
  // Four words at a time, each in a chain of its own: one chain waits for its multiplications.
  std::array<std::uint64_t, 4> chains{state_, state_ + 1, state_ + 2, state_ + 3};
  constexpr std::size_t kBlock = sizeof(chains);
  while (bytes.size() >= kBlock) {
    std::array<std::uint64_t, 4> words;
    std::memcpy(words.data(), bytes.data(), kBlock);
    for (std::size_t i = 0; i < words.size(); ++i) {
      chains.at(i) = mixed(chains.at(i) ^ words.at(i)) * kMultiplier;
    }
    bytes = bytes.subspan(kBlock);
  }
  for (const std::uint64_t chain : chains) add(chain);
  while (!bytes.empty()) {
    const std::size_t count = bytes.size() < sizeof(std::uint64_t) ? bytes.size() : sizeof(std::uint64_t);
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), count);
    add(word);
    bytes = bytes.subspan(count);
  }
}

void ContentHash::add(std::string_view text) {
  add(std::as_bytes(std::span(text)));
}

std::uint64_t ContentHash::value() const {
  return mixed(state_);
}

}  // namespace segue::text
