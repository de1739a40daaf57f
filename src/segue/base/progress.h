#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

namespace segue {

/// What a long task tells about how far it is. Libraries never print; the caller decides what becomes of it.
/// Called from one thread at a time.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A step begins. `total` in `unit`s ("rows", "epochs"), nothing if unknown.
  virtual void begin(std::string_view step, std::optional<std::uint64_t> total, std::string_view unit) = 0;
  /// `done` units of the step are finished, counted from its beginning.
  virtual void advance(std::uint64_t done) = 0;
  virtual void end() = 0;
  /// More words about the step, shown behind the bar: "120 of 400, 3.1 songs/s".
  virtual void detail(std::string_view words);

  /// Keeps silent.
  static Progress& none();
};

/// What a task wants a person to know although it goes on. Errors are exceptions, bad items are ItemProblems.
class Notes {
 public:
  virtual ~Notes() = default;
  virtual void note(std::string_view text) = 0;
  virtual void warn(std::string_view text) = 0;

  /// Keeps silent.
  static Notes& none();
};

/// Ctrl-C, seen from inside a task: ask at every item, stop cleanly. Safe from a signal handler and any thread.
class Cancellation {
 public:
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }
  /// Throws Error(kInterrupted) if requested.
  void check() const;

  /// Never requested.
  static const Cancellation& never();

 private:
  std::atomic<bool> requested_{false};
  static_assert(std::atomic<bool>::is_always_lock_free);
};

}  // namespace segue
