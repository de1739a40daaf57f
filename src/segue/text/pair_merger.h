#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace segue::text {

/// Byte-pair encoding's loop (Sennrich et al. 2016): of all neighbours in all words, the most frequent pair becomes one
/// symbol, over and over. A merge costs as much as the words that have the pair are long.
class PairMerger {
 public:
  using Symbol = std::uint32_t;

  /// Texts are different from each other.
  Symbol add_symbol(std::string text);
  /// `count` times the word of these symbols.
  void add_word(std::vector<Symbol> symbols, std::uint64_t count);
  /// After the last word, before the first merge.
  void start();

  struct Merged {
    std::string text;  ///< of both, the "##" of the second one left out
    bool is_new;       ///< false: another pair came to the same text before ("ab ##c", "a ##bc")
  };
  /// Merges the most frequent pair everywhere; ties: the lower text of the first symbol, then of the second. Nothing if
  /// no pair is left.
  std::optional<Merged> merge_next();

 private:
  struct Word {
    std::vector<Symbol> symbols;
    std::uint64_t count;
  };
  struct Pair {
    std::uint64_t count = 0;
    std::vector<std::size_t> words;  ///< those that have it, and maybe some that had it
  };
  struct Candidate {
    std::uint64_t count;  ///< at least what the pair's count is now
    std::uint64_t key;
  };

  void add_pair(std::uint64_t key, std::size_t word);
  void push(Candidate candidate);
  std::optional<std::uint64_t> pop_best();
  bool is_worse(const Candidate& a, const Candidate& b) const;

  std::vector<std::string> texts_;  ///< of each symbol
  std::unordered_map<std::string, Symbol> symbols_;
  std::vector<Word> words_;
  std::unordered_map<std::uint64_t, Pair> pairs_;  ///< by the two symbols
  std::vector<Candidate> heap_;                    ///< every pair at least once
};

}  // namespace segue::text
