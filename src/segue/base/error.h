#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace segue {

/// Why a command ends without its result. The number is the program's exit code.
enum class ErrorKind : int {
  kFailed = 1,         ///< anything else: no space left, a file that cannot be written
  kUsage = 2,          ///< the words of the command line are wrong
  kNotFound = 3,       ///< no such seed, playlist, recipe
  kService = 4,        ///< a service refused or is down
  kBadData = 5,        ///< a file is not what it should be
  kInterrupted = 130,  ///< Ctrl-C
};

/// The one exception that ends a command.
///
/// What a caller branches on is a value (std::optional, a per-item outcome), never this; our own mistakes are asserts.
/// `message` says what was expected, what was found and where; `hint` says what to do next (may be empty).
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string hint = {});

  ErrorKind kind() const noexcept { return kind_; }
  int exit_code() const noexcept { return static_cast<int>(kind_); }
  const std::string& hint() const noexcept { return hint_; }

 private:
  ErrorKind kind_;
  std::string hint_;
};

}  // namespace segue
