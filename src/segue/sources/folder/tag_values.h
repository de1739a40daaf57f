#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// What the text of one field of a tag means; nothing where it means nothing.

/// A title, cleaned; empty for what rippers write where they know none ("Track 01", "Unknown Title").
std::string tag_title(std::string_view text);
/// An album, cleaned; empty for "Unknown Album" and the like.
std::string tag_album(std::string_view text);

/// The artists that fields name, in order, each once. A field may name several with ';' between them, with " / " if
/// `slash_lists`, and guests behind "feat.", "ft." or "featuring", who stay one name ("B & C"). Commas, '&' and tight
/// slashes are part of names ("Earth, Wind & Fire", "AC/DC"). "Unknown Artist" and "Various Artists" are nobody.
std::vector<std::string> tag_artists(const std::vector<std::string>& fields, bool slash_lists);

/// A day, month or year: "2004-05-06", "2004.05.06", "2004/05/06", "20040506", "2004-00-00", "2004 (remaster)"; from
/// 1860 to `latest_year`.
std::optional<catalog::ReleaseDate> tag_date(std::string_view text, int latest_year);

/// "-7.30 dB", "+1.2", "-7,30 dB"; from -60 to 60.
std::optional<double> replay_gain(std::string_view text);
/// Opus (RFC 7845): whole number of 1/256 dB towards -23 LUFS, given towards ReplayGain's -18 LUFS.
std::optional<double> r128_gain(std::string_view text);

/// iTunes' advisory: 1 and 4 explicit, 2 clean.
std::optional<bool> advisory(std::string_view text);

}  // namespace segue::sources
