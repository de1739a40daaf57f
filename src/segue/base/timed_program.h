#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace segue {

/// What a program took, by the system's own account.
struct ProgramUse {
  double seconds = 0;            ///< from start to end
  double processor_seconds = 0;  ///< of all its threads, user and system
  std::uint64_t peak_bytes = 0;  ///< most memory it held at once (resident)
};

/// How it ended.
struct TimedEnd {
  int exit_code = 0;      ///< 128 + signal if it was killed
  std::string output;     ///< what it said to standard output, at most 1 MiB
  std::string complaint;  ///< what it said to standard error, at most 4,096 bytes
  ProgramUse use;
};

/// Runs a program (a path) to its end with nothing to read, and says what it took. `keep_going` is asked ten times a
/// second, with the seconds so far and the memory it holds now; where it answers false or throws, the program is killed
/// (exit code 137), and it is killed by the system when this process ends.
///
/// The system counts memory of this process as the child's until it has started: call it from a process that is
/// smaller than what is measured. Error(kFailed) if it cannot be started.
TimedEnd run_timed(const std::vector<std::string>& words,
                   const std::function<bool(double seconds, std::uint64_t bytes)>& keep_going = {});

}  // namespace segue
