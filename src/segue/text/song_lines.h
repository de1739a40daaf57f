#pragma once

#include <string>
#include <string_view>

namespace segue::text {

struct SongLine {
  std::string words;         ///< what is sung; may be empty
  bool begins_part = false;  ///< the line was, or began with, a mark of a part of the song
};

/// One line without what is not sung: marks in square brackets ("[Chorus: X]", "[?]", time stamps and tags of LRC),
/// marks in other brackets and lines of their own ("(x2)", "{Bridge}", "Repeat chorus", "Verse 2: X"). White space runs
/// become one space, none at the ends.
SongLine song_line(std::string_view raw);

}  // namespace segue::text
