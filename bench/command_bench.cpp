// Wall time of commands as whole processes, process start included, run in turn.
//
// Usage: command_bench RUNS 'COMMAND A' 'COMMAND B' ...   (split at blanks; output is thrown away)
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace {

double milliseconds_of(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t process = 0;
  int status = -1;
  if (posix_spawnp(&process, argv[0], &actions, nullptr, argv.data(), environ) == 0) waitpid(process, &status, 0);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) {
    fmt::print(stderr, "failed: {}\n", fmt::join(words, " "));
    std::exit(1);
  }
  return took.count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || std::atoi(argv[1]) < 1) {
    fmt::print(stderr, "usage: command_bench RUNS 'COMMAND' ...\n");
    return 2;
  }
  std::vector<std::vector<std::string>> commands;
  for (int i = 2; i < argc; ++i) {
    std::istringstream words(argv[i]);
    commands.emplace_back();
    for (std::string word; words >> word;) {
      std::ranges::replace(word, '+', ' ');  // blanks inside a word are written +
      commands.back().push_back(word);
    }
  }
  std::vector<std::vector<double>> times(commands.size());
  for (int run = -1; run < std::atoi(argv[1]); ++run) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const double took = milliseconds_of(commands[i]);
      if (run >= 0) times[i].push_back(took);  // the first round warms caches
    }
  }
  for (std::size_t i = 0; i < commands.size(); ++i) {
    std::ranges::sort(times[i]);
    fmt::print("{:8.1f} ms  ({:.1f} to {:.1f})  {}\n", times[i][times[i].size() / 2], times[i].front(), times[i].back(),
               argv[i + 2]);
  }
  return 0;
}
