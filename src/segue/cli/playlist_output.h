#pragma once

#include <filesystem>

#include "segue/app/recommend.h"
#include "segue/cli/command.h"

namespace segue::cli {

/// Where a list goes.
struct ListOutput {
  std::filesystem::path file;  ///< empty: standard output, as a table
  bool without_seed = false;
};

/// Writes the file, prints the list (as a table where no file is named, as JSON with --json), and says on standard
/// error what a person should know about it.
void hand_out(Context& context, const app::Recommendation& made, const ListOutput& output);

}  // namespace segue::cli
