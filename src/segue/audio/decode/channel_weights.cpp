#include "segue/audio/decode/channel_weights.h"

#include <cstddef>
#include <vector>

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace segue::audio {
namespace {

constexpr double kSurround = 1.41;

double weight(AVChannel channel, bool has_sides) {
  switch (channel) {
    case AV_CHAN_LOW_FREQUENCY:
    case AV_CHAN_LOW_FREQUENCY_2:
      return 0;
    case AV_CHAN_SIDE_LEFT:
    case AV_CHAN_SIDE_RIGHT:
    case AV_CHAN_SURROUND_DIRECT_LEFT:
    case AV_CHAN_SURROUND_DIRECT_RIGHT:
      return kSurround;
    // In 5.1 what FFmpeg calls "back" are the surrounds; in 7.1 they are the rear pair at 135 degrees and more.
    case AV_CHAN_BACK_LEFT:
    case AV_CHAN_BACK_RIGHT:
      return has_sides ? 1 : kSurround;
    default:
      return 1;
  }
}

}  // namespace

std::vector<double> loudness_weights(const AVChannelLayout& layout) {
  std::vector<double> weights(static_cast<std::size_t>(layout.nb_channels), 1.0);
  const bool has_sides = av_channel_layout_index_from_channel(&layout, AV_CHAN_SIDE_LEFT) >= 0;
  for (unsigned i = 0; i < weights.size(); ++i) {
    weights[i] = weight(av_channel_layout_channel_from_index(&layout, i), has_sides);
  }
  return weights;
}

}  // namespace segue::audio
