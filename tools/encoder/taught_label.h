#pragma once

#include <cmath>
#include <cstdint>

namespace segue::encoder {

/// Thousandths of positive to learn a tweet by: `label` is what its emoticon says (0 negative, 2 positive), `taught`
/// what label_texts says of it (thousandths), which has `teacher_share` (0 to 1) of the word.
inline std::uint32_t taught_label(std::uint32_t label, std::uint32_t taught, double teacher_share) {
  const double emoticon = label == 2 ? 1000 : 0;
  return static_cast<std::uint32_t>(std::lround(teacher_share * taught + (1 - teacher_share) * emoticon));
}

}  // namespace segue::encoder
