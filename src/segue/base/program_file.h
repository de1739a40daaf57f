#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace segue {

/// A file without a name, gone when it is closed: what a program reads and says goes through one, so that there is no
/// pipe to deadlock on.
class ProgramFile {
 public:
  /// Error(kFailed) if it cannot be made.
  ProgramFile();
  /// Its descriptor, to hand to a program.
  int number() const;
  /// Writes from the beginning, where the program then begins to read.
  void write(std::string_view text);
  /// At most the first `most` bytes.
  std::string read(std::size_t most) const;

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace segue
