#pragma once

#include "segue/cli/command.h"

namespace segue::cli {

// The commands around made playlists beside `segue playlist` itself; as in command.h.
void add_made_lists(CLI::App& app, Context& context);  ///< more, playlists
void add_feedback(CLI::App& app, Context& context);    ///< like, dislike, feedback
void add_similar(CLI::App& app, Context& context);
void add_explain(CLI::App& app, Context& context);

}  // namespace segue::cli
