#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::playlist {

/// A list may be this much longer than asked for, in seconds.
inline constexpr double kTimeOver = 30;

/// Which of the songs, the best first, make a list that lasts `target` seconds: indices, ascending.
///
/// The best are taken as long as they fit; then the last two of them and the 60 behind are looked at, and up to three
/// of these fill what is left as nearly as they can (within 5 seconds the better songs decide), at most kTimeOver too
/// long. Empty if no song fits.
std::vector<std::size_t> fit_time(std::span<const double> seconds, double target);

}  // namespace segue::playlist
