#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace segue::numeric {

enum class Activation : std::uint8_t { kLinear, kRelu, kTanh, kSigmoid, kElu, kGelu };

}  // namespace segue::numeric
