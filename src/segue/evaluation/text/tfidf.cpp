#include "segue/evaluation/text/tfidf.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "segue/evaluation/text/words.h"

namespace segue::evaluation {
namespace {

/// Texts between two looks at the progress and at cancellation.
constexpr std::size_t kStride = 4096;

std::uint64_t key_of(std::uint32_t word) {
  return word;
}
/// The upper half of a pair's key is never 0.
std::uint64_t key_of(std::uint32_t first, std::uint32_t second) {
  return ((std::uint64_t{first} + 1) << 32) | second;
}

template <class Work>
void for_each_text(std::span<const std::string> texts, std::string_view step, Progress& progress,
                   const Cancellation& cancellation, const Work& work) {
  progress.begin(step, texts.size(), "texts");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i % kStride == 0) {
      cancellation.check();
      progress.advance(i);
    }
    work(texts[i]);
  }
  progress.end();
}

}  // namespace

std::vector<std::uint64_t> Tfidf::keys(const std::vector<std::uint32_t>& words) const {
  std::vector<std::uint64_t> result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == kNone) continue;
    result.push_back(key_of(words[i]));
    if (pairs_ && i + 1 < words.size() && words[i + 1] != kNone) result.push_back(key_of(words[i], words[i + 1]));
  }
  std::ranges::sort(result);
  return result;
}

std::vector<std::uint32_t> Tfidf::known_words(std::string_view text) const {
  std::vector<std::uint32_t> result;
  for (const std::string& word : words(text)) {
    const auto found = words_.find(word);
    result.push_back(found == words_.end() ? kNone : found->second);
  }
  return result;
}

Tfidf Tfidf::fit(std::span<const std::string> texts, const TfidfOptions& options, Progress& progress,
                 const Cancellation& cancellation) {
  Tfidf tfidf;
  tfidf.pairs_ = options.pairs;
  std::unordered_map<std::uint64_t, std::uint32_t> documents;  // that have the term, by key
  std::vector<std::uint64_t> order;                            // keys as first met
  for_each_text(texts, "Counting terms", progress, cancellation, [&](const std::string& text) {
    std::vector<std::uint32_t> numbers;
    for (std::string& word : words(text)) {
      const auto number = static_cast<std::uint32_t>(tfidf.words_.size());
      numbers.push_back(tfidf.words_.try_emplace(std::move(word), number).first->second);
    }
    std::vector<std::uint64_t> found = tfidf.keys(numbers);
    const auto [end, last] = std::ranges::unique(found);
    found.erase(end, last);
    for (const std::uint64_t key : found) {
      if (documents[key]++ == 0) order.push_back(key);
    }
  });
  const double all = 1 + static_cast<double>(texts.size());
  for (const std::uint64_t key : order) {
    const std::uint32_t count = documents[key];
    if (count < options.least_documents) continue;
    tfidf.columns_.emplace(key, static_cast<std::uint32_t>(tfidf.idf_.size()));
    tfidf.idf_.push_back(static_cast<float>(1 + std::log(all / (1 + static_cast<double>(count)))));
  }
  return tfidf;
}

numeric::SparseMatrix Tfidf::transform(std::span<const std::string> texts, Progress& progress,
                                       const Cancellation& cancellation) const {
  numeric::SparseMatrix result(terms());
  std::vector<std::pair<std::uint32_t, double>> row;
  std::vector<std::uint32_t> columns;
  std::vector<float> values;
  for_each_text(texts, "Weighing terms", progress, cancellation, [&](const std::string& text) {
    row.clear();
    const std::vector<std::uint64_t> found = keys(known_words(text));
    for (auto at = found.begin(); at != found.end();) {
      const auto next = std::find_if(at, found.end(), [key = *at](std::uint64_t other) { return other != key; });
      if (const auto column = columns_.find(*at); column != columns_.end()) {
        row.emplace_back(column->second, (1 + std::log(static_cast<double>(next - at))) * double{idf_[column->second]});
      }
      at = next;
    }
    std::ranges::sort(row);
    double squares = 0;
    for (const auto& [column, weight] : row) squares += weight * weight;
    columns.clear();
    values.clear();
    for (const auto& [column, weight] : row) {
      columns.push_back(column);
      values.push_back(static_cast<float>(weight / std::sqrt(squares)));
    }
    result.add_row(columns, values);
  });
  return result;
}

}  // namespace segue::evaluation
