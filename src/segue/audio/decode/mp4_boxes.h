#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/audio/decode/decoder.h"

namespace segue::audio {

// The boxes that MP4 and QuickTime files are made of (ISO/IEC 14496-12, section 4.2). Nothing of them is believed that
// does not fit into what holds them.

/// One box: what lies in [begin, end) behind its head.
struct Mp4Box {
  std::array<char, 4> type{};
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  bool is(std::string_view name) const { return std::string_view(type.data(), type.size()) == name; }
  std::uint64_t size() const { return end - begin; }
};

/// Reads until `into` is full or there is no more; how many bytes that were.
std::size_t read_all(const Bytes& bytes, std::uint64_t offset, std::span<std::byte> into);

/// The boxes that fill [begin, end) of the file; nothing if they do not, or are more than a sound file has. The last
/// box may reach to the end of the file, or beyond it, where the file is cut short: `may_be_cut`.
std::optional<std::vector<Mp4Box>> mp4_boxes(const Bytes& bytes, std::uint64_t begin, std::uint64_t end,
                                             bool may_be_cut = false);

/// The only box of that name; nullptr if there is none or several.
const Mp4Box* only_box(std::span<const Mp4Box> boxes, std::string_view name);

/// Big-endian numbers of 32 bits, at whole distances from `begin`, a piece of the file in memory at a time.
class Mp4Words {
 public:
  Mp4Words() = default;
  Mp4Words(std::uint64_t begin, std::uint64_t count) : begin_(begin), count_(count) {}
  /// The words of a box's content; what is left over is no word.
  explicit Mp4Words(const Mp4Box& box) : Mp4Words(box.begin, box.size() / 4) {}
  std::uint64_t size() const { return count_; }
  /// 0 beyond the end, of the words or of the file.
  std::uint32_t at(const Bytes& bytes, std::uint64_t index);

 private:
  std::uint64_t begin_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t first_ = 0;  // index of the first word in `piece_`
  std::vector<std::byte> piece_;
};

void append_word(std::string& out, std::uint32_t word);  ///< big-endian

}  // namespace segue::audio
