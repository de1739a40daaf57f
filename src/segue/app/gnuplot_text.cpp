#include "segue/app/gnuplot_text.h"

namespace segue::app {

std::string gnuplot_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += "'";
    result += c == '\n' || c == '\r' ? ' ' : c;
  }
  return result + "'";
}

}  // namespace segue::app
