#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::evaluation {

/// The words that the counting methods (TF-IDF and what is built on it) see, in the text's order, in lower case: runs
/// of letters, digits and underscores with single apostrophes inside ("don't"; U+2019 counts as one and reads "'"), and
/// runs of other ASCII characters (":-)", "!!!"), which say much in a tweet. Every character beyond ASCII but the
/// typographic quotes counts as a letter.
std::vector<std::string> words(std::string_view text);

}  // namespace segue::evaluation
