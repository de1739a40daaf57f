// The tokenizer takes any bytes. Ids are in range, two texts side by side give their ids in turn, and a word is its own
// only word. The first byte says which options.
#include "segue/text/wordpiece.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace {

using segue::text::Vocabulary;
using segue::text::WordPiece;

const WordPiece& tokenizer(bool lower_case) {
  constexpr std::string_view kTokens =
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##a\n##aa\nb\n##b\nab\ne\n##e\né\n##é\n我\n!\n’\n##\u0301\n한\n##ss\n##ς\nσ\n##"
      "σ\n";
  static const WordPiece kUncased(Vocabulary::parse(kTokens, "fuzz"), {});
  static const WordPiece kCased(Vocabulary::parse(kTokens, "fuzz"), {.lower_case = false, .longest_word = 20});
  return lower_case ? kUncased : kCased;
}

void check_text(std::string_view text, bool lower_case) {
  const WordPiece& wordpiece = tokenizer(lower_case);
  const std::vector<std::int32_t> ids = wordpiece.ids(text);
  for (const std::int32_t id : ids) {
    if (id < 0 || static_cast<std::size_t>(id) >= wordpiece.vocabulary().size()) std::abort();
  }
  std::vector<std::int32_t> twice = ids;
  twice.insert(twice.end(), ids.begin(), ids.end());
  if (wordpiece.ids(std::string(text) + " " + std::string(text)) != twice) std::abort();

  std::vector<std::int32_t> from_words;
  for (const std::string& word : segue::text::basic_tokens(text, lower_case)) {
    if (word.empty() || !segue::is_valid_utf8(word)) std::abort();
    if (segue::text::basic_tokens(word, lower_case) != std::vector<std::string>{word}) std::abort();
    const auto of_word = wordpiece.ids(word);
    from_words.insert(from_words.end(), of_word.begin(), of_word.end());
  }
  if (from_words != ids) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_text(text, (data[0] & 1U) != 0);
  try {
    const Vocabulary vocabulary = Vocabulary::parse(text, "fuzz");
    if (vocabulary.find(vocabulary.token(vocabulary.cls())) != vocabulary.cls()) std::abort();
  } catch (const segue::Error& error) {
    if (error.kind() != segue::ErrorKind::kBadData) std::abort();
  }
  return 0;
}
