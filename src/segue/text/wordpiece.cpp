#include "segue/text/wordpiece.h"

#include <algorithm>
#include <utility>

#include "segue/text/word_splitter.h"

namespace segue::text {
namespace {

/// No more than the bytes of UTF-8 that do not continue a character.
std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

}  // namespace

WordPiece::WordPiece(Vocabulary vocabulary, TokenizerOptions options)
    : vocabulary_(std::move(vocabulary)), options_(options) {
  for (std::size_t i = 0; i < vocabulary_.size(); ++i) {
    const auto id = static_cast<std::int32_t>(i);
    std::string_view token = vocabulary_.token(id);
    const bool goes_on = token.starts_with("##");
    if (goes_on) token.remove_prefix(2);
    if (count_code_points(token) <= options_.longest_word) (goes_on ? continuations_ : beginnings_).add(token, id);
  }
}

std::vector<std::int32_t> WordPiece::ids(std::string_view text) const {
  std::vector<std::int32_t> ids;
  ids.reserve(text.size() / 4);
  WordSplitter words(text, options_.lower_case);
  for (std::string_view word; words.next(word);) add_pieces(word, ids);
  return ids;
}

void WordPiece::add_pieces(std::string_view word, std::vector<std::int32_t>& ids) const {
  const std::size_t before = ids.size();
  bool known = word.size() <= options_.longest_word || count_code_points(word) <= options_.longest_word;
  for (std::size_t at = 0; known && at < word.size();) {
    const PieceTrie::Match piece = (at == 0 ? beginnings_ : continuations_).longest(word.substr(at));
    ids.push_back(piece.number);
    at += piece.length;
    known = piece.length > 0;
  }
  if (known) return;
  ids.resize(before);
  ids.push_back(vocabulary_.unknown());
}

std::vector<std::string> basic_tokens(std::string_view text, bool lower_case) {
  std::vector<std::string> tokens;
  WordSplitter words(text, lower_case);
  for (std::string_view word; words.next(word);) tokens.emplace_back(word);
  return tokens;
}

}  // namespace segue::text
