#pragma once

#include <filesystem>
#include <string_view>

namespace segue {

/// As write_file_atomically, for what nobody else may read: mode 0600, whatever it was before, and a folder that is
/// made for it is its owner's alone.
void write_private_file(const std::filesystem::path& path, std::string_view text);

}  // namespace segue
