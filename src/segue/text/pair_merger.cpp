#include "segue/text/pair_merger.h"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <utility>

namespace segue::text {
namespace {

std::uint64_t key_of(PairMerger::Symbol first, PairMerger::Symbol second) {
  return static_cast<std::uint64_t>(first) << 32 | second;
}
PairMerger::Symbol first_of(std::uint64_t key) {
  return static_cast<PairMerger::Symbol>(key >> 32);
}
PairMerger::Symbol second_of(std::uint64_t key) {
  return static_cast<PairMerger::Symbol>(key & 0xffffffffU);
}

bool has_pair(const std::vector<PairMerger::Symbol>& symbols, std::uint64_t key) {
  return std::adjacent_find(symbols.begin(), symbols.end(), [key](PairMerger::Symbol a, PairMerger::Symbol b) {
           return key_of(a, b) == key;
         }) != symbols.end();
}

/// Left to right, so "aaa" becomes "aa a".
void replace_pair(std::vector<PairMerger::Symbol>& symbols, std::uint64_t key, PairMerger::Symbol merged) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const bool here = i + 1 < symbols.size() && key_of(symbols[i], symbols[i + 1]) == key;
    symbols[kept++] = here ? merged : symbols[i];
    if (here) ++i;
  }
  symbols.resize(kept);
}

}  // namespace

PairMerger::Symbol PairMerger::add_symbol(std::string text) {
  const auto symbol = static_cast<Symbol>(texts_.size());
  [[maybe_unused]] const bool is_new = symbols_.emplace(text, symbol).second;
  assert(is_new);
  texts_.push_back(std::move(text));
  return symbol;
}

void PairMerger::add_word(std::vector<Symbol> symbols, std::uint64_t count) {
  if (symbols.size() > 1) words_.push_back({std::move(symbols), count});
}

void PairMerger::start() {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const auto& symbols = words_[i].symbols;
    for (std::size_t k = 0; k + 1 < symbols.size(); ++k) add_pair(key_of(symbols[k], symbols[k + 1]), i);
  }
  for (const auto& [key, pair] : pairs_) heap_.push_back({pair.count, key});
  std::make_heap(heap_.begin(), heap_.end(), [this](const auto& a, const auto& b) { return is_worse(a, b); });
}

void PairMerger::add_pair(std::uint64_t key, std::size_t word) {
  Pair& pair = pairs_[key];
  pair.count += words_[word].count;
  if (pair.words.empty() || pair.words.back() != word) pair.words.push_back(word);
}

bool PairMerger::is_worse(const Candidate& a, const Candidate& b) const {
  if (a.count != b.count) return a.count < b.count;
  const int first = texts_[first_of(a.key)].compare(texts_[first_of(b.key)]);
  return first != 0 ? first > 0 : texts_[second_of(a.key)] > texts_[second_of(b.key)];
}

void PairMerger::push(Candidate candidate) {
  heap_.push_back(candidate);
  std::push_heap(heap_.begin(), heap_.end(), [this](const auto& a, const auto& b) { return is_worse(a, b); });
}

/// Counts in the heap may be out of date, but only too high.
std::optional<std::uint64_t> PairMerger::pop_best() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), [this](const auto& a, const auto& b) { return is_worse(a, b); });
    const Candidate best = heap_.back();
    heap_.pop_back();
    const auto pair = pairs_.find(best.key);
    if (pair == pairs_.end() || pair->second.count == 0) continue;
    if (pair->second.count == best.count) return best.key;
    push({pair->second.count, best.key});
  }
  return std::nullopt;
}

std::optional<PairMerger::Merged> PairMerger::merge_next() {
  const auto key = pop_best();
  if (!key) return std::nullopt;
  std::string_view tail = texts_[second_of(*key)];
  if (tail.starts_with("##")) tail.remove_prefix(2);
  std::string text = texts_[first_of(*key)];
  text += tail;
  const auto known = symbols_.find(text);
  const bool is_new = known == symbols_.end();
  const Symbol merged = is_new ? add_symbol(text) : known->second;

  const std::vector<std::size_t> words = std::move(pairs_.at(*key).words);
  std::vector<std::uint64_t> risen;
  for (const std::size_t i : words) {
    Word& word = words_[i];
    if (!has_pair(word.symbols, *key)) continue;
    for (std::size_t k = 0; k + 1 < word.symbols.size(); ++k) {
      pairs_.at(key_of(word.symbols[k], word.symbols[k + 1])).count -= word.count;
    }
    replace_pair(word.symbols, *key, merged);
    for (std::size_t k = 0; k + 1 < word.symbols.size(); ++k) {
      const std::uint64_t pair = key_of(word.symbols[k], word.symbols[k + 1]);
      if (word.symbols[k] == merged || word.symbols[k + 1] == merged) {
        add_pair(pair, i);
        risen.push_back(pair);
      } else {
        pairs_.at(pair).count += word.count;
      }
    }
  }
  pairs_.erase(*key);
  std::sort(risen.begin(), risen.end());
  risen.erase(std::unique(risen.begin(), risen.end()), risen.end());
  for (const std::uint64_t pair : risen) push({pairs_.at(pair).count, pair});
  return Merged{std::move(text), is_new};
}

}  // namespace segue::text
