#include "segue/app/lyrics_reading.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/sha1.h"
#include "segue/text/clean_lyrics.h"
#include "segue/text/language.h"

namespace segue::app {
namespace {

using catalog::SongReading;
using catalog::SongWords;

/// Between two transactions.
constexpr auto kStoreEvery = std::chrono::seconds(1);
/// Readings that wait to be stored at most: embeddings take memory.
constexpr std::size_t kMostWaiting = 2000;
/// Songs whose words lie ready for each thread.
constexpr std::size_t kAhead = 4;
/// How often the bar and Ctrl-C are looked after.
constexpr auto kLook = std::chrono::milliseconds(50);

struct Job {
  SongWords song;
  std::string words;
};

/// A song that was read, or why it could not be.
struct Result {
  SongWords song;
  std::optional<SongReading> reading;
  std::string message;
};

SongReading reading_of(const LyricsReader& reader, const Job& job) {
  SongReading made;
  made.song = job.song.song;
  made.digest = sha1_hex(job.words);
  made.reader = kLyricsReaderVersion;
  made.precision = reader.precision;
  const std::string words = text::lyrics_to_read(job.words);
  if (words.empty()) return made;
  if (const auto language = text::detect_language(words)) {
    made.language = language->code;
    made.language_share = language->share;
  }
  text::Reading read = reader.read(words);
  if (read.tokens == 0) return made;
  made.tokens = read.tokens;
  made.unknown = read.unknown;
  made.windows = read.windows;
  if (reader.needs.sentiment && read.sentiment) {
    made.sentiment = {read.sentiment->negative, read.sentiment->neutral, read.sentiment->positive};
  }
  if (reader.needs.embedding) made.embedding = std::move(read.embedding);
  return made;
}

/// Threads that read; the catalog is the calling thread's alone, which hands them words and takes their readings.
class Readers {
 public:
  Readers(const LyricsReader& reader, std::size_t threads) : reader_(reader) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  ~Readers() { stop(); }

  void add(Job job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    work_.notify_one();
  }

  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
  }

  /// What was read since the last call; waits a moment if nothing was.
  std::vector<Result> take() {
    std::unique_lock lock(mutex_);
    done_.wait_for(lock, kLook, [&] { return !results_.empty() || failure_; });
    if (failure_) std::rethrow_exception(failure_);
    return std::exchange(results_, {});
  }

  /// Lets each thread finish the song it is at, no more, and gives what is left.
  std::vector<Result> stop() {
    {
      const std::lock_guard lock(mutex_);
      jobs_.clear();
      ended_ = true;
      work_.notify_all();
    }
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
    return std::exchange(results_, {});
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [&] { return ended_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      Result result{job.song, std::nullopt, {}};
      std::exception_ptr failure;
      try {
        result.reading = reading_of(reader_, job);
      } catch (const Error& error) {
        result.message = error.what();
      } catch (...) {
        failure = std::current_exception();  // not this song's fault: no memory, our own mistake
      }
      lock.lock();
      if (failure) {
        failure_ = failure;
      } else {
        results_.push_back(std::move(result));
      }
      done_.notify_one();
    }
  }

  const LyricsReader& reader_;
  std::mutex mutex_;
  std::condition_variable work_;  ///< there is a job, or nothing more comes
  std::condition_variable done_;  ///< there is a result
  std::deque<Job> jobs_;
  std::vector<Result> results_;
  std::exception_ptr failure_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

class Pass {
 public:
  Pass(catalog::Catalog& catalog, const LyricsReader& reader, std::span<const SongWords> songs, Progress& progress)
      : catalog_(catalog), reader_(reader), songs_(songs), progress_(progress) {}

  LyricsReading run(std::size_t threads, const Cancellation& cancellation) {
    std::uint64_t bytes = 0;
    for (const SongWords& song : songs_) bytes += static_cast<std::uint64_t>(song.bytes);
    progress_.begin("reading words", bytes, "bytes");
    Readers readers(reader_, threads);
    try {
      while (done_ < songs_.size() && !cancellation.requested()) {
        feed(readers, threads * kAhead);
        take(readers.take());
        const bool due = Clock::now() - stored_ >= kStoreEvery || waiting_.size() >= kMostWaiting;
        if (due) store();
      }
    } catch (...) {
      // Whatever went wrong with one song or the catalog, what was read before is worth keeping if it can be kept.
      const std::exception_ptr failure = std::current_exception();
      try {
        store();
      } catch (const Error&) {  // the failure on its way says more
      }
      std::rethrow_exception(failure);
    }
    take(readers.stop());
    store();
    progress_.end();
    cancellation.check();
    result_.elapsed_s = std::chrono::duration<double>(Clock::now() - begun_).count();
    std::ranges::sort(result_.unread, {}, &UnreadSong::song);
    return std::move(result_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  void feed(Readers& readers, std::size_t ahead) {
    for (std::size_t waiting = readers.waiting(); waiting < ahead && next_ < songs_.size(); ++next_) {
      auto words = catalog_.lyrics(songs_[next_].song);
      if (!words) {  // deleted since
        ++done_;
        ++result_.changed;
        continue;
      }
      readers.add({songs_[next_], std::move(*words)});
      ++waiting;
    }
  }

  void take(std::vector<Result>&& results) {
    for (Result& result : results) {
      ++done_;
      done_bytes_ += static_cast<std::uint64_t>(result.song.bytes);
      if (result.reading) {
        waiting_.push_back(std::move(*result.reading));
      } else {
        const auto facts = catalog_.songs(std::span(&result.song.song, 1)).front().facts;
        result_.unread.push_back({result.song.song, catalog::display_name(facts), std::move(result.message)});
      }
    }
    const double elapsed = std::chrono::duration<double>(Clock::now() - begun_).count();
    progress_.detail(fmt::format("{} of {}, {:.0f} songs/s", done_, songs_.size(),
                                 static_cast<double>(done_) / std::max(elapsed, 1e-3)));
    progress_.advance(done_bytes_);
  }

  void store() {
    stored_ = Clock::now();
    if (waiting_.empty()) return;
    const std::vector<SongReading> readings = std::exchange(waiting_, {});
    const std::size_t stored = catalog_.write_readings(reader_.model, readings);
    result_.read += stored;
    result_.changed += readings.size() - stored;
    for (const SongReading& reading : readings) {
      if (reading.tokens == 0) ++result_.without_words;
      result_.tokens += reading.tokens;
      result_.unknown += reading.unknown;
      result_.windows += reading.windows;
    }
  }

  catalog::Catalog& catalog_;
  const LyricsReader& reader_;
  const std::span<const SongWords> songs_;
  Progress& progress_;
  LyricsReading result_;
  std::size_t next_ = 0;  ///< song whose words go to a thread
  std::size_t done_ = 0;
  std::uint64_t done_bytes_ = 0;
  std::vector<SongReading> waiting_;
  const Clock::time_point begun_ = Clock::now();
  Clock::time_point stored_ = begun_;
};

}  // namespace

std::vector<SongWords> songs_to_read(const catalog::Catalog& catalog, const LyricsReader& reader,
                                     const LyricsReadingOptions& options) {
  auto songs = options.redo ? catalog.songs_with_lyrics()
                            : catalog.songs_to_read(reader.model.fingerprint, reader.needs, kLyricsReaderVersion);
  std::ranges::stable_sort(songs, std::ranges::greater{}, &SongWords::bytes);
  return songs;
}

LyricsReading read_lyrics(catalog::Catalog& catalog, const LyricsReader& reader, std::span<const SongWords> songs,
                          const LyricsReadingOptions& options, Progress& progress, const Cancellation& cancellation) {
  const std::size_t all = catalog.songs_with_lyrics().size();
  LyricsReading result;
  if (!songs.empty()) {
    const std::size_t threads = std::clamp<std::size_t>(options.threads, 1, songs.size());
    result = Pass(catalog, reader, songs, progress).run(threads, cancellation);
  }
  result.read_before = all - std::min(all, songs.size());
  return result;
}

}  // namespace segue::app
