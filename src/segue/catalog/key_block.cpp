#include "segue/catalog/key_block.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::catalog {
namespace {

constexpr unsigned kBitsOfByte = 7;
constexpr std::uint64_t kMore = 0x80;

}  // namespace

void KeyBlock::put(std::uint64_t number) {
  for (; number >= kMore; number >>= kBitsOfByte) bytes_.push_back(static_cast<std::byte>(number % kMore | kMore));
  bytes_.push_back(static_cast<std::byte>(number));
}

void KeyBlock::add(std::string_view key, std::span<const SongId> songs) {
  const auto same = static_cast<std::size_t>(std::ranges::mismatch(key, last_).in1 - key.begin());
  last_ = key;
  key.remove_prefix(same);
  put(same);
  put(key.size());
  const auto bytes = std::as_bytes(std::span(key));
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  put(songs.size());
  std::uint64_t before = 0;
  for (const SongId song : songs) {
    const auto id = static_cast<std::uint64_t>(song.value);
    put(id - before);
    before = id;
  }
}

void KeyBlock::clear() {
  bytes_.clear();
  last_.clear();
}

void KeyBlockReader::throw_damaged() const {
  throw Error(ErrorKind::kBadData,
              fmt::format("the catalog {} is damaged: what leads to its songs cannot be read", catalog_->string()),
              "Put a copy back, or import again into another file (--catalog).");
}

std::uint64_t KeyBlockReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += kBitsOfByte) {
    if (rest_.empty()) break;
    const auto byte = static_cast<std::uint64_t>(rest_.front());
    rest_ = rest_.subspan(1);
    value |= byte % kMore << shift;
    if (byte < kMore) return value;
  }
  throw_damaged();
}

bool KeyBlockReader::next() {
  if (rest_.empty()) return false;
  const std::uint64_t same = number();
  const std::uint64_t size = number();
  if (same > key_.size() || size > rest_.size()) throw_damaged();
  const std::string_view other(reinterpret_cast<const char*>(rest_.data()), static_cast<std::size_t>(size));
  if (started_ && key_.compare(static_cast<std::size_t>(same), std::string::npos, other) >= 0) throw_damaged();
  started_ = true;
  key_.resize(static_cast<std::size_t>(same));
  key_ += other;
  rest_ = rest_.subspan(static_cast<std::size_t>(size));
  const std::uint64_t count = number();
  if (count > rest_.size()) throw_damaged();  // a song is a byte at least
  songs_.clear();
  std::uint64_t song = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    song += number();
    songs_.push_back({static_cast<std::int64_t>(song)});
  }
  return true;
}

bool KeyBlockReader::go_to(std::string_view key) {
  if (!started_ && !next()) return false;
  while (key_ < key) {
    if (!next()) return false;
  }
  return true;
}

}  // namespace segue::catalog
