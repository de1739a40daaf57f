#pragma once

#include <optional>
#include <string>
#include <vector>

#include "segue/app/recommend.h"
#include "segue/cli/command.h"

namespace segue::cli {

/// The words of a command line that say which songs a list takes, how many and in which order.
struct SelectionWords {
  app::RecommendOptions options;
  std::optional<std::string> duration;
  std::optional<std::string> order;
  std::vector<std::string> exclude;
};

/// Options that others exclude.
struct SelectionOptions {
  CLI::Option* cluster = nullptr;
  CLI::Option* diversity = nullptr;
  CLI::Option* order = nullptr;
};

SelectionOptions add_selection(CLI::App& command, SelectionWords& words);

/// The words read. Error(kUsage) where one makes no sense.
app::RecommendOptions options_of(const SelectionWords& words, const Context& context);

}  // namespace segue::cli
