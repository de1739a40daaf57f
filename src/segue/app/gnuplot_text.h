#pragma once

#include <string>
#include <string_view>

namespace segue::app {

/// Text between gnuplot's single quotes, where nothing but the quote itself means anything; on one line.
std::string gnuplot_text(std::string_view text);

/// Has gnuplot do what a script says. `picture` is what it draws, for messages. Error(kFailed) if it is not installed
/// or complains.
void run_gnuplot(const std::string& script, const std::string& picture);

}  // namespace segue::app
