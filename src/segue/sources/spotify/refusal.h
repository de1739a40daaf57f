#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/error.h"
#include "segue/sources/http/http_message.h"

namespace segue::sources {

/// What a refusal is about.
struct SpotifyAsked {
  std::string what;      ///< "playlist ID": begins the message
  bool by_user = false;  ///< a user's login asked, not an app by itself
  std::chrono::system_clock::time_point now;
  std::vector<std::string> secrets;  ///< never shown, whatever the server says
};

/// Why the Web API refused, and what to do about it: 401, the known reasons of 403, 404, 429 with the time to come
/// back, the quota of a developer account, and bodies that say nothing. Error(kService), but Error(kNotFound) for a
/// playlist or track that is not there.
Error spotify_refusal(const HttpResponse& response, const SpotifyAsked& asked);

/// The same for the token endpoint, whose errors have another shape.
Error spotify_token_refusal(const HttpResponse& response, const SpotifyAsked& asked);
/// The error's name in an answer of the token endpoint ("invalid_grant"); empty if there is none.
std::string spotify_token_error(const HttpResponse& response);

/// "3 hours 20 minutes", rounded up.
std::string wait_in_words(std::chrono::seconds wait);

}  // namespace segue::sources
