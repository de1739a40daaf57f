#pragma once

#include <vector>

struct AVChannelLayout;

namespace segue::audio {

/// What each channel counts for loudness (ITU-R BS.1770-4, tables 3 and 4): front 1, surround at 60 to 120
/// degrees 1.41, low frequencies 0, rear beyond that and above the listener 1; 1 for every channel of unknown place.
std::vector<double> loudness_weights(const AVChannelLayout& layout);

}  // namespace segue::audio
