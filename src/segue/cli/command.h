#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "segue/base/progress.h"
#include "segue/cli/console.h"
#include "segue/cli/settings.h"

namespace segue::cli {

/// What every command has at hand.
struct Context {
  Console console;
  Settings settings;
  Cancellation* cancellation = nullptr;
  std::string catalog_flag;
  std::string models_flag;
  std::string threads_flag;
  std::vector<std::string> set_flags;
  std::uint64_t random_seed = 0;
  bool json = false;
  std::function<int()> run;  ///< set by the command that was named; returns the exit code

  std::filesystem::path catalog() const { return settings.catalog(catalog_flag); }
  std::filesystem::path models() const { return settings.models(models_flag); }
  std::size_t threads() const { return settings.threads(threads_flag); }
  /// How services are reached: for the app::Services of a command that asks some.
  app::ServiceSettings services() const { return settings.services(set_flags); }
  /// Prints a document; whatever is no UTF-8 in it is replaced.
  void print_json(const nlohmann::ordered_json& document) {
    console.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  }
};

/// Adds `--json` to a command that answers.
inline void add_json_flag(CLI::App& command, Context& context) {
  command.add_flag("--json", context.json, "Print the answer as JSON");
}

// One function per command: declares its words and, when it is named, sets context.run.
void add_run(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_analyze(CLI::App& app, Context& context);
void add_embed(CLI::App& app, Context& context);
void add_fetch(CLI::App& app, Context& context);
void add_train(CLI::App& app, Context& context);
void add_playlist(CLI::App& app, Context& context);
void add_evaluate(CLI::App& app, Context& context);
void add_info(CLI::App& app, Context& context);
void add_recipe(CLI::App& app, Context& context);
void add_search(CLI::App& app, Context& context);
void add_index(CLI::App& app, Context& context);
void add_survey(CLI::App& app, Context& context);
void add_bench(CLI::App& app, Context& context);
void add_models(CLI::App& app, Context& context);
void add_login(CLI::App& app, Context& context);
void add_logout(CLI::App& app, Context& context);

}  // namespace segue::cli
