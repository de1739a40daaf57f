#include <array>

#include "segue/app/push_spotify.h"
#include "segue/app/subsonic_account.h"
#include "segue/cli/push_service.h"

namespace segue::cli {
namespace {

PushService::Connect declare_subsonic(CLI::App& command, Context& context) {
  auto account = std::make_shared<sources::SubsonicAccount>();
  command.add_option("--url", account->url, "The server [SEGUE_SUBSONIC_URL]")->type_name("URL");
  command.add_option("--user", account->user, "Its user [SEGUE_SUBSONIC_USER]")->type_name("NAME");
  command.add_flag("--send-password", account->send_password,
                   "Send the password itself in place of a token, for servers that know none");
  return [account, &context](app::Services& services) {
    return app::subsonic_target(services, *account, *context.cancellation);
  };
}

PushService::Connect declare_spotify(CLI::App& /*command*/, Context& /*context*/) {
  return [](app::Services& services) { return app::spotify_target(services); };
}

}  // namespace

std::span<const PushService> push_services() {
  static const std::array kServices = {
      PushService{"subsonic", "a Subsonic server: Navidrome, Gonic, Ampache, ...",
                  R"(  segue push subsonic --url https://music.example.org --seed 'Creep,Radiohead')",
                  declare_subsonic},
      PushService{"spotify", "Spotify, of the user who logged in ('segue login spotify')",
                  R"(  segue push spotify --seed 'Creep,Radiohead' --name Evening --update)", declare_spotify},
  };
  return kServices;
}

}  // namespace segue::cli
