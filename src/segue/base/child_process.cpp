#include "segue/base/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/error.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace segue {
namespace {

constexpr std::size_t kHeader = 4;

std::array<char, kHeader> header_of(std::size_t length) {
  std::array<char, kHeader> header{};
  for (std::size_t i = 0; i < kHeader; ++i) header[i] = static_cast<char>((length >> (8 * i)) & 0xff);
  return header;
}

std::size_t length_of(std::string_view header) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kHeader; ++i) length |= std::size_t{static_cast<unsigned char>(header[i])} << (8 * i);
  return length;
}

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

[[noreturn]] void throw_failed(const std::filesystem::path& program, int code) {
  throw Error(ErrorKind::kFailed,
              fmt::format("cannot start {}: {}", program.string(), std::generic_category().message(code)),
              "It belongs beside the program 'segue'; build or install it again.");
}

Pipe make_pipe(const std::filesystem::path& program) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_failed(program, errno);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Writes all of it; false if the other side is gone.
bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Fills `bytes`; false at the end of the stream.
bool read_all(int descriptor, std::span<char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::read(descriptor, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

/// A write to a pipe whose reader died must be an answer, not the end of this process.
void ignore_broken_pipes() {
  struct sigaction action {};
  if (::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) ::signal(SIGPIPE, SIG_IGN);
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("killed by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  }
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace

struct ChildProcess::State {
  pid_t pid = -1;
  Descriptor input;   // the child's standard input
  Descriptor output;  // its standard output, not blocking
  std::string arrived;
  bool ended = false;
};

ChildProcess::ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments)
    : state_(std::make_unique<State>()) {
  ignore_broken_pipes();
  Pipe input = make_pipe(program);
  Pipe output = make_pipe(program);

  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write.number(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = program.string();
  std::vector<std::string> words = arguments;
  std::vector<char*> argv{name.data()};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int code = ::posix_spawn(&state_->pid, name.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) {
    state_->pid = -1;
    throw_failed(program, code);
  }
  state_->input = std::move(input.write);
  state_->output = std::move(output.read);
  ::fcntl(state_->output.number(), F_SETFL, O_NONBLOCK);
}

ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&&) noexcept = default;

ChildProcess::~ChildProcess() {
  if (state_) kill();
}

bool ChildProcess::send(std::string_view message) {
  const auto header = header_of(message.size());
  return write_all(state_->input.number(), {header.data(), header.size()}) &&
         write_all(state_->input.number(), message);
}

std::optional<std::string> ChildProcess::receive() {
  std::string& arrived = state_->arrived;
  std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
  while (!state_->ended) {
    if (arrived.size() >= kHeader && arrived.size() >= kHeader + length_of(arrived)) break;
    const ssize_t got = ::read(state_->output.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return std::nullopt;
    if (got <= 0) {
      state_->ended = true;
    } else {
      arrived.append(buffer.data(), static_cast<std::size_t>(got));
      if (arrived.size() >= kHeader && length_of(arrived) > kLongestMessage) state_->ended = true;
    }
  }
  if (arrived.size() < kHeader || arrived.size() - kHeader < length_of(arrived)) return std::nullopt;
  const std::size_t length = length_of(arrived);
  std::string message = arrived.substr(kHeader, length);
  arrived.erase(0, kHeader + length);
  return message;
}

bool ChildProcess::ended() const {
  return state_->ended;
}

std::string ChildProcess::kill() {
  if (state_->pid < 0) return "ended";
  state_->input.close();
  int status = 0;
  // One that is ending by itself says how, and is given a moment to; only the others are killed.
  pid_t gone = ::waitpid(state_->pid, &status, WNOHANG);
  for (int i = 0; gone == 0 && state_->ended && i < 100; ++i) {
    ::poll(nullptr, 0, 10);
    gone = ::waitpid(state_->pid, &status, WNOHANG);
  }
  if (gone == 0) {
    ::kill(state_->pid, SIGKILL);
    do {
      gone = ::waitpid(state_->pid, &status, 0);
    } while (gone < 0 && errno == EINTR);
  }
  state_->pid = -1;
  state_->ended = true;
  return how_it_ended(status);
}

void ChildProcess::wait_for_any(std::span<ChildProcess* const> children, std::chrono::milliseconds timeout) {
  std::vector<pollfd> polled;
  for (const ChildProcess* child : children) {
    if (child == nullptr) continue;
    const std::string& arrived = child->state_->arrived;
    const bool whole = arrived.size() >= kHeader && arrived.size() - kHeader >= length_of(arrived);
    if (child->state_->ended || whole) return;
    polled.push_back({child->state_->output.number(), POLLIN, 0});
  }
  ::poll(polled.data(), polled.size(), static_cast<int>(timeout.count()));  // a signal ends the wait early: fine
}

std::optional<std::string> receive_from_parent() {
  std::array<char, kHeader> header{};
  if (!read_all(STDIN_FILENO, header)) return std::nullopt;
  const std::size_t length = length_of({header.data(), header.size()});
  if (length > ChildProcess::kLongestMessage) {
    throw Error(ErrorKind::kBadData, "expected a message on standard input: this program is segue's, not a person's");
  }
  std::string message(length, '\0');
  if (!read_all(STDIN_FILENO, message)) return std::nullopt;
  return message;
}

void send_to_parent(std::string_view message) {
  const auto header = header_of(message.size());
  if (!write_all(STDOUT_FILENO, {header.data(), header.size()}) || !write_all(STDOUT_FILENO, message)) {
    throw Error(ErrorKind::kFailed, "nobody listens on standard output");
  }
}

void become_child() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
}

void limit_memory(std::size_t bytes) {
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_AS, &limit);
}

void give_back_freed_memory() {
#if defined(__GLIBC__)
  // Setting it also keeps glibc from raising it, which it does to up to 32 MiB with every large piece that is freed.
  constexpr int kLarge = 256 << 10;
  ::mallopt(M_MMAP_THRESHOLD, kLarge);
  ::mallopt(M_TRIM_THRESHOLD, kLarge);
#endif
}

std::filesystem::path own_program() {
  std::error_code error;
  std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path() : program;
}

}  // namespace segue
