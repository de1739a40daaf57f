#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue {

/// How a program ended.
struct ProgramEnd {
  int exit_code = 0;      ///< 128 + signal if it was killed
  std::string complaint;  ///< what it said to standard error, at most 4,096 bytes
  bool operator==(const ProgramEnd&) const = default;
};

/// Runs another program (found by PATH) to its end, with `input` for its standard input; what it says to standard
/// output is thrown away. Nothing if there is no such program. Error(kFailed) if the system gives no process.
std::optional<ProgramEnd> run_program(const std::vector<std::string>& words, std::string_view input);

}  // namespace segue
