#pragma once

#include <filesystem>
#include <string_view>

namespace segue {

/// A folder of its own under the system's folder for such, gone with everything in it when this goes. What a killed
/// process leaves behind is the system's to clean up.
class TemporaryFolder {
 public:
  /// `purpose` stands in its name: "segue-PURPOSE-x8Fk2a". Error(kFailed) if it cannot be made.
  explicit TemporaryFolder(std::string_view purpose);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace segue
