#include "segue/text/vocabulary_learner.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "segue/base/unicode_words.h"
#include "segue/base/utf8.h"
#include "segue/text/pair_merger.h"

namespace segue::text {
namespace {

constexpr std::size_t kLongestWord = 100;

struct CountedWord {
  std::u32string letters;
  std::uint64_t count;
};

bool is_ascii_letter_or_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// True for what basic_tokens can give and the tokenizer cuts up.
bool is_word(const std::u32string& letters) {
  if (letters.empty() || letters.size() > kLongestWord) return false;
  return std::all_of(letters.begin(), letters.end(), [&](char32_t c) {
    if (is_ascii_letter_or_digit(c)) return true;
    if (c < 0x80) return c > ' ' && c < 0x7f && letters.size() == 1;
    const WordRole role = word_role(c);
    return c != kReplacement && role != WordRole::kSpace && role != WordRole::kNothing;
  });
}

/// In the order of their bytes, so that the map's order has no say.
std::vector<CountedWord> words_of(const std::unordered_map<std::string, std::uint64_t>& word_counts,
                                  std::uint64_t least_count) {
  std::vector<CountedWord> words;
  for (const auto& [word, count] : word_counts) {
    if (count < std::max<std::uint64_t>(1, least_count)) continue;
    std::u32string letters;
    for (std::size_t at = 0; at < word.size();) letters += next_code_point(word, at);
    if (is_word(letters)) words.push_back({std::move(letters), count});
  }
  std::sort(words.begin(), words.end(),
            [](const CountedWord& a, const CountedWord& b) { return a.letters < b.letters; });
  return words;
}

/// How often a character begins a word and how often it goes on.
struct Use {
  std::uint64_t begins = 0;
  std::uint64_t goes_on = 0;

  std::uint64_t count() const { return begins + goes_on; }
  std::size_t tokens() const { return (begins > 0 ? 1U : 0U) + (goes_on > 0 ? 1U : 0U); }
};

/// The most frequent characters, at most `most` of them, with at most `room` tokens.
std::map<char32_t, Use> alphabet_of(const std::vector<CountedWord>& words, std::size_t most, std::size_t room) {
  std::map<char32_t, Use> uses;
  for (const CountedWord& word : words) {
    uses[word.letters[0]].begins += word.count;
    for (std::size_t i = 1; i < word.letters.size(); ++i) uses[word.letters[i]].goes_on += word.count;
  }
  std::vector<std::pair<char32_t, Use>> sorted(uses.begin(), uses.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.count() > b.second.count(); });
  std::map<char32_t, Use> alphabet;
  for (const auto& [letter, use] : sorted) {
    if (alphabet.size() >= most || use.tokens() > room) break;
    room -= use.tokens();
    alphabet.emplace(letter, use);
  }
  return alphabet;
}

}  // namespace

std::vector<std::string> learn_vocabulary(const std::unordered_map<std::string, std::uint64_t>& word_counts,
                                          const LearnVocabularyOptions& options) {
  std::vector<std::string> vocabulary = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  const std::vector<CountedWord> words = words_of(word_counts, options.least_count);
  const std::size_t room = options.size - std::min(options.size, vocabulary.size());
  const auto alphabet = alphabet_of(words, options.alphabet, room);

  PairMerger merger;
  std::map<char32_t, PairMerger::Symbol> begins;
  std::map<char32_t, PairMerger::Symbol> goes_on;
  for (const bool first : {true, false}) {
    for (const auto& [letter, use] : alphabet) {
      if ((first ? use.begins : use.goes_on) == 0) continue;
      std::string text = first ? "" : "##";
      append_utf8(text, letter);
      (first ? begins : goes_on)[letter] = merger.add_symbol(text);
      vocabulary.push_back(std::move(text));
    }
  }
  for (const CountedWord& word : words) {
    std::vector<PairMerger::Symbol> symbols;
    for (const char32_t letter : word.letters) {
      const auto& forms = symbols.empty() ? begins : goes_on;
      const auto form = forms.find(letter);
      if (form == forms.end()) break;
      symbols.push_back(form->second);
    }
    if (symbols.size() == word.letters.size()) merger.add_word(std::move(symbols), word.count);
  }
  merger.start();
  while (vocabulary.size() < options.size) {
    auto merged = merger.merge_next();
    if (!merged) break;
    if (merged->is_new) vocabulary.push_back(std::move(merged->text));
  }
  return vocabulary;
}

}  // namespace segue::text
