#include "segue/base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue {

TemporaryFolder::TemporaryFolder(std::string_view purpose) {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  std::string name = fmt::format("{}/segue-{}-XXXXXX", error ? "/tmp" : parent.string(), purpose);
  if (::mkdtemp(name.data()) == nullptr) {
    throw Error(ErrorKind::kFailed,
                fmt::format("cannot make a temporary folder {}: {}", name, std::generic_category().message(errno)),
                "TMPDIR names another place.");
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace segue
