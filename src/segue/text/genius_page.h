#pragma once

#include <string>
#include <string_view>

namespace segue::text {

/// What a Genius page has around the words, seen in its text: taken out, as far as the text shows that it is such a
/// page. `text` has no characters that plain_characters takes out. Head and tail, whole lines in the middle: "12
/// ContributorsTranslationsEspañolTitle Lyrics", "45Embed", "You might also like", "See X LiveGet tickets as low as
/// $50".
std::string without_genius_page(std::string_view text);

}  // namespace segue::text
