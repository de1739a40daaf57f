#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segue/base/progress.h"
#include "segue/numeric/sparse.h"

namespace segue::evaluation {

struct TfidfOptions {
  bool pairs = true;                  ///< also pairs of neighboring words
  std::uint32_t least_documents = 2;  ///< terms in fewer of the fitted texts are no terms
};

/// Texts as rows of term weights: tf-idf of words() and of pairs of neighboring words.
///
/// weight = (1 + ln count) * (1 + ln((1 + texts) / (1 + texts that have the term))), rows scaled to unit length (a text
/// without known terms is a row without entries): sklearn's TfidfVectorizer(sublinear_tf=True), its smoothed idf.
/// Columns are numbered in the order in which the terms were first met, so the same texts give the same matrix.
class Tfidf {
 public:
  /// Learns terms and their idf from `texts`. Progress in texts.
  static Tfidf fit(std::span<const std::string> texts, const TfidfOptions& options = {},
                   Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

  std::size_t terms() const { return idf_.size(); }
  /// One row per text, terms() columns.
  numeric::SparseMatrix transform(std::span<const std::string> texts, Progress& progress = Progress::none(),
                                  const Cancellation& cancellation = Cancellation::never()) const;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// Numbers of the words of a text, kNone for unknown ones.
  std::vector<std::uint32_t> known_words(std::string_view text) const;
  /// Keys of all terms in a text: a word's number, or those of a pair; ascending, repeated as often as met.
  std::vector<std::uint64_t> keys(const std::vector<std::uint32_t>& words) const;

  bool pairs_ = true;
  std::unordered_map<std::string, std::uint32_t> words_;
  std::unordered_map<std::uint64_t, std::uint32_t> columns_;  ///< by key
  std::vector<float> idf_;                                    ///< by column
};

}  // namespace segue::evaluation
