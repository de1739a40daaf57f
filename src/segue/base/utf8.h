#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segue {

/// Reading and writing code points; what a code point means is the business of unicode.h.

constexpr char32_t kReplacement = 0xfffd;

/// The code point that begins at `at`, which is moved behind it; at < text.size(). What is not UTF-8 reads as one
/// kReplacement per maximal subpart (Unicode 15, section 3.9, as Python and the web do).
char32_t next_code_point(std::string_view text, std::size_t& at);

/// `code_point` is a Unicode scalar value.
void append_utf8(std::string& text, char32_t code_point);

bool is_ascii(std::string_view text);

/// The text with kReplacement in place of what is not UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace segue
