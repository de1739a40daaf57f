#pragma once

#include <string>
#include <vector>

#include "segue/app/seeds.h"
#include "segue/cli/command.h"

namespace segue::cli {

/// "A, B"
std::string joined_artists(const std::vector<std::string>& artists);

/// Says which seed fits no song or several, and lists what may have been meant; returns the exit code.
int complain_of_seed(Context& context, const app::SeedError& error);

/// Runs what looks for songs; a seed that is not found is said by complain_of_seed().
template <class Run>
int with_seed_errors(Context& context, const Run& run) {
  try {
    return run();
  } catch (const app::SeedError& error) {
    return complain_of_seed(context, error);
  }
}

}  // namespace segue::cli
