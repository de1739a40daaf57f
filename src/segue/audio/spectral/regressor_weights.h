#pragma once

#include <cstddef>
#include <span>

namespace segue::audio {

/// The bytes of models/sound/regressors.safetensors, compiled in: the analyzer needs no file to know them.
std::span<const std::byte> regressor_weights();

}  // namespace segue::audio
