#include "segue/audio/decode/file_bytes.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::audio {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

[[noreturn]] void refuse(const std::string& name, int error) {
  const std::string why = std::generic_category().message(error);
  if (error == ENOENT) throw Error(ErrorKind::kFailed, fmt::format("there is no file {}", name));
  if (error == EACCES || error == EPERM) {
    throw Error(ErrorKind::kFailed, fmt::format("{} may not be read ({})", name, why),
                "Give yourself leave to read it.");
  }
  throw Error(ErrorKind::kFailed, fmt::format("{} cannot be read ({})", name, why));
}

/// One file and where the next byte would come from.
struct OpenFile {
  std::unique_ptr<std::FILE, CloseFile> file;
  std::uint64_t at = 0;
  std::string name;

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) {
    if (offset > static_cast<std::uint64_t>(std::numeric_limits<long>::max())) return 0;
    if (offset != at && std::fseek(file.get(), static_cast<long>(offset), SEEK_SET) != 0) refuse(name, errno);
    const std::size_t count = std::fread(into.data(), 1, into.size(), file.get());
    at = offset + count;
    if (count < into.size()) {
      if (std::ferror(file.get()) != 0) refuse(name, errno);
      std::clearerr(file.get());  // the end: a later read elsewhere is none of its business
    }
    return count;
  }
};

}  // namespace

Bytes file_bytes(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) refuse(name, ENOENT);
  if (error) refuse(name, error.value());
  if (std::filesystem::is_directory(status)) {
    throw Error(ErrorKind::kFailed, fmt::format("{} is a folder, not a file of music", name));
  }
  if (!std::filesystem::is_regular_file(status)) {  // opening a pipe would wait for ever
    throw Error(ErrorKind::kFailed, fmt::format("{} is not a regular file", name));
  }
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) refuse(name, error.value());
  auto file = std::make_shared<OpenFile>();
  file->name = name;
  file->file.reset(std::fopen(path.c_str(), "rb"));
  if (!file->file) refuse(name, errno);
  static_cast<void>(std::setvbuf(file->file.get(), nullptr, _IONBF, 0));  // whoever reads asks for large pieces
  return {[file](std::uint64_t offset, std::span<std::byte> into) { return file->read(offset, into); }, size};
}

}  // namespace segue::audio
