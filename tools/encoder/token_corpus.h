#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace segue::encoder {

/// Label of lyrics whose song a person called happy or sad, which `segue evaluate --text` asks for; others have 0.
constexpr std::uint32_t kMoodAsked = 1;

/// Texts as token ids, each with a label and a group, in one file: what train_encoder reads, so that it needs neither
/// tokenizer nor tables and can run on a machine that has nothing but LibTorch.
///
/// File: "SEGUETOK", u32 version 1, u32 texts, u64 tokens; then u32 labels, u32 groups (one per text each), u64 offsets
/// (texts + 1), u16 ids. Little-endian.
struct TokenCorpus {
  std::vector<std::uint32_t> labels;   ///< tweets: 0 negative, 1 neutral, 2 positive; lyrics: kMoodAsked or 0; valence,
                                       ///< sung and taught (label_texts): thousandths of positive
  std::vector<std::uint32_t> groups;   ///< texts of one group belong together (an artist); songs of none have their own
  std::vector<std::uint64_t> offsets;  ///< size() + 1
  std::vector<std::uint16_t> ids;      ///< without [CLS] and [SEP]

  std::size_t size() const { return labels.size(); }
  std::span<const std::uint16_t> text(std::size_t i) const {
    return std::span(ids).subspan(offsets[i], offsets[i + 1] - offsets[i]);
  }
  void add(std::span<const std::int32_t> tokens, std::uint32_t label, std::uint32_t group);

  /// Throws std::runtime_error naming the file if it cannot be read or is not what it should be.
  static TokenCorpus read(const std::filesystem::path& file);
  void write(const std::filesystem::path& file) const;
};

}  // namespace segue::encoder
