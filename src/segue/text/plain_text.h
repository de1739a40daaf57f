#pragma once

#include <string>
#include <string_view>

namespace segue::text {

/// Characters that a reader does not see are left out (controls, zero-width spaces, marks of direction, U+FFFD, what is
/// not UTF-8; joiners stay, scripts need them); every kind of line break becomes '\n', every other space ' '.
std::string plain_characters(std::string_view text);

/// Named and numeric HTML entities become what they mean, tags and comments vanish, those that break a line become a
/// line break. What only looks like HTML stays: "<3", "A&R;".
std::string without_html(std::string_view text);

}  // namespace segue::text
