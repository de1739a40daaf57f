#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::sources {

/// Text as it is found in and beside music files, made fit for the catalog.

constexpr std::size_t kMaxNameBytes = 1000;       ///< of a title, an artist, an album
constexpr std::size_t kMaxLyricsBytes = 1 << 20;  ///< of the words of a song, and of a text file beside it

enum class TextEncoding {
  kUnsaid,       ///< UTF-8 where the bytes are valid UTF-8, else Windows-1252
  kUtf8,         ///< what is invalid becomes U+FFFD
  kWindows1250,  ///< Central European
  kWindows1252,
};

/// The bytes of a file as UTF-8, without a byte order mark. UTF-16 with a byte order mark is read, whatever
/// `encoding` says.
std::string decoded_text(std::string_view bytes, TextEncoding encoding = TextEncoding::kUnsaid);

/// UTF-8 that somebody read as Latin-1 or Windows-1252 and stored so ("BeyoncÃ©"), put right: only where every
/// character of `text` fits one byte and the bytes are valid UTF-8 with a character beyond ASCII. Else `text` itself,
/// with C1 control characters read as what Windows-1252 has in their place.
std::string repaired(std::string_view text);

/// One line for a title or a name: valid UTF-8, control characters gone, white space runs as one space, trimmed, at
/// most kMaxNameBytes.
std::string clean_name(std::string_view text);

/// Words of a song: line ends as '\n', control characters gone, no space at the ends of lines, at most one empty line
/// in a row, none at the ends. Empty if `text` has more than kMaxLyricsBytes.
std::string clean_lyrics(std::string_view text);

/// The lines of `text`, which may end with LF, CR LF or CR.
std::vector<std::string_view> lines_of(std::string_view text);

/// Whole contents of a regular file; nothing if it is none, cannot be read or has more than `limit` bytes.
std::optional<std::string> small_file(const std::filesystem::path& path, std::size_t limit);

bool equal_ignoring_case(std::string_view a, std::string_view b);  ///< of ASCII letters
std::string ascii_lower(std::string_view text);

/// A file's name as text: UTF-8 where it is, else read as Windows-1252.
std::string shown_name(const std::filesystem::path& name);

/// What follows the last dot of a file's name in lower case ("mp3"); empty if there is none or only a leading one.
std::string ending_of(const std::filesystem::path& path);

}  // namespace segue::sources
