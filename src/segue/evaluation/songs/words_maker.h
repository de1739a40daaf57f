#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::evaluation {

/// What words of songs are like: facts measured on real ones by tools/word_facts.py.
struct WordStatistics {
  std::vector<double> levels;         ///< of the quantiles; ascending from 0 to 1
  std::vector<double> lines;          ///< quantiles of a song's lines
  std::vector<double> words_of_line;  ///< quantiles
  double repeated = 0;                ///< share of lines that were met before in their song
  std::vector<std::string> words;     ///< the most frequent ones
  std::vector<double> until;          ///< how often a word, or one before it, is met; ascending

  /// Those compiled in.
  static const WordStatistics& known();
  /// Reads the text tools/word_facts.py writes. Error(kBadData) naming the line if it is none.
  static WordStatistics read(std::string_view text);
};

/// Makes up words of songs that nobody sings: as many lines, as long and as often repeated as real ones, of the words
/// that are most frequent in songs, drawn as often as they are met. They mean nothing, and take an encoder as long as
/// real ones. Those of song i depend on the seed and on i alone.
class WordsMaker {
 public:
  explicit WordsMaker(std::uint64_t seed, const WordStatistics& known = WordStatistics::known());

  /// At least one line; lines end with a line feed.
  std::string words(std::uint64_t i) const;

 private:
  std::uint64_t seed_;
  const WordStatistics& known_;
};

/// The text compiled in.
std::span<const std::byte> word_facts_text();

}  // namespace segue::evaluation
