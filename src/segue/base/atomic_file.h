#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace segue {

/// Replaces `path` with `bytes` or leaves it as it was: written beside it, synced, renamed over it.
/// Keeps the permissions of an existing file. Follows a symbolic link to the file it names.
/// Throws Error(kFailed) with the system's reason.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// The whole file. Throws Error(kFailed) if it cannot be read, Error(kBadData) if it holds more than `limit` bytes
/// (checked before anything is allocated).
std::string read_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace segue
