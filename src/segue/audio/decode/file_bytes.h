#pragma once

#include <filesystem>

#include "segue/audio/decode/decoder.h"

namespace segue::audio {

/// The bytes of a file. Error(kFailed) if it does not exist, is a folder or a device, or may not be read; its `read`
/// throws the same if the disk fails.
Bytes file_bytes(const std::filesystem::path& path);

}  // namespace segue::audio
