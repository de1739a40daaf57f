#include "segue/audio/decode/mp4_boxes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::audio {
namespace {

constexpr std::uint64_t kHeadBytes = 8;
constexpr std::uint64_t kLongHeadBytes = 16;
/// Honest files have a dozen on each level.
constexpr std::size_t kMostBoxes = 1000;
constexpr std::uint64_t kWordsInPiece = 4096;

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word = word << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
  return word;
}

}  // namespace

std::size_t read_all(const Bytes& bytes, std::uint64_t offset, std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const std::size_t got = bytes.read(offset + filled, into.subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

std::optional<std::vector<Mp4Box>> mp4_boxes(const Bytes& bytes, std::uint64_t begin, std::uint64_t end,
                                             bool may_be_cut) {
  std::vector<Mp4Box> boxes;
  for (std::uint64_t at = begin; at < end;) {
    std::array<std::byte, kLongHeadBytes> head{};
    const std::uint64_t room = end - at;
    if (boxes.size() == kMostBoxes || room < kHeadBytes) return std::nullopt;
    const auto wanted = static_cast<std::size_t>(std::min(room, kLongHeadBytes));
    if (read_all(bytes, at, std::span(head).first(wanted)) < wanted) return std::nullopt;
    std::uint64_t size = word_at(head, 0);
    std::uint64_t head_size = kHeadBytes;
    if (size == 1) {
      size = std::uint64_t{word_at(head, 8)} << 32 | word_at(head, 12);
      head_size = kLongHeadBytes;
    }
    if ((size == 0 || size > room) && may_be_cut) size = room;
    if (size < head_size || size > room) return std::nullopt;
    Mp4Box box{.begin = at + head_size, .end = at + size};
    std::memcpy(box.type.data(), head.data() + 4, box.type.size());
    boxes.push_back(box);
    at += size;
  }
  return boxes;
}

const Mp4Box* only_box(std::span<const Mp4Box> boxes, std::string_view name) {
  const auto has_name = [&](const Mp4Box& box) { return box.is(name); };
  const auto found = std::ranges::find_if(boxes, has_name);
  if (found == boxes.end() || std::ranges::count_if(boxes, has_name) > 1) return nullptr;
  return &*found;
}

std::uint32_t Mp4Words::at(const Bytes& bytes, std::uint64_t index) {
  if (index >= count_) return 0;
  if (index < first_ || index - first_ >= piece_.size() / 4) {
    piece_.resize(static_cast<std::size_t>(4 * std::min(kWordsInPiece, count_ - index)));
    first_ = index;
    const std::size_t filled = read_all(bytes, begin_ + 4 * index, piece_);
    std::fill(piece_.begin() + static_cast<std::ptrdiff_t>(filled), piece_.end(), std::byte{0});
  }
  return word_at(piece_, static_cast<std::size_t>(index - first_) * 4);
}

void append_word(std::string& out, std::uint32_t word) {
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    out.push_back(static_cast<char>(word >> shift & 0xffU));
  }
}

}  // namespace segue::audio
