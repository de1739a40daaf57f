#include "segue/app/spotify.h"

#include "segue/base/error.h"
#include "segue/sources/spotify/login.h"

namespace segue::app {
namespace {

constexpr std::chrono::hours kLoginLasts{24 * 182};  // six months, and no day more than Spotify's

sources::SpotifyAccount account_of(const ServiceSettings& settings) {
  sources::SpotifyAccount account;
  account.api = settings.spotify_api_url;
  account.accounts = settings.spotify_accounts_url;
  account.client_id = settings.spotify_client_id;
  account.client_secret = settings.spotify_client_secret;
  account.market = settings.spotify_market;
  return account;
}

}  // namespace

Spotify::Spotify(Services& services)
    : offline_(services.settings().offline),
      tokens_(services.http(), account_of(services.settings())),
      api_(services.http(), services.cached(), tokens_) {}

void Spotify::check_credentials() const {
  if (!offline_ && tokens_.who() == sources::SpotifyTokens::Who::kNobody) throw sources::no_spotify_credentials();
}

SpotifyState spotify_state(const ServiceSettings& settings) {
  const auto account = account_of(settings);
  SpotifyState state;
  state.app = !account.client_id.empty() && !account.client_secret.empty();
  state.file = account.login_file.string();
  try {
    if (const auto login = sources::read_spotify_login(account.login_file)) {
      state.login = {login->client_id, login->scope, login->since, login->since + kLoginLasts};
    }
  } catch (const Error& error) {
    state.problem = error.what();
  }
  return state;
}

SpotifyState log_in_to_spotify(Services& services, int port, std::chrono::seconds patience,
                               const std::function<void(const std::string&)>& show, const Cancellation& cancellation) {
  if (services.settings().offline) {
    throw Error(ErrorKind::kUsage, "a login needs Spotify, and segue is to stay offline", "Leave 'offline' out.");
  }
  sources::log_in_to_spotify(services.http(), account_of(services.settings()), {port, patience, show}, cancellation);
  return spotify_state(services.settings());
}

bool log_out_of_spotify(const ServiceSettings& settings) {
  return sources::remove_spotify_login(account_of(settings).login_file);
}

}  // namespace segue::app
