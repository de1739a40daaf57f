#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "token_corpus.h"

namespace segue::encoder {

/// Splits words into other pieces than the tokenizer does: MaxMatch-Dropout (Hiraoka 2022), the longest piece that
/// matches is passed over with some probability, so that a word is also learned from what it is made of. A word that
/// cannot be spelled that way stays as it is.
class Respelling {
 public:
  /// Throws std::runtime_error naming the file if it cannot be read. `share`: of the matches that are passed over.
  Respelling(const std::filesystem::path& vocabulary, double share);

  /// The texts, respelled, as a corpus of their own, with their labels and groups.
  TokenCorpus respell(const TokenCorpus& corpus, std::span<const std::uint32_t> texts, std::mt19937_64& random) const;

 private:
  void spell(std::span<const std::uint16_t> word, std::vector<std::int32_t>& ids, std::mt19937_64& random) const;

  double share_;
  std::size_t longest_ = 0;          ///< piece, in bytes
  std::vector<std::string> pieces_;  ///< by id, "##" and all
  std::unordered_map<std::string_view, std::uint16_t> beginnings_;
  std::unordered_map<std::string_view, std::uint16_t> continuations_;  ///< without "##"
};

}  // namespace segue::encoder
