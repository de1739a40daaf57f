#pragma once

#include <filesystem>
#include <string>

#include "segue/app/recommend.h"
#include "segue/cli/command.h"

namespace segue::cli {

/// Where a list goes.
struct ListOutput {
  std::filesystem::path file;  ///< empty: standard output, as a table
  bool without_seed = false;
};

/// Says on which recipe a list rests, and what that compares songs by: a sentence.
std::string found_by(const std::string& recipe, app::Similarity similarity);

/// Writes the file, prints the list (as a table where no file is named, as JSON with --json), and says on standard
/// error what a person should know about it.
void hand_out(Context& context, const app::Recommendation& made, const ListOutput& output);

}  // namespace segue::cli
