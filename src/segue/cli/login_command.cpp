#include <chrono>
#include <memory>
#include <string>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "segue/app/spotify.h"
#include "segue/base/run_program.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"

namespace segue::cli {
namespace {

constexpr int kDefaultPort = 8888;
constexpr int kDefaultPatience = 300;  // s
constexpr int kLargestPort = 65535;

std::string day(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

nlohmann::ordered_json state_json(const app::SpotifyState& state) {
  nlohmann::ordered_json login = nullptr;
  if (state.login) {
    login = {{"client_id", state.login->client_id},
             {"scope", state.login->scope},
             {"since", day(state.login->since)},
             {"ends", day(state.login->ends)}};
  }
  return {
      {"version", 1},
      {"spotify",
       {{"login", std::move(login)},
        {"app", state.app},
        {"file", state.file},
        {"problem", state.problem.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(state.problem)}}}};
}

void print_state(Context& context, const app::SpotifyState& state) {
  if (context.json) return context.print_json(state_json(state));
  auto& console = context.console;
  if (!state.problem.empty()) {
    console.print(fmt::format("spotify    {}\n", printable(state.problem)));
  } else if (state.login) {
    console.print(fmt::format("spotify    a user is logged in since {}, at most until {} (app {}, kept in {})\n",
                              day(state.login->since), day(state.login->ends), printable(state.login->client_id),
                              printable(state.file)));
  } else if (state.app) {
    console.print(
        "spotify    an app by itself (client id and secret are set): songs can be looked up, playlists of new "
        "apps cannot be read\n");
  } else {
    console.print("spotify    nobody is logged in\n");
    console.note("'segue login spotify --help' says how, and 'segue import --help' what needs no login.");
  }
}

struct Words {
  int port = kDefaultPort;
  int patience = kDefaultPatience;
  bool no_browser = false;
};

int log_in(Context& context, const Words& words) {
  app::Services services(context.services());
  const auto show = [&](const std::string& url) {
    context.console.warn("Open this address in a browser on this machine, and agree there:");
    context.console.warn("  " + url);
    if (words.no_browser || !context.console.progress_wanted()) return;
    // In the background: some browsers keep it waiting until they are closed.
    run_program({"sh", "-c", R"(command -v xdg-open >/dev/null && xdg-open "$1" >/dev/null 2>&1 &)", "sh", url}, "");
  };
  const auto state =
      app::log_in_to_spotify(services, words.port, std::chrono::seconds(words.patience), show, *context.cancellation);
  print_state(context, state);
  return 0;
}

int log_out(Context& context) {
  const bool was = app::log_out_of_spotify(context.services());
  if (context.json) {
    context.print_json({{"version", 1}, {"was_logged_in", was}});
  } else if (was) {
    context.console.print("Logged out of Spotify on this machine.\n");
    context.console.note("spotify.com/account/apps takes back what the app was allowed.");
  } else {
    context.console.print("Nobody was logged in at Spotify.\n");
  }
  return 0;
}

}  // namespace

void add_login(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("login", "Log in at a service, or say where you are logged in");
  add_json_flag(*command, context);
  command->footer(R"(
Examples:
  segue login
  segue login spotify)");
  auto* spotify = command->add_subcommand("spotify", "Let segue read your playlists at Spotify, and write some");
  spotify->add_option("--port", words->port, "Of 127.0.0.1, as in the Redirect URI of your app; 0: any that is free")
      ->type_name("N")
      ->check(CLI::Range(0, kLargestPort))
      ->capture_default_str();
  spotify->add_option("--patience", words->patience, "Seconds to wait for you in the browser")
      ->type_name("S")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  spotify->add_flag("--no-browser", words->no_browser, "Only print the address, open nothing");
  add_json_flag(*spotify, context);
  spotify->footer(R"(
Once: make an app at developer.spotify.com/dashboard (its owner needs Premium), give it the Redirect URI
http://127.0.0.1:8888/callback, add yourself in 'User Management', and set SPOTIFY_CLIENT_ID to its Client ID.
The login lasts six months. It is kept in $XDG_STATE_HOME/segue/spotify-login.json, for you alone to read.

On a machine without a browser, forward the port first: ssh -L 8888:127.0.0.1:8888 THAT-MACHINE

Examples:
  SPOTIFY_CLIENT_ID=0123456789abcdef0123456789abcdef segue login spotify
  segue login spotify --port 9090 --no-browser)");
  spotify->callback([&context, words] { context.run = [&context, words] { return log_in(context, *words); }; });
  command->callback([&context, command] {
    if (!command->get_subcommands().empty()) return;
    context.run = [&context] {
      print_state(context, app::spotify_state(context.services()));
      return 0;
    };
  });
}

void add_logout(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("logout", "Forget a login");
  command->require_subcommand(1);
  auto* spotify = command->add_subcommand("spotify", "Remove the login at Spotify from this machine");
  add_json_flag(*spotify, context);
  spotify->callback([&context] { context.run = [&context] { return log_out(context); }; });
}

}  // namespace segue::cli
