#pragma once

#include <string>
#include <string_view>

namespace segue::app {

/// Text between gnuplot's single quotes, where nothing but the quote itself means anything; on one line.
std::string gnuplot_text(std::string_view text);

}  // namespace segue::app
