#include "segue/base/run_program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/error.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace segue {
namespace {

constexpr std::size_t kLongestComplaint = 4096;

/// A file without a name, gone when it is closed: no pipe to deadlock on.
class ScratchFile {
 public:
  ScratchFile() : file_(std::tmpfile(), &std::fclose) {
    if (!file_) {
      throw Error(ErrorKind::kFailed,
                  fmt::format("cannot make a temporary file: {}", std::generic_category().message(errno)));
    }
  }
  int number() const { return fileno(file_.get()); }
  void write(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), file_.get());
    std::fflush(file_.get());
    std::rewind(file_.get());
    ::lseek(number(), 0, SEEK_SET);
  }
  std::string read() {
    std::string text(kLongestComplaint, '\0');
    const ssize_t got = ::pread(number(), text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace

std::optional<ProgramEnd> run_program(const std::vector<std::string>& words, std::string_view input) {
  ScratchFile in;
  ScratchFile complaint;
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
  return ProgramEnd{exit_code, complaint.read()};
}

}  // namespace segue
