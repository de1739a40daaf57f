#include "segue/app/analyzer_pool.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "segue/base/child_process.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using std::chrono::milliseconds;
using Time = std::chrono::steady_clock::time_point;

/// How often Ctrl-C and clocks are looked at.
constexpr milliseconds kLook{100};
constexpr double kLengthPerTime = 10;
/// Of files that do not tell their length: 128 kbit/s, the usual of old MP3.
constexpr double kUsualBytesPerSecond = 16'000;

double guessed_length(const AnalysisJob& job) {
  return job.stated_s > 0 ? job.stated_s : static_cast<double>(job.size) / kUsualBytesPerSecond;
}

std::filesystem::path analyzer_program(const AnalyzerOptions& options) {
  if (!options.program.empty()) return options.program;
  if (const char* set = std::getenv("SEGUE_ANALYZER"); set != nullptr && *set != '\0') return set;
  return own_program().parent_path() / "segue-analyzer";
}

/// One worker and what it is busy with.
struct Worker {
  std::optional<ChildProcess> child;
  std::optional<std::size_t> job;
  double heard_s = 0;
  double length_s = 0;
  Time begun;
  Time last_word;
};

class Pool {
 public:
  Pool(const std::vector<AnalysisJob>& jobs, const AnalyzerOptions& options, const OnAnalysis& on_analysis,
       Progress& progress)
      : jobs_(jobs),
        options_(options),
        program_(analyzer_program(options)),
        on_analysis_(on_analysis),
        progress_(progress),
        queue_(jobs.size()),
        workers_(std::min(std::max<std::size_t>(options.workers, 1), jobs.size())) {
    // The longest first, so that no worker is left with a long one at the end.
    std::iota(queue_.begin(), queue_.end(), std::size_t{0});
    std::ranges::stable_sort(queue_, std::ranges::greater(),
                             [&](std::size_t job) { return guessed_length(jobs[job]); });
    std::ranges::reverse(queue_);  // taken from the back
  }

  void run(const Cancellation& cancellation) {
    double total = 0;
    for (const AnalysisJob& job : jobs_) total += guessed_length(job);
    progress_.begin("listening", static_cast<std::uint64_t>(total), "seconds of music");
    begun_ = std::chrono::steady_clock::now();
    while (done_ < jobs_.size()) {
      cancellation.check();
      for (Worker& worker : workers_) {
        if (!worker.job && !queue_.empty()) give_work(worker);
      }
      wait();
      for (Worker& worker : workers_) listen_to(worker);
      show();
    }
    progress_.end();
  }

 private:
  void give_work(Worker& worker) {
    const std::size_t job = queue_.back();
    if (!worker.child) worker.child.emplace(program_, std::vector<std::string>{});
    const std::string message = to_message(catalog::AnalysisRequest{jobs_[job].path, jobs_[job].with_curves});
    if (!worker.child->send(message)) {
      // It died idle; a fresh one that does so too will not do better the next time.
      worker.child.reset();
      worker.child.emplace(program_, std::vector<std::string>{});
      if (!worker.child->send(message)) {
        throw Error(ErrorKind::kFailed, fmt::format("{} ends as soon as it is started", program_.string()),
                    "Build or install segue again.");
      }
    }
    queue_.pop_back();
    worker.job = job;
    worker.heard_s = 0;
    worker.length_s = guessed_length(jobs_[job]);
    worker.begun = worker.last_word = std::chrono::steady_clock::now();
  }

  void wait() {
    std::vector<ChildProcess*> busy;
    for (Worker& worker : workers_) {
      if (worker.job) busy.push_back(&*worker.child);
    }
    ChildProcess::wait_for_any(busy, kLook);
  }

  void listen_to(Worker& worker) {
    while (worker.job) {
      const auto message = worker.child->receive();
      if (!message) break;
      worker.last_word = std::chrono::steady_clock::now();
      if (!take(worker, *message)) return;
    }
    if (!worker.job) return;
    if (worker.child->ended()) {
      fail(worker, [](const std::string& how) { return "the analyzer crashed on it: " + how; });
      return;
    }
    const Time now = std::chrono::steady_clock::now();
    const auto limit =
        options_.patience + milliseconds(static_cast<std::int64_t>(1000 * worker.length_s / kLengthPerTime));
    if (now - worker.begun > limit) {
      const auto seconds = static_cast<double>(limit.count()) / 1000;
      fail(worker, [&](const std::string&) { return fmt::format("analysing it took longer than {:.0f} s", seconds); });
    } else if (now - worker.last_word > options_.silence) {
      const auto seconds = static_cast<double>(options_.silence.count()) / 1000;
      fail(worker, [&](const std::string&) {
        return fmt::format("the analyzer hung on it: no sign of life for {:.0f} s", seconds);
      });
    }
  }

  /// What a worker says; false if it was made to go.
  bool take(Worker& worker, const std::string& message) {
    catalog::AnalysisReply reply;
    try {
      reply = catalog::reply_from(message, jobs_[*worker.job].path);
    } catch (const Error& error) {
      fail(worker, [&](const std::string&) { return std::string(error.what()); });
      return false;
    }
    if (const auto* sign = std::get_if<catalog::AnalysisProgress>(&reply)) {
      worker.heard_s = sign->heard_s;
      worker.length_s = std::max({worker.length_s, sign->stated_s, sign->heard_s});
    } else if (auto* failure = std::get_if<catalog::AnalysisFailure>(&reply)) {
      finish(worker, std::move(*failure));
    } else {
      finish(worker, std::move(std::get<catalog::AnalysisResult>(reply)));
    }
    return true;
  }

  template <class Describe>
  void fail(Worker& worker, const Describe& describe) {
    const std::string how = worker.child->kill();
    worker.child.reset();
    finish(worker, catalog::AnalysisFailure{ErrorKind::kBadData, describe(how), ""});
  }

  void finish(Worker& worker, AnalysisOutcome&& outcome) {
    const std::size_t job = *worker.job;
    worker.job.reset();
    ++done_;
    done_s_ += guessed_length(jobs_[job]);
    on_analysis_(job, std::move(outcome));
  }

  void show() {
    double done = done_s_;
    for (const Worker& worker : workers_) {
      if (worker.job) done += std::min(worker.heard_s, guessed_length(jobs_[*worker.job]));
    }
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    progress_.detail(fmt::format("{} of {}, {:.1f} songs/s", done_, jobs_.size(),
                                 static_cast<double>(done_) / std::max(elapsed, 1e-3)));
    progress_.advance(static_cast<std::uint64_t>(done));
  }

  const std::vector<AnalysisJob>& jobs_;
  const AnalyzerOptions& options_;
  const std::filesystem::path program_;
  const OnAnalysis& on_analysis_;
  Progress& progress_;
  std::vector<std::size_t> queue_;
  std::vector<Worker> workers_;
  std::size_t done_ = 0;
  double done_s_ = 0;  // of music, as it was guessed: what the total is made of
  Time begun_;
};

}  // namespace

std::string told_of(const std::string& path, const std::string& message) {
  return message.starts_with(path) ? message : fmt::format("{}: {}", path, message);
}

void analyze_files(const std::vector<AnalysisJob>& jobs, const AnalyzerOptions& options, const OnAnalysis& on_analysis,
                   Progress& progress, const Cancellation& cancellation) {
  if (jobs.empty()) return;
  Pool(jobs, options, on_analysis, progress).run(cancellation);
}

}  // namespace segue::app
