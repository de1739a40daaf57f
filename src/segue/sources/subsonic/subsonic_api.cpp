#include "segue/sources/subsonic/subsonic_api.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/md5.h"
#include "segue/base/unicode.h"
#include "segue/sources/http/http_url.h"

namespace segue::sources {
namespace {

constexpr std::string_view kVersion = "1.16.1";
constexpr std::string_view kFirstWithTokens = "1.13.0";
constexpr std::size_t kReplyLimit = 64U * 1024 * 1024;  // an answer of 100,000 songs is less
constexpr std::string_view kPathHint =
    "Name the server as a browser opens it, for example --url https://music.example.org or "
    "http://localhost:4533/navidrome.";

// What "error" of an answer may say (subsonic.org/pages/api.jsp and OpenSubsonic).
enum Code : int {
  kMissingParameter = 10,
  kClientTooOld = 20,
  kServerTooOld = 30,
  kWrongPassword = 40,
  kNoTokensForLdap = 41,
  kMechanismUnknown = 42,
  kMechanismsMixed = 43,
  kWrongApiKey = 44,
  kNotAuthorized = 50,
  kTrialOver = 60,
  kNotFound = 70,
};

/// Nothing an eavesdropper could guess; the token is worth nothing without the password.
std::string fresh_salt() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

std::string hex_of(std::string_view text) {
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

/// "1.16.1" as numbers, to be compared.
std::array<int, 3> numbers_of(std::string_view version) {
  std::array<int, 3> numbers{};
  const char* at = version.data();
  const char* end = at + version.size();
  for (int& number : numbers) {
    const auto result = std::from_chars(at, end, number);
    at = result.ptr;
    if (result.ec != std::errc() || at == end || *at != '.') break;
    ++at;
  }
  return numbers;
}

/// As people write it, without what follows the server itself.
std::string base_of(std::string url) {
  if (url.find("://") == std::string::npos) url = "https://" + url;
  url = url.substr(0, url.find_first_of("?#"));
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with("/rest")) url.resize(url.size() - std::string_view("/rest").size());
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string place_of(const std::string& base) {
  const auto origin = origin_of(base);
  if (!origin) return base;
  const bool usual =
      (origin->scheme == "https" && origin->port == 443) || (origin->scheme == "http" && origin->port == 80);
  const std::size_t slash = base.find('/', base.find("://") + 3);
  return origin->host + (usual ? "" : fmt::format(":{}", origin->port)) +
         (slash == std::string::npos ? "" : base.substr(slash));
}

/// "navidrome" as "Navidrome".
std::string capitalised(std::string type) {
  if (!type.empty() && type[0] >= 'a' && type[0] <= 'z') type[0] = static_cast<char>(type[0] - 'a' + 'A');
  return type;
}

std::string beginning_of(std::string_view body) {
  constexpr std::size_t kCells = 60;
  return shorten(printable(body.substr(0, 200)), kCells);
}

}  // namespace

SubsonicApi::SubsonicApi(HttpClient& http, SubsonicAccount account, const Cancellation& cancellation)
    : http_(http), account_(std::move(account)), cancellation_(&cancellation), version_(kVersion) {
  if (account_.url.empty()) {
    throw Error(ErrorKind::kUsage, "which Subsonic server is not said",
                "Name it: in SEGUE_SUBSONIC_URL, or 'subsonic_url = https://music.example.org' in "
                "~/.config/segue/config.");
  }
  base_ = base_of(account_.url);
  const auto origin = origin_of(base_);
  if (!origin) {
    throw Error(ErrorKind::kUsage,
                fmt::format("expected the URL of a Subsonic server, found '{}'", printable(public_url(account_.url))),
                std::string(kPathHint));
  }
  if (account_.api_key.empty() && (account_.user.empty() || account_.password.empty())) {
    throw Error(ErrorKind::kUsage,
                fmt::format("no user and password (or API key) for the Subsonic server {}", public_url(base_)),
                "Set SEGUE_SUBSONIC_USER and SEGUE_SUBSONIC_PASSWORD, or SEGUE_SUBSONIC_API_KEY; or the same in small "
                "letters without SEGUE_ in ~/.config/segue/config.");
  }
  if (account_.send_password && origin->scheme != "https" && !is_loopback(origin->host)) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("the password would go to {} unprotected, for everybody on the way to read", public_url(base_)),
        "Use https:// with it, or leave it out: segue then sends a token made of the password.");
  }
  place_ = place_of(base_);
}

bool SubsonicApi::has(std::string_view extension) const {
  return std::find(extensions_.begin(), extensions_.end(), extension) != extensions_.end();
}

std::string SubsonicApi::name() const {
  return fmt::format("{} at {}", type_.empty() ? "Subsonic" : capitalised(printable(type_)), place_);
}

SubsonicParameters SubsonicApi::credentials() {
  SubsonicParameters parameters;
  if (!account_.api_key.empty()) {
    parameters.emplace_back("apiKey", account_.api_key);
  } else if (account_.send_password) {
    parameters.emplace_back("u", account_.user);
    parameters.emplace_back("p", "enc:" + hex_of(account_.password));
  } else {
    const std::string salt = fresh_salt();
    parameters.emplace_back("u", account_.user);
    parameters.emplace_back("t", md5_hex(account_.password + salt));
    parameters.emplace_back("s", salt);
  }
  parameters.emplace_back("v", version_);
  parameters.emplace_back("c", "segue");
  parameters.emplace_back("f", "json");
  return parameters;
}

HttpResponse SubsonicApi::send(std::string_view method, const SubsonicParameters& parameters, bool must_not_repeat) {
  SubsonicParameters all = credentials();
  all.insert(all.end(), parameters.begin(), parameters.end());
  const std::string url = fmt::format("{}/rest/{}", base_, method);
  HttpRequest request;
  if (account_.send_password || (must_not_repeat && has_form_post())) {
    request = HttpRequest::form(HttpMethod::kPost, url, form_encode(all));
    request.repeatable = !must_not_repeat;
  } else if (must_not_repeat) {
    // Every server takes a POST; only the body's parameters need the extension.
    request = HttpRequest::form(HttpMethod::kPost, url + "?" + query_string(all), "");
  } else {
    request = HttpRequest::get(url + "?" + query_string(all));
  }
  request.headers.add("Accept", "application/json");
  request.accept_gzip = true;
  request.body_limit = kReplyLimit;
  return http_.send(request, *cancellation_);
}

void SubsonicApi::follow(const HttpResponse& response, std::string_view method) {
  // A server behind a redirect (http to https, a new name) is asked directly from here on: a POST would lose its body.
  const std::string there = response.url.substr(0, response.url.find('?'));
  const std::string tail = fmt::format("/rest/{}", method);
  if (there.ends_with(tail)) base_ = there.substr(0, there.size() - tail.size());
}

SubsonicReply SubsonicApi::call(std::string_view method, const SubsonicParameters& parameters, bool must_not_repeat) {
  const HttpResponse response = send(method, parameters, must_not_repeat);
  auto reply = read_subsonic_reply(response.body);
  if (!reply) strange(response, method);
  if (method == "ping") follow(response, method);
  return *std::move(reply);
}

void SubsonicApi::connect() {
  if (connected_) return;
  SubsonicReply reply = call("ping", {}, false);
  if (reply.failed && reply.code == kServerTooOld && !reply.version.empty() && reply.version != version_) {
    // It speaks an older version: that one then, if it knows tokens.
    if (!account_.send_password && numbers_of(reply.version) < numbers_of(kFirstWithTokens)) {
      throw Error(ErrorKind::kService,
                  fmt::format("the Subsonic server {} speaks version {} of the protocol; tokens came with {}", place_,
                              printable(reply.version), kFirstWithTokens),
                  "Update the server; or let segue send the password itself: --send-password.");
    }
    version_ = reply.version;
    reply = call("ping", {}, false);
  }
  if (reply.failed) refuse(reply, "ping");
  connected_ = true;
  type_ = reply.type;
  open_subsonic_ = reply.open_subsonic;
  if (!open_subsonic_) return;
  SubsonicReply extensions = call("getOpenSubsonicExtensions", {}, false);
  if (!extensions.failed) extensions_ = std::move(extensions.extensions);
}

SubsonicReply SubsonicApi::get(std::string_view method, const SubsonicParameters& parameters) {
  connect();
  SubsonicReply reply = call(method, parameters, false);
  if (reply.failed && reply.code != kNotFound) refuse(reply, method);
  return reply;
}

SubsonicReply SubsonicApi::try_get(std::string_view method, const SubsonicParameters& parameters) {
  connect();
  return call(method, parameters, false);
}

SubsonicReply SubsonicApi::post(std::string_view method, const SubsonicParameters& parameters) {
  connect();
  SubsonicReply reply = call(method, parameters, true);
  if (reply.failed && reply.code != kNotFound) refuse(reply, method);
  return reply;
}

void SubsonicApi::refuse(const SubsonicReply& reply, std::string_view method) const {
  const std::string words = reply.message.empty() ? "" : fmt::format(" ({})", printable(reply.message));
  const auto fail = [&](const std::string& why, std::string hint) {
    throw Error(ErrorKind::kService, fmt::format("{}: {}{}", name(), why, words), std::move(hint));
  };
  const bool by_token = account_.api_key.empty() && !account_.send_password;
  switch (reply.code) {
    case kMissingParameter:
      if (method == "ping" && by_token) {
        fail("it does not understand segue's login by token",
             "Some servers (supysonic) take the password itself only: --send-password sends it, over https or to this "
             "machine.");
      }
      break;
    case kClientTooOld:
      fail("it asks for a newer version of the protocol than segue speaks", "Look for a newer segue.");
      break;
    case kServerTooOld:
      fail(fmt::format("it does not know '{}'; it is too old", method), "Update the server.");
      break;
    case kWrongPassword:
      fail(fmt::format("it does not accept the user '{}' with this password", printable(account_.user)),
           "Check SEGUE_SUBSONIC_USER and SEGUE_SUBSONIC_PASSWORD (or subsonic_user and subsonic_password in "
           "~/.config/segue/config).");
      break;
    case kNoTokensForLdap:
    case kMechanismUnknown:
      if (by_token) {
        fail(
            "it takes no tokens from this account",
            "Make an API key on the server and set SEGUE_SUBSONIC_API_KEY; or let segue send the password itself, over "
            "https or to this machine only: --send-password.");
      }
      fail("it does not take this way of logging in", "Try it with user and password, or with an API key.");
      break;
    case kMechanismsMixed:
      fail("it found two ways of logging in at once", "Give either an API key or user and password.");
      break;
    case kWrongApiKey:
      fail("it does not accept the API key", "Check SEGUE_SUBSONIC_API_KEY.");
      break;
    case kNotAuthorized:
      fail(fmt::format("the account '{}' may not do that ('{}')", printable(account_.user), method),
           "Its rights are set on the server.");
      break;
    case kTrialOver:
      fail("its trial period is over", "Subsonic wants a licence key; Navidrome and Gonic are free.");
      break;
    case kNotFound:
      fail("what was asked for is not there", "It may have been deleted meanwhile: try again.");
      break;
    default:
      break;
  }
  fail(fmt::format("it failed at '{}', code {}", method, reply.code), "Its log may say more.");
  throw Error(ErrorKind::kService, name());  // not reached
}

void SubsonicApi::strange(const HttpResponse& response, std::string_view method) const {
  const std::string where = fmt::format("{}/rest/{}", public_url(base_), method);
  const std::string_view body = response.body;
  const auto fail = [&](const std::string& found, std::string hint) {
    throw Error(ErrorKind::kService, fmt::format("{}: {}", where, found), std::move(hint));
  };
  const std::size_t first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const bool markup = first != std::string_view::npos && body[first] == '<';
  if (response.come_back) {
    const auto wait = std::chrono::ceil<std::chrono::minutes>(*response.come_back - http_.settings().pauses->now());
    fail(fmt::format("the server asks to come back in {} minutes", std::max<std::int64_t>(wait.count(), 1)),
         "Run the same command again then.");
  }
  if (response.status == 401 || response.status == 403) {
    fail(fmt::format("refused with status {}, not by Subsonic but by what stands before it", response.status),
         "A proxy asks for its own login: let /rest/ pass without it.");
  }
  if (response.status == 404) fail("there is no Subsonic server (status 404)", std::string(kPathHint));
  if (!response.ok()) {
    fail(fmt::format("the server failed with status {}", response.status), "Try again later; its log may say more.");
  }
  if (markup && body.find("subsonic-response") != std::string_view::npos) {
    fail("the server answers in XML although it was asked for JSON (f=json)",
         "segue reads JSON, which Subsonic speaks since version 4.0 (protocol 1.4): update the server.");
  }
  if (markup) fail("expected a Subsonic server, found a web page", std::string(kPathHint));
  if (body.empty()) fail("the server sent nothing", "Try again later; its log may say more.");
  fail(fmt::format("expected Subsonic's JSON, found '{}' ({} bytes; cut off?)", beginning_of(body), body.size()),
       "Try again; if it stays so, what answers there is no Subsonic server.");
  throw Error(ErrorKind::kService, where);  // not reached
}

}  // namespace segue::sources
