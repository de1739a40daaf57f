#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segue::playlist {

/// A time as people write it, in seconds: "60m", "1h30m", "90s", "1h", "2.5m" (h, m or min, s in this order), "90:00"
/// (minutes and seconds), "1:30:00". Nothing for all else, a bare number among it, and for more than 1000 hours.
std::optional<double> parse_duration(std::string_view text);

/// "3:07", "1:02:03", rounded to seconds.
std::string duration_text(double seconds);

}  // namespace segue::playlist
