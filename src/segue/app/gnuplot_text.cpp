#include "segue/app/gnuplot_text.h"

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/run_program.h"
#include "segue/base/unicode.h"

namespace segue::app {
namespace {

/// gnuplot repeats the command and points at it; the words are enough.
std::string one_line(const std::string& complaint) {
  std::string line;
  for (const char c : printable(complaint)) {
    if (c != ' ' || (!line.empty() && line.back() != ' ')) line += c;
  }
  return line;
}

}  // namespace

std::string gnuplot_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += "'";
    result += c == '\n' || c == '\r' ? ' ' : c;
  }
  return result + "'";
}

void run_gnuplot(const std::string& script, const std::string& picture) {
  const auto end = run_program({"gnuplot"}, script);
  if (!end) {
    throw Error(ErrorKind::kFailed, "drawing needs the program gnuplot, which is not installed",
                "Install it: apt-get install gnuplot-nox");
  }
  if (end->exit_code != 0) {
    throw Error(ErrorKind::kFailed, fmt::format("gnuplot could not draw {}: {}", picture, one_line(end->complaint)));
  }
}

}  // namespace segue::app
