#include "segue/cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

std::size_t terminal_width(int descriptor, std::size_t otherwise) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col < 40) return otherwise;
  return size.ws_col;
}

void write_error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

Console::Console() : error_is_terminal_(isatty(STDERR_FILENO) == 1), width_(terminal_width(STDOUT_FILENO, 120)) {}

void Console::print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Console::note(std::string_view text) {
  if (!quiet_) write_error(fmt::format("{}\n", text));
}

void Console::warn(std::string_view text) {
  write_error(fmt::format("segue: {}\n", text));
}

void Console::finish() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw Error(ErrorKind::kFailed,
                fmt::format("cannot write the result to standard output: {}", std::strerror(errno)));
  }
}

void ProgressBar::begin(std::string_view step, std::optional<std::uint64_t> total, std::string_view unit) {
  step_ = step;
  total_ = total;
  unit_ = unit;
  detail_.clear();
  begun_ = std::chrono::steady_clock::now();
  last_drawn_ = begun_;
}

void ProgressBar::advance(std::uint64_t done) {
  using std::chrono::duration;
  const auto now = std::chrono::steady_clock::now();
  if (!wanted_ || now - last_drawn_ < std::chrono::milliseconds(100)) return;
  last_drawn_ = now;
  const double elapsed = duration<double>(now - begun_).count();
  const double rate = static_cast<double>(done) / elapsed;
  std::string line;
  if (total_ && *total_ > 0) {
    const std::size_t cells = detail_.empty() ? 24 : 12;  // all of it fits 80
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(*total_));
    const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
    std::string bar;
    for (std::size_t i = 0; i < cells; ++i) bar += i < full ? "━" : "·";
    const double left = rate > 0 ? static_cast<double>(*total_ - std::min(done, *total_)) / rate : 0;
    line = fmt::format("{}  {} {:3.0f}%  {}  {} left", step_, bar, share * 100, speed(rate), seconds(left));
  } else if (unit_ == "seconds") {
    line = fmt::format("{}  {}", step_, seconds(static_cast<double>(done)));
  } else {
    line = fmt::format("{}  {} {}  {}", step_, count(static_cast<std::int64_t>(done)), unit_, speed(rate));
  }
  if (!detail_.empty()) line += "  " + detail_;
  write_error("\r\x1b[2K" + shorten(line, terminal_width(STDERR_FILENO, 80) - 1));
  drawn_ = true;
}

std::string ProgressBar::speed(double rate) const {
  if (unit_ == "bytes") return bytes(static_cast<std::uint64_t>(rate)) + "/s";
  if (unit_ == "seconds of music") return fmt::format("{:.0f}× realtime", rate);
  return fmt::format("{:.0f} {}/s", rate, unit_);
}

void ProgressBar::wipe() {
  if (drawn_) write_error("\r\x1b[2K");
  drawn_ = false;
}

}  // namespace segue::cli
