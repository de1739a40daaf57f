#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace segue::text {

struct LearnVocabularyOptions {
  std::size_t size = 8192;        ///< tokens in all at most, special ones included
  std::uint64_t least_count = 2;  ///< words rarer than this teach nothing
  std::size_t alphabet = 1000;    ///< single characters at most, the most frequent ones
};

/// A WordPiece vocabulary (Schuster & Nakajima 2012; pairs merged by frequency as Hugging Face's WordPieceTrainer does)
/// learned from words with their counts (basic_tokens). Begins with [PAD] [UNK] [CLS] [SEP] [MASK], then characters as
/// they begin a word and as they go on ("##x"), then merges in their order: the pair with the highest count, of equal
/// ones the one whose first, then second token is lower by bytes. The same counts give the same vocabulary, whatever
/// the order of the map.
///
/// A word with a character outside the alphabet teaches no merge, for the tokenizer makes it [UNK]; neither does what
/// basic_tokens never gives (white space, ASCII punctuation beside something else) or what has more than 100
/// characters. Fewer tokens than `size` come where the words have no more pairs. Time is about linear in the letters of
/// the different words.
std::vector<std::string> learn_vocabulary(const std::unordered_map<std::string, std::uint64_t>& word_counts,
                                          const LearnVocabularyOptions& options);

}  // namespace segue::text
