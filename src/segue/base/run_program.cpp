#include "segue/base/run_program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/program_file.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace segue {
namespace {

constexpr std::size_t kLongestComplaint = 4096;

}  // namespace

std::optional<ProgramEnd> run_program(const std::vector<std::string>& words, std::string_view input) {
  ProgramFile in;
  ProgramFile complaint;
  in.write(input);

  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.number(), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, complaint.number(), STDERR_FILENO);
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int code = ::posix_spawnp(&pid, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code == ENOENT) return std::nullopt;
  if (code != 0) {
    throw Error(ErrorKind::kFailed,
                fmt::format("cannot start {}: {}", words.front(), std::generic_category().message(code)));
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int kNoSuchProgram = 127;  // where the C library finds out only in the child
  const int exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  if (exit_code == kNoSuchProgram) return std::nullopt;
  return ProgramEnd{exit_code, complaint.read(kLongestComplaint)};
}

}  // namespace segue
