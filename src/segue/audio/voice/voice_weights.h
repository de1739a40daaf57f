#pragma once

#include <cstddef>
#include <span>

namespace segue::audio {

/// The bytes of models/voice/voice.safetensors, compiled in: the analyzer needs no file to know them.
std::span<const std::byte> voice_weights();

}  // namespace segue::audio
