#pragma once

#include <string>
#include <string_view>

namespace segue::sources {

/// The words of an LRC file (lines with the times at which they are sung), in the order they are sung: time stamps
/// "[01:23.45]" and "<01:23.45>" and headers such as "[ar:Name]" removed; a line with several stamps stands at each of
/// its times; a line without one stays behind the line before it. [offset:] moves all lines alike and is ignored.
/// `text` is UTF-8; without any stamp it is plain text and comes back as it is. Clean as clean_lyrics leaves it, cut at
/// kMaxLyricsBytes.
std::string lrc_words(std::string_view text);

/// True if at least half of the lines that are not empty begin with a time stamp.
bool looks_like_lrc(std::string_view text);

}  // namespace segue::sources
