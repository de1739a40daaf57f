#include "segue/audio/decode/mp4_samples.h"

#include <cstdint>
#include <optional>
#include <span>

namespace segue::audio {
namespace {

constexpr std::uint64_t kFarthestOffset = std::uint64_t{1} << 62;
constexpr std::uint32_t kLargestSample = std::uint32_t{1} << 28;

/// The words behind `head` words of a table whose last head word says that there are `per_entry` for each of its
/// entries; nothing if they do not fit into the box.
std::optional<Mp4Words> entries_of(const Bytes& bytes, const Mp4Box& box, std::uint64_t head, std::uint64_t per_entry) {
  Mp4Words words(box);
  if (words.size() < head) return std::nullopt;
  const std::uint64_t wanted = words.at(bytes, head - 1) * per_entry;
  if (wanted == 0 || wanted > words.size() - head) return std::nullopt;
  return Mp4Words(box.begin + 4 * head, wanted);
}

}  // namespace

std::optional<Mp4Samples> Mp4Samples::of(const Bytes& bytes, std::span<const Mp4Box> table) {
  const Mp4Box* sizes = only_box(table, "stsz");
  const Mp4Box* runs = only_box(table, "stsc");
  const Mp4Box* narrow = only_box(table, "stco");
  const Mp4Box* wide = only_box(table, "co64");
  if (sizes == nullptr || runs == nullptr || (narrow == nullptr) == (wide == nullptr)) return std::nullopt;
  if (Mp4Words(*sizes).at(bytes, 1) != 0) return std::nullopt;  // all of one size
  const std::uint64_t per_offset = wide != nullptr ? 2 : 1;
  auto size_words = entries_of(bytes, *sizes, 3, 1);
  auto run_words = entries_of(bytes, *runs, 2, 3);
  auto offset_words = entries_of(bytes, wide != nullptr ? *wide : *narrow, 2, per_offset);
  if (!size_words || !run_words || !offset_words) return std::nullopt;
  Mp4Samples samples;
  samples.wide_ = wide != nullptr;
  samples.count_ = static_cast<std::uint32_t>(size_words->size());
  samples.run_count_ = static_cast<std::uint32_t>(run_words->size() / 3);
  samples.chunks_ = static_cast<std::uint32_t>(offset_words->size() / per_offset);
  samples.sizes_ = *std::move(size_words);
  samples.runs_ = *std::move(run_words);
  samples.offsets_ = *std::move(offset_words);
  return samples;
}

bool Mp4Samples::next_chunk(const Bytes& bytes) {
  if (chunk_ == chunks_) return false;
  const auto run = [&](std::uint32_t index, unsigned field) {
    return runs_.at(bytes, std::uint64_t{index} * 3 + field);
  };
  if (chunk_ == 0 && run(0, 0) != 1) return false;
  if (run_ + 1 < run_count_) {
    const std::uint32_t first = run(run_ + 1, 0);  // chunks are counted from 1
    if (first <= chunk_) return false;
    if (first == chunk_ + 1) ++run_;
  }
  left_in_chunk_ = run(run_, 1);
  if (left_in_chunk_ == 0 || run(run_, 2) != 1) return false;
  offset_ = offsets_.at(bytes, wide_ ? std::uint64_t{chunk_} * 2 : chunk_);
  if (wide_) offset_ = offset_ << 32 | offsets_.at(bytes, std::uint64_t{chunk_} * 2 + 1);
  ++chunk_;
  return true;
}

std::optional<Mp4Sample> Mp4Samples::next(const Bytes& bytes) {
  if (given_ == count_ || (left_in_chunk_ == 0 && !next_chunk(bytes))) return std::nullopt;
  const Mp4Sample sample{.offset = offset_, .size = sizes_.at(bytes, given_)};
  if (sample.size == 0 || sample.size > kLargestSample || sample.offset > kFarthestOffset) return std::nullopt;
  offset_ += sample.size;
  ++given_;
  --left_in_chunk_;
  return sample;
}

}  // namespace segue::audio
