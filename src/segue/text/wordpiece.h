#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segue/text/piece_trie.h"

namespace segue::text {

/// A BERT vocabulary: one token per line of vocab.txt, the id is the line's number from 0.
class Vocabulary {
 public:
  /// Error(kBadData) naming `where` if a token stands twice, a line is not UTF-8, there are more than 1,000,000 tokens,
  /// or [UNK], [CLS], [SEP] or [PAD] is missing. Line ends may be LF or CRLF; only they are stripped.
  static Vocabulary parse(std::string_view text, const std::string& where);
  /// Error(kFailed) if the file cannot be read.
  static Vocabulary read(const std::filesystem::path& file);

  std::size_t size() const { return tokens_.size(); }
  const std::string& token(std::int32_t id) const { return tokens_[static_cast<std::size_t>(id)]; }
  std::optional<std::int32_t> find(std::string_view token) const;

  std::int32_t pad() const { return pad_; }
  std::int32_t unknown() const { return unknown_; }
  std::int32_t cls() const { return cls_; }
  std::int32_t sep() const { return sep_; }
  std::optional<std::int32_t> mask() const { return mask_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::vector<std::string> tokens_;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> ids_;
  std::int32_t pad_ = 0;
  std::int32_t unknown_ = 0;
  std::int32_t cls_ = 0;
  std::int32_t sep_ = 0;
  std::optional<std::int32_t> mask_;
};

struct TokenizerOptions {
  bool lower_case = true;          ///< tokenizer_config.json's do_lower_case; accents are stripped where it is true
  std::size_t longest_word = 100;  ///< code points; a longer word is one [UNK] (Hugging Face's number)
};

/// The reference tokenizer of BERT (Devlin et al. 2018; google-research/bert tokenization.py as Hugging Face's
/// BertTokenizer has it): clean, CJK apart, white space, lower case and accents, punctuation, then greedy longest match
/// from the front. Id for id the same as the reference. Any bytes may come in: what is not UTF-8 reads as U+FFFD, which
/// the reference drops.
class WordPiece {
 public:
  WordPiece(Vocabulary vocabulary, TokenizerOptions options);

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const TokenizerOptions& options() const { return options_; }

  /// Ids of the text's pieces, without [CLS] and [SEP]. "[MASK]" and the like in the text are not special: a song may
  /// not speak to the model. Linear in the length of the text.
  std::vector<std::int32_t> ids(std::string_view text) const;

 private:
  void add_pieces(std::string_view word, std::vector<std::int32_t>& ids) const;

  Vocabulary vocabulary_;
  TokenizerOptions options_;
  PieceTrie beginnings_;     ///< tokens that begin a word
  PieceTrie continuations_;  ///< tokens that go on, without their "##"
};

/// BasicTokenizer alone: the words that WordPiece cuts up, and that a vocabulary is learned from.
std::vector<std::string> basic_tokens(std::string_view text, bool lower_case);

}  // namespace segue::text
