#include <csignal>
#include <thread>

#include "hub_stand_in.h"
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/atomic_file.h"
#include "segue/base/sha256.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class HubProcess : public HubTest {
 protected:
  pid_t start() const {
    std::vector<std::string> words = {SEGUE_FETCH_CHILD, settings_.endpoint, settings_.cache.string(),
                                      HubStandIn::kRepo};
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      ::execv(pointers[0], pointers.data());
      ::_exit(127);
    }
    return child;
  }
  /// The exit code, or minus the signal.
  static int end_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  void expect_whole() {
    const auto model = find_cached(settings_, HubStandIn::kRepo);
    ASSERT_TRUE(model);
    EXPECT_EQ(read_file(model->folder / HubStandIn::kWeights, 10'000'000), server_.files.at(HubStandIn::kWeights));
  }
};

TEST_F(HubProcess, TwoAtTheSameTimeFetchEachFileOnce) {
  server_.store_fault = [](const SeenRequest&, Reply& reply) { reply.delay = milliseconds(300); };
  const pid_t first = start();
  const pid_t second = start();
  EXPECT_EQ(end_of(first), 0);
  EXPECT_EQ(end_of(second), 0);
  EXPECT_EQ(server_.store().count(), 1U);
  for (const char* name : {"config.json", "vocab.txt"}) {
    EXPECT_LE(server_.asked("GET", std::string("resolve-cache/") + name), 1U) << name;
  }
  expect_whole();
}

TEST_F(HubProcess, KilledInTheMiddleTheNextGoesOn) {
  std::atomic<bool> slow{true};
  server_.store_fault = [&](const SeenRequest&, Reply& reply) {
    if (slow) reply.between = milliseconds(1);
  };
  const fs::path partial =
      model_folder() / "blobs" / (sha256_hex(server_.files.at(HubStandIn::kWeights)) + ".incomplete");
  const pid_t child = start();
  const auto size = [&partial] {
    std::error_code error;
    const auto bytes = fs::file_size(partial, error);
    return error ? 0 : bytes;
  };
  for (int i = 0; i < 1000 && size() < 10; ++i) std::this_thread::sleep_for(milliseconds(10));
  ::kill(child, SIGKILL);
  EXPECT_EQ(end_of(child), -SIGKILL);
  const auto left = size();
  ASSERT_GE(left, 10U);
  EXPECT_FALSE(find_cached(settings_, HubStandIn::kRepo));
  slow = false;
  const std::size_t asked = server_.asked("GET", "vocab.txt");
  EXPECT_EQ(end_of(start()), 0);
  EXPECT_EQ(server_.store().seen().back().header("Range"), "bytes=" + std::to_string(left) + "-");
  EXPECT_EQ(server_.asked("GET", "vocab.txt"), asked) << "what was whole is not fetched again";
  expect_whole();
}

}  // namespace
}  // namespace segue::sources
