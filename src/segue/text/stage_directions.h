#pragma once

#include <cstddef>
#include <string_view>

namespace segue::text {

/// How a mark stands: by itself on a line, so on a line and set off (in brackets, with a colon, between dashes), or in
/// brackets within a line. The less it looks like a mark, the clearer its words must be: "Solo" and "Repeat" are sung.
enum class MarkPlace { kBareLine, kMarkedLine, kInLine };

/// True for what tells how a song goes and is not sung: "Chorus", "Verse 2", "Repeat chorus x2", "x2", "Guitar solo".
bool is_stage_direction(std::string_view text, MarkPlace place);

/// Length of "Chorus:", "Verse 2 -", "Pre-Chorus (x2):" at the beginning, with what parts it from the rest; 0: the text
/// does not begin so.
std::size_t part_label_length(std::string_view text);

}  // namespace segue::text
