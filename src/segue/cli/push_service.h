#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include <CLI/CLI.hpp>

#include "segue/app/push.h"
#include "segue/cli/command.h"

namespace segue::cli {

/// A service playlists can be pushed to.
struct PushService {
  std::string_view name;      ///< as it is typed: "subsonic"
  std::string_view what;      ///< "a Subsonic server (Navidrome, Gonic, ...)"
  std::string_view examples;  ///< of --help
  /// Declares the service's own flags and returns what connects with them. `services` must outlive the target.
  using Connect = std::function<std::shared_ptr<sources::PlaylistTarget>(app::Services& services)>;
  std::function<Connect(CLI::App& command, Context& context)> declare;
};

/// All of them.
std::span<const PushService> push_services();

/// Declares `segue push`.
void add_push(CLI::App& app, Context& context);

/// Pushes a list and says what became of it, as JSON with --json. Returns the exit code.
int push_and_report(Context& context, sources::PlaylistTarget& target, const app::PushList& list,
                    const app::PushOptions& options);

}  // namespace segue::cli
