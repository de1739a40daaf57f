#pragma once

#include <string>
#include <string_view>

namespace segue {

/// What a tokenizer asks of Unicode, for code points above ASCII too (ICU's version of Unicode behind it).

enum class WordRole {
  kLetter,       ///< part of a word: whatever is none of the others
  kPunctuation,  ///< general category P*
  kSpace,        ///< general category Z*: space separators, the line and the paragraph separator
  kNothing,      ///< general category C*: controls, formats (joiners), private use, unassigned
};

/// By general category alone: '\t' and '\n' are kNothing, '$' is kLetter.
WordRole word_role(char32_t code_point);

/// Canonical composition (NFC). What is not UTF-8 is read as U+FFFD.
std::string composed(std::string_view text);

/// Canonical decomposition (NFD) without what has the general category Mn (marks that take no room): "é" becomes "e".
/// What is not UTF-8 is read as U+FFFD.
std::string without_marks(std::string_view text);

}  // namespace segue
