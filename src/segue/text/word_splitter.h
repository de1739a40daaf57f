#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segue::text {

/// BasicTokenizer of BERT, word by word (rules: WordPiece).
class WordSplitter {
 public:
  /// `text` must outlive the splitter.
  WordSplitter(std::string_view text, bool lower_case) : text_(text), lower_case_(lower_case) {}

  /// The next word: UTF-8, not empty, without white space; it stays valid until the next call. False at the text's end.
  bool next(std::string_view& word);

 private:
  void split_ascii(std::string_view chunk);
  void split_unicode(std::string_view chunk);
  void end_token(std::string& token);
  void end_word();

  std::string_view text_;
  bool lower_case_;
  std::size_t at_ = 0;             ///< in text_: what has not been split yet
  std::string words_;              ///< what stands between two ASCII blanks, split: one word behind the other
  std::vector<std::size_t> ends_;  ///< of each word in words_
  std::size_t given_ = 0;          ///< how many of them have been given
};

}  // namespace segue::text
