#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "segue/app/services.h"
#include "segue/base/error.h"
#include "segue/sources/http/http_url.h"

namespace segue::app {
namespace {

using std::chrono::milliseconds;

enum class Form { kAddress, kText, kSeconds, kFolder, kSwitch };
using Place = std::variant<std::string ServiceSettings::*, milliseconds ServiceSettings::*,
                           std::filesystem::path ServiceSettings::*, bool ServiceSettings::*>;

struct Row {
  std::string_view name;
  Form form;
  Place place;
  std::array<std::string_view, 2> known_as;  ///< environment variables that other programs read the same from
};

using S = ServiceSettings;
constexpr std::array kRows = {
    Row{"contact", Form::kText, &S::contact, {}},
    Row{"genius_access_token", Form::kText, &S::genius_access_token, {"GENIUS_ACCESS_TOKEN"}},
    Row{"genius_pages_url", Form::kAddress, &S::genius_pages_url, {}},
    Row{"genius_spacing", Form::kSeconds, &S::genius_spacing, {}},
    Row{"genius_url", Form::kAddress, &S::genius_url, {}},
    Row{"http_backoff", Form::kSeconds, &S::http_backoff, {}},
    Row{"http_cache", Form::kFolder, &S::http_cache, {}},
    Row{"http_patience", Form::kSeconds, &S::http_patience, {}},
    Row{"listenbrainz_spacing", Form::kSeconds, &S::listenbrainz_spacing, {}},
    Row{"listenbrainz_token", Form::kText, &S::listenbrainz_token, {"LISTENBRAINZ_TOKEN"}},
    Row{"listenbrainz_url", Form::kAddress, &S::listenbrainz_url, {}},
    Row{"lrclib_spacing", Form::kSeconds, &S::lrclib_spacing, {}},
    Row{"lrclib_url", Form::kAddress, &S::lrclib_url, {}},
    Row{"offline", Form::kSwitch, &S::offline, {}},
    Row{"reccobeats_spacing", Form::kSeconds, &S::reccobeats_spacing, {}},
    Row{"reccobeats_url", Form::kAddress, &S::reccobeats_url, {}},
    Row{"spotify_accounts_url", Form::kAddress, &S::spotify_accounts_url, {}},
    Row{"spotify_api_url", Form::kAddress, &S::spotify_api_url, {}},
    Row{"spotify_client_id", Form::kText, &S::spotify_client_id, {"SPOTIFY_CLIENT_ID", "SPOTIPY_CLIENT_ID"}},
    Row{"spotify_client_secret",
        Form::kText,
        &S::spotify_client_secret,
        {"SPOTIFY_CLIENT_SECRET", "SPOTIPY_CLIENT_SECRET"}},
    Row{"spotify_market", Form::kText, &S::spotify_market, {}},
    Row{"spotify_spacing", Form::kSeconds, &S::spotify_spacing, {}},
    Row{"subsonic_api_key", Form::kText, &S::subsonic_api_key, {}},
    Row{"subsonic_password", Form::kText, &S::subsonic_password, {}},
    Row{"subsonic_spacing", Form::kSeconds, &S::subsonic_spacing, {}},
    Row{"subsonic_url", Form::kAddress, &S::subsonic_url, {}},
    Row{"subsonic_user", Form::kText, &S::subsonic_user, {}},
};

std::vector<std::string> variables_of(const Row& row) {
  std::string variable = "SEGUE_";
  for (const char c : row.name) variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::vector<std::string> variables{std::move(variable)};
  for (const auto other : row.known_as) {
    if (!other.empty()) variables.emplace_back(other);
  }
  return variables;
}

/// The value itself is not repeated where it may be an address with a password in it.
[[noreturn]] void refuse(const Row& row, const S::Said& said, std::string_view expected, bool show) {
  throw Error(ErrorKind::kUsage, fmt::format("{}: expected {} for {}{}", said.where, expected, row.name,
                                             show ? fmt::format(", found '{}'", said.value) : ""));
}

std::string address_of(const Row& row, const S::Said& said) {
  std::string url = said.value;
  while (url.ends_with('/')) url.pop_back();
  if (!sources::origin_of(url) || url.find_first_of("?#") != std::string::npos) {
    refuse(row, said, "an address http://HOST/... or https://HOST/..., without a name, a password or a query", false);
  }
  return url;
}

milliseconds time_of(const Row& row, const S::Said& said) {
  constexpr double kLongest = 86400;
  double seconds = 0;
  const char* end = said.value.data() + said.value.size();
  const auto result = std::from_chars(said.value.data(), end, seconds);
  if (result.ec != std::errc() || result.ptr != end || !(seconds >= 0 && seconds <= kLongest)) {
    refuse(row, said, "a number of seconds, 0 to 86400,", true);
  }
  return milliseconds(std::llround(seconds * 1000));
}

bool switch_of(const Row& row, const S::Said& said) {
  std::string word = said.value;
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c; });
  if (word == "1" || word == "true" || word == "yes" || word == "on") return true;
  if (word == "0" || word == "false" || word == "no" || word == "off") return false;
  refuse(row, said, "yes or no", true);
}

void take(S& settings, const Row& row, const S::Said& said) {
  switch (row.form) {
    case Form::kAddress:
      settings.*std::get<std::string S::*>(row.place) = address_of(row, said);
      return;
    case Form::kText:
      settings.*std::get<std::string S::*>(row.place) = said.value;
      return;
    case Form::kSeconds:
      settings.*std::get<milliseconds S::*>(row.place) = time_of(row, said);
      return;
    case Form::kFolder:
      settings.*std::get<std::filesystem::path S::*>(row.place) = said.value;
      return;
    case Form::kSwitch:
      settings.*std::get<bool S::*>(row.place) = switch_of(row, said);
      return;
  }
}

}  // namespace

ServiceSettings ServiceSettings::read(const Find& find) {
  ServiceSettings settings;
  for (const Row& row : kRows) {
    if (const auto said = find(row.name, variables_of(row))) take(settings, row, *said);
  }
  return settings;
}

std::vector<std::string_view> ServiceSettings::names() {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) names.push_back(row.name);
  return names;
}

}  // namespace segue::app
