#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace segue::sources {

/// What a page of Genius says about a song's words.
struct GeniusPage {
  enum class Kind : std::uint8_t {
    kWords,
    kInstrumental,  ///< "This song is an instrumental"
    kUnreleased,    ///< there are no words yet
    kWall,          ///< consent, or a test whether we are human, stands before the page
    kUnknown,       ///< a page, but nothing in it that is known to hold words
  };
  Kind kind = Kind::kUnknown;
  std::string words;  ///< with marks of parts ("[Chorus]"), lines as on the page; at most a megabyte
};

/// Reads the HTML of a song's page: the text of all elements with data-lyrics-container="true", else of those with a
/// class that begins with Lyrics__Container, else of <div class="lyrics"> (before 2020); <br> ends a line; what is
/// not to be selected, and the head of the words, are left out. The page is hostile input: beyond 20,000 tags or 64
/// MiB of memory it is kUnknown.
GeniusPage read_genius_page(std::string_view html);

}  // namespace segue::sources
