#include "segue/sources/spotify/refusal.h"

#include <algorithm>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/sources/spotify/json_value.h"

namespace segue::sources {
namespace {

constexpr std::string_view kDashboard = "developer.spotify.com/dashboard";
constexpr std::string_view kWithoutAccount =
    "What needs no leave of Spotify's: save the playlist as a CSV with Exportify and import that; or import a folder "
    "of "
    "music, an M3U8 or JSPF playlist, or a Subsonic server.";

struct Words {
  std::string message;  ///< what the server says; may be empty
  std::string reason;
};

/// Only what may be shown: on one line, short, without secrets.
std::string shown(std::string_view text, const std::vector<std::string>& secrets) {
  constexpr std::size_t kMostBytes = 1000;
  constexpr std::size_t kMostCells = 200;
  std::string words = printable(text.substr(0, kMostBytes));
  for (const auto& secret : secrets) {
    if (secret.empty()) continue;
    for (auto at = words.find(secret); at != std::string::npos; at = words.find(secret, at)) {
      words.replace(at, secret.size(), "***");
    }
  }
  return shorten(words, kMostCells);
}

/// {"error": {"message", "reason"}}, or {"error": "...", "error_description": "..."}; anything else says nothing.
Words words_of(const HttpResponse& response, const std::vector<std::string>& secrets) {
  const JsonDocument document(response.body);
  const auto root = document.root();
  const auto error = root["error"];
  Words words;
  if (error.is_object()) {
    auto message = error["message"].text();
    if (message.empty()) message = error["description"].text();
    words = {shown(message, secrets), shown(error["reason"].text(), secrets)};
  } else {
    words = {shown(root["error_description"].text(), secrets), shown(error.text(), secrets)};
  }
  return words;
}

bool says(const std::string& text, std::string_view part) {
  return fold(text).find(part) != std::string::npos;
}

Error refuse(const SpotifyAsked& asked, const std::string& why, const Words& words, std::string hint,
             ErrorKind kind = ErrorKind::kService) {
  const auto said = words.message.empty() ? "" : fmt::format(" (Spotify says: {})", words.message);
  return {kind, fmt::format("{}: {}{}", asked.what, why, said), std::move(hint)};
}

Error forbidden(const SpotifyAsked& asked, const Words& words) {
  if (says(words.message, "premium")) {
    return refuse(
        asked, "Spotify serves this app only while its owner has Premium", words,
        fmt::format("Whoever made the app at {} needs Spotify Premium; it takes some hours to count.", kDashboard));
  }
  if (says(words.message, "not be registered")) {
    return refuse(asked, "the user who is logged in is not on the app's list", words,
                  fmt::format("Add the user at {}, 'User Management' of the app (five at most).", kDashboard));
  }
  if (says(words.message, "scope")) {
    return refuse(asked, "the login does not allow it", words, "Log in again: 'segue login spotify'.");
  }
  if (!asked.by_user) {
    return refuse(
        asked, "the app alone may not read this", words,
        fmt::format("Log in as a user ('segue login spotify'): then your own playlists can be read, and those "
                    "you make together with others.\n  {}",
                    kWithoutAccount));
  }
  return refuse(asked, "Spotify does not let this app read it", words,
                fmt::format("Apps made since 2024 may read only playlists of the user who is logged in: copy the songs "
                            "into a playlist of your own and import that.\n  {}",
                            kWithoutAccount));
}

Error too_many(const HttpResponse& response, const SpotifyAsked& asked, const Words& words) {
  const bool quota = says(words.reason, "quota_exceeded");
  const std::string why = quota ? "the quota of the developer account is used up" : "Spotify asks for fewer requests";
  const std::string kept = "What was read so far is kept: run the same command again then.";
  if (!response.come_back) return refuse(asked, why, words, "Try again in some minutes. " + kept);
  const auto wait = std::chrono::ceil<std::chrono::seconds>(*response.come_back - asked.now);
  const auto at = std::chrono::system_clock::to_time_t(*response.come_back);
  std::tm utc{};
  ::gmtime_r(&at, &utc);
  return refuse(asked,
                fmt::format("{}, and to come back in {} ({:%Y-%m-%d %H:%M} UTC)",
                            quota ? why + "; it says to wait" : why, wait_in_words(wait), utc),
                words, quota ? "The quota is shared by all apps of the account. " + kept : kept);
}

Error not_found(const SpotifyAsked& asked, const Words& words) {
  if (asked.what.find("playlist 37i9dQ") != std::string::npos) {
    return refuse(asked, "this is a playlist of Spotify's own, which apps made since 27 November 2024 cannot read",
                  words,
                  fmt::format("Copy its songs into a playlist of your own and import that.\n  {}", kWithoutAccount),
                  ErrorKind::kNotFound);
  }
  return refuse(asked, "Spotify has no such thing, or it is private", words,
                asked.by_user ? "Check the link. Somebody else's private playlist cannot be read."
                              : "Check the link. If the playlist is private, log in: 'segue login spotify'.",
                ErrorKind::kNotFound);
}

}  // namespace

std::string wait_in_words(std::chrono::seconds wait) {
  const auto plural = [](long number, std::string_view word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
  };
  const auto all = std::max(wait.count(), std::chrono::seconds::rep{0});
  constexpr long kMinute = 60;
  if (all < 2 * kMinute) return plural(all, "second");
  const auto minutes = (all + kMinute - 1) / kMinute;
  const auto hours = minutes / 60;
  if (hours == 0) return plural(minutes, "minute");
  return minutes % 60 == 0 ? plural(hours, "hour") : plural(hours, "hour") + " " + plural(minutes % 60, "minute");
}

Error spotify_refusal(const HttpResponse& response, const SpotifyAsked& asked) {
  const auto words = words_of(response, asked.secrets);
  if (response.status == 429 || response.come_back) return too_many(response, asked, words);
  if (response.status == 401) {
    return refuse(
        asked, asked.by_user ? "Spotify does not accept the login" : "Spotify does not accept the app", words,
        asked.by_user ? "Log in again: 'segue login spotify'." : "Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET.");
  }
  if (response.status == 403) return forbidden(asked, words);
  if (response.status == 404) return not_found(asked, words);
  if (response.status >= 500) {
    return refuse(asked, fmt::format("Spotify is out of order (status {})", response.status), words,
                  "Try again later; what was read so far is kept.");
  }
  return refuse(asked, fmt::format("Spotify answered with status {}", response.status), words,
                "If it stays so, check the configured address (spotify_api_url).");
}

std::string spotify_token_error(const HttpResponse& response) {
  const JsonDocument document(response.body);
  return shown(document.root()["error"].text(), {});
}

Error spotify_token_refusal(const HttpResponse& response, const SpotifyAsked& asked) {
  const auto words = words_of(response, asked.secrets);
  const auto error = spotify_token_error(response);
  if (response.status == 429 || response.come_back) return too_many(response, asked, words);
  if (error == "invalid_client") {
    return refuse(asked, "Spotify does not know the app", words,
                  fmt::format("Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET against {}.", kDashboard));
  }
  if (error == "invalid_grant") {
    return refuse(asked,
                  "the login is not valid any more (it ends six months after it was made, or when it is revoked)",
                  words, "Log in again: 'segue login spotify'.");
  }
  if (response.status >= 500) {
    return refuse(asked, fmt::format("Spotify is out of order (status {})", response.status), words,
                  "Try again later.");
  }
  const auto named = error.empty() ? "" : fmt::format(", {}", error);
  return refuse(asked, fmt::format("Spotify gave no token (status {}{})", response.status, named), words,
                fmt::format("Check the app at {} (its Redirect URI, too), and the configured address "
                            "(spotify_accounts_url).",
                            kDashboard));
}

}  // namespace segue::sources
