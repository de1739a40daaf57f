#include "segue/base/timed_program.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/program_file.h"

namespace segue {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestOutput = std::size_t{1} << 20;
constexpr std::size_t kLongestComplaint = 4096;
constexpr int kCannotStart = 127;

[[noreturn]] void throw_failed(const std::string& program, int code) {
  throw Error(ErrorKind::kFailed, fmt::format("cannot start {}: {}", program, std::generic_category().message(code)));
}

/// In the child, between fork and exec: nothing but calls that are safe there.
[[noreturn]] void become(char* const* argv, int input, int output, int complaint, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have ended before that was asked for.
  if (::getppid() != parent || ::dup2(input, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 ||
      ::dup2(complaint, STDERR_FILENO) < 0) {
    ::_exit(kCannotStart);
  }
  ::execv(*argv, argv);
  ::_exit(kCannotStart);
}

std::uint64_t memory_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/statm", pid));
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double seconds_of(const timeval& time) {
  constexpr double kMicrosecond = 1e-6;
  return static_cast<double>(time.tv_sec) + kMicrosecond * static_cast<double>(time.tv_usec);
}

/// Milliseconds between two looks: short at first, so that what takes milliseconds is timed to some.
int pause_after(double seconds) {
  constexpr double kShort = 0.2;
  constexpr int kPauseAtFirst = 1;
  constexpr int kPause = 20;
  return seconds < kShort ? kPauseAtFirst : kPause;
}

}  // namespace

TimedEnd run_timed(const std::vector<std::string>& words,
                   const std::function<bool(double seconds, std::uint64_t bytes)>& keep_going) {
  constexpr auto kBetweenQuestions = std::chrono::milliseconds(100);
  const ProgramFile input;
  const ProgramFile output;
  const ProgramFile complaint;
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (::access(words.front().c_str(), X_OK) != 0) throw_failed(words.front(), errno);

  const pid_t parent = ::getpid();
  const auto begun = Clock::now();
  const pid_t pid = ::fork();
  if (pid < 0) throw_failed(words.front(), errno);
  if (pid == 0) become(argv.data(), input.number(), output.number(), complaint.number(), parent);

  TimedEnd end;
  int status = 0;
  rusage use{};
  std::exception_ptr thrown;
  auto asked = begun;
  bool killed = false;
  while (true) {
    const pid_t gone = ::wait4(pid, &status, killed ? 0 : WNOHANG, &use);
    if (gone == pid) break;
    if (gone < 0 && errno != EINTR) throw_failed(words.front(), errno);
    const auto now = Clock::now();
    end.use.seconds = std::chrono::duration<double>(now - begun).count();
    if (keep_going && !killed && now - asked >= kBetweenQuestions) {
      asked = now;
      try {
        killed = !keep_going(end.use.seconds, memory_of(pid));
      } catch (...) {
        thrown = std::current_exception();
        killed = true;
      }
      if (killed) ::kill(pid, SIGKILL);
    }
    if (!killed) ::poll(nullptr, 0, pause_after(end.use.seconds));
  }
  end.use.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  if (thrown) std::rethrow_exception(thrown);
  constexpr std::uint64_t kKilobyte = 1024;
  end.use.processor_seconds = seconds_of(use.ru_utime) + seconds_of(use.ru_stime);
  end.use.peak_bytes = static_cast<std::uint64_t>(use.ru_maxrss) * kKilobyte;
  end.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  end.output = output.read(kLongestOutput);
  end.complaint = complaint.read(kLongestComplaint);
  return end;
}

}  // namespace segue
