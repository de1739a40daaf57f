#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segue {

/// Text in segue is UTF-8. These are its only doors to Unicode (ICU behind them). Except for is_valid_utf8, every
/// function takes any bytes: what is not UTF-8 is read as U+FFFD.

bool is_valid_utf8(std::string_view text);

/// Bytes of Windows-1252 (a superset of printable Latin-1) as UTF-8; the five unassigned bytes become U+FFFD.
std::string utf8_from_windows_1252(std::string_view bytes);

/// Lower case of Unicode's root locale, full mapping: the same as Python's str.lower() ("İ" becomes "i̇").
std::string lower(std::string_view text);

/// For comparing what people type: compatibility decomposition, marks removed, case folded, "ß" as "ss", "ø" as "o",
/// "æ" as "ae", "ł" as "l"; typographic quotes and dashes as ASCII; white space runs as one space, trimmed.
/// Marks that are vowels or consonants of their script stay (Indic, Thai, kana). Composed (NFC) and idempotent.
/// May be empty although the text is not (only marks).
std::string fold(std::string_view text);

/// As fold, and everything that is neither letter nor digit is dropped or a separator: "AC/DC" and "ac dc" agree, as
/// do "Don't" and "dont" (apostrophes vanish, other punctuation becomes a space); "&" reads "and", as does "+" between
/// words; "$" beside a letter reads "s" ("A$AP") and "!" between two reads "i" ("P!nk"). Idempotent.
/// Text of symbols only ("!!!", "†††") stays as fold leaves it, so that such names do not all agree.
std::string fold_words(std::string_view text);

/// Number of terminal cells the text takes (East Asian wide and emoji count 2, marks and control characters 0). What
/// a person sees as one character (a flag, a family of emoji) counts as its widest part.
std::size_t display_width(std::string_view text);

/// The text itself if it fits `cells`, else its beginning and "…", never cut inside a grapheme.
std::string shorten(std::string_view text, std::size_t cells);

/// Control characters (C0, C1, ESC, line breaks, bidi overrides) replaced by a space or U+FFFD: safe on a terminal.
std::string printable(std::string_view text);

/// Edit distance in code points (Levenshtein, with swaps of neighbours as one edit), stopped above `limit`:
/// returns limit + 1 then.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace segue
