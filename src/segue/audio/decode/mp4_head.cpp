#include "segue/audio/decode/mp4_head.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "segue/audio/decode/mp4_boxes.h"
#include "segue/audio/decode/mp4_samples.h"

namespace segue::audio {
namespace {

constexpr std::size_t kLargestHead = std::size_t{256} << 10;
constexpr int kDeepest = 8;
constexpr std::uint64_t kDataHead = 16;

void append_wide(std::string& out, std::uint64_t value) {
  append_word(out, static_cast<std::uint32_t>(value >> 32));
  append_word(out, static_cast<std::uint32_t>(value));
}

/// Writes the head: the boxes of the file, but for other tracks and what is large, and with tables of its own.
class HeadWriter {
 public:
  HeadWriter(const Bytes& bytes, const Mp4Box& track, std::span<const Mp4Sample> samples)
      : bytes_(bytes), track_(track), samples_(samples) {}

  std::string write(const Mp4Box& kind, const Mp4Box& movie, std::uint64_t file_size) {
    if (kind.size() > kLargestMp4Leaf || !copy(kind, 0) || !copy(movie, 0)) return {};
    append_word(out_, 1);
    out_ += "mdat";
    append_wide(out_, kDataHead + file_size);
    std::string offsets;  // known only now that the head has its length
    for (const Mp4Sample& sample : samples_) append_wide(offsets, sample.offset + out_.size());
    return out_.replace(offsets_at_, offsets.size(), offsets);
  }

 private:
  std::size_t open_box(std::string_view name) {
    const std::size_t at = out_.size();
    append_word(out_, 0);
    out_ += name;
    return at;
  }

  void close_box(std::size_t at) {
    std::string size;
    append_word(size, static_cast<std::uint32_t>(out_.size() - at));
    out_.replace(at, size.size(), size);
  }

  bool copy_content(std::uint64_t begin, std::uint64_t end) {
    std::string content(static_cast<std::size_t>(end - begin), '\0');
    if (read_all(bytes_, begin, std::as_writable_bytes(std::span(content))) < content.size()) return false;
    out_ += content;
    return true;
  }

  void write_tables() {
    const auto count = static_cast<std::uint32_t>(samples_.size());
    const auto table = [&](std::string_view name, std::initializer_list<std::uint32_t> words) {
      const std::size_t at = open_box(name);
      append_word(out_, 0);  // version and flags
      for (const std::uint32_t word : words) append_word(out_, word);
      return at;
    };
    close_box(table("stsc", {1, 1, 1, 1}));  // every packet a chunk of its own
    const std::size_t sizes = table("stsz", {0, count});
    for (const Mp4Sample& sample : samples_) append_word(out_, sample.size);
    close_box(sizes);
    const std::size_t offsets = table("co64", {count});
    offsets_at_ = out_.size();
    out_.append(8 * samples_.size(), '\0');
    close_box(offsets);
  }

  bool copy(const Mp4Box& box, int depth) {
    if (depth > kDeepest || out_.size() > kLargestHead) return false;
    const bool has_version = box.is("meta");
    const bool is_table = box.is("stbl");
    const bool holds_boxes = has_version || is_table || box.is("moov") || box.is("trak") || box.is("edts") ||
                             box.is("mdia") || box.is("minf") || box.is("udta") || box.is("ilst");
    if (!holds_boxes && box.size() > kLargestMp4Leaf) return true;
    const std::size_t at = open_box({box.type.data(), box.type.size()});
    if (!holds_boxes) {
      if (!copy_content(box.begin, box.end)) return false;
    } else {
      const std::uint64_t begin = box.begin + (has_version ? 4 : 0);
      if (begin > box.end || (has_version && !copy_content(box.begin, begin))) return false;
      const auto children = mp4_boxes(bytes_, begin, box.end);
      if (!children || !copy_children(*children, depth + 1)) return false;
      if (is_table) write_tables();
    }
    close_box(at);
    return true;
  }

  bool copy_children(std::span<const Mp4Box> boxes, int depth) {
    for (const Mp4Box& box : boxes) {
      // FFmpeg makes a track of a cover, and takes the encoder delay that iTunes notes ("----") for that of the track
      // it saw last.
      if (box.is("trak")) behind_another_ = box.begin != track_.begin;
      if (box.is("covr")) behind_another_ = true;
      const bool is_of_another = behind_another_ && (box.is("trak") || box.is("covr") || box.is("----"));
      const bool is_replaced = box.is("stsz") || box.is("stsc") || box.is("stco") || box.is("co64");
      const bool is_of_no_use = box.is("sgpd") || box.is("sbgp") || box.is("tref") || box.is("free") || box.is("skip");
      if (!is_of_another && !is_replaced && !is_of_no_use && !copy(box, depth)) return false;
    }
    return true;
  }

  const Bytes& bytes_;
  Mp4Box track_;
  std::span<const Mp4Sample> samples_;
  std::string out_;
  std::size_t offsets_at_ = 0;
  bool behind_another_ = false;  // the last track was not the one that counts
};

}  // namespace

std::string mp4_head(const Bytes& bytes, const Mp4Parts& parts, std::span<const Mp4Sample> samples,
                     std::uint64_t file_size) {
  return HeadWriter(bytes, parts.track, samples).write(parts.kind, parts.movie, file_size);
}

}  // namespace segue::audio
