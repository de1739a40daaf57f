#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segue::text {

/// The words of a song as a model should read them: UTF-8, one line per sung line, sections parted by one empty line.
///
/// Taken out: the head of a Genius page ("12 Contributors", "Title Lyrics", "Translations...", "See X LiveGet tickets
/// as low as $50", "You might also like"), its tail ("Embed", "23Embed", "1.2KEmbed"), all that stands in square
/// brackets
/// ("[Chorus: X]", "[?]"), marks of sections and counts in other brackets or on lines of their own ("(x2)", "Repeat
/// chorus", "Verse 2: X"), time stamps and tags of LRC ("[00:12.34]", "<00:12.50>", "[ar:...]"), HTML tags, control and
/// zero-width characters, notices of sites that there are no words. HTML entities become what they mean ("&amp;",
/// "&#x27;"). White space runs become one space. What a person sings in brackets stays ("(Oh, yeah)"). Text that was
/// clean stays as it is; cleaning twice changes nothing. Any bytes may come in; time is about linear in them.
///
/// A number that a song ends with cannot be told from the count before "Embed", and goes with it.
std::string clean_lyrics(std::string_view raw);

/// As clean_lyrics, and a section (or a run of at least two lines) that stood before is left out, as are lines that
/// repeat the one before them: a chorus sung five times says no more than once, and would rule a mean. Lines are the
/// same that differ in case, accents or punctuation only. What an encoder reads; empty only if clean_lyrics is.
std::string lyrics_to_read(std::string_view raw);

}  // namespace segue::text
