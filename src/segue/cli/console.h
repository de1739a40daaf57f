#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "segue/base/progress.h"

namespace segue::cli {

/// Where words go: results to standard output, everything else to standard error.
class Console {
 public:
  Console();

  /// A result. Error(kFailed) where standard output cannot take it (disk full); checked again by finish().
  void print(std::string_view text);
  /// A remark on the way; not said with --quiet.
  void note(std::string_view text);
  /// Something that should not be overlooked.
  void warn(std::string_view text);
  /// Makes sure everything printed has arrived.
  void finish();

  void set_quiet(bool quiet) { quiet_ = quiet; }
  bool quiet() const { return quiet_; }
  bool progress_wanted() const { return !quiet_ && error_is_terminal_; }
  /// Cells of a line of standard output: the terminal's, 120 elsewhere.
  std::size_t width() const { return width_; }

 private:
  bool quiet_ = false;
  bool error_is_terminal_ = false;
  std::size_t width_ = 120;
};

/// What a task remarks on the way, to the console.
class ConsoleNotes final : public Notes {
 public:
  explicit ConsoleNotes(Console& console) : console_(console) {}
  void note(std::string_view text) override { console_.note(text); }
  void warn(std::string_view text) override { console_.warn(text); }

 private:
  Console& console_;
};

/// A bar on standard error with rate and time left, on terminals only, drawn at most ten times a second.
class ProgressBar final : public Progress {
 public:
  explicit ProgressBar(const Console& console) : wanted_(console.progress_wanted()) {}
  ~ProgressBar() override { wipe(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void begin(std::string_view step, std::optional<std::uint64_t> total, std::string_view unit) override;
  void advance(std::uint64_t done) override;
  void end() override { wipe(); }
  void detail(std::string_view words) override { detail_ = words; }

 private:
  void wipe();
  std::string speed(double rate) const;

  using Time = std::chrono::steady_clock::time_point;
  bool wanted_;
  bool drawn_ = false;
  std::string step_;
  std::string unit_;
  std::string detail_;
  std::optional<std::uint64_t> total_;
  Time begun_;
  Time last_drawn_;
};

}  // namespace segue::cli
