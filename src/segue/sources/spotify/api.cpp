#include "segue/sources/spotify/api.h"

#include <utility>

#include <fmt/format.h>

#include "segue/sources/http/http_url.h"
#include "segue/sources/spotify/refusal.h"

namespace segue::sources {
namespace {

constexpr int kUnauthorized = 401;

}  // namespace

SpotifyApi::SpotifyApi(HttpClient& http, CachedHttp& cached, SpotifyTokens& tokens)
    : http_(http), cached_(cached), tokens_(tokens) {}

bool SpotifyApi::is_own(std::string_view url) const {
  const std::string& api = account().api;
  const auto own = origin_of(api);
  const auto other = origin_of(url);
  if (!own || !other || *own != *other) return false;
  const auto path = [](std::string_view text) {
    const auto begin = text.find('/', text.find("://") + 3);
    return begin == std::string_view::npos ? std::string_view("/") : text.substr(begin);
  };
  const auto base = path(api);
  const auto rest = path(url);
  return rest.find("..") == std::string_view::npos && (base == "/" || rest.starts_with(std::string(base) + "/"));
}

HttpRequest SpotifyApi::request_to(HttpMethod method, std::string_view path, const std::string& json) const {
  std::string url = path.starts_with('/') ? account().api + std::string(path) : std::string(path);
  HttpRequest request =
      json.empty() ? HttpRequest::get(std::move(url)) : HttpRequest::json(method, std::move(url), json);
  request.method = method;
  if (json.empty()) request.headers.add("Accept", "application/json");
  request.accept_gzip = true;
  request.redirects = Redirects::kSameOrigin;
  return request;
}

template <class Send>
HttpResponse SpotifyApi::with_token(HttpRequest& request, const Cancellation& cancellation, const Send& send) {
  const HttpHeaders plain = request.headers;
  for (bool again = false;; again = true) {
    const std::string token = tokens_.token(cancellation);
    request.headers = plain;
    request.bearer(token);
    HttpResponse response = send();
    if (response.status != kUnauthorized || again) return response;
    tokens_.refused(token);
  }
}

void SpotifyApi::check_online(std::string_view what) const {
  if (!cached_.offline()) return;
  throw Error(ErrorKind::kService, fmt::format("{}: not asked for, because segue is to stay offline", what),
              "What was read before is in the cache; for anything else leave --offline out.");
}

HttpResponse SpotifyApi::get(std::string_view path, std::string_view what, const Keeping& keeping,
                             const Cancellation& cancellation) {
  HttpRequest request = request_to(HttpMethod::kGet, path, {});
  request.body_limit = keeping.body_limit;
  CacheRule rule;
  rule.contract = "spotify/1";
  rule.good = keeping.good;
  rule.missing = keeping.missing;
  rule.key = fmt::format("{} {} {}", tokens_.asker(), keeping.version, request.url);
  if (auto kept = cached_.find(request, rule)) return std::move(kept->response);
  check_online(what);
  return with_token(request, cancellation, [&] { return cached_.send(request, rule, cancellation)->response; });
}

HttpResponse SpotifyApi::get_now(std::string_view path, std::string_view what, const Cancellation& cancellation) {
  check_online(what);
  HttpRequest request = request_to(HttpMethod::kGet, path, {});
  return with_token(request, cancellation, [&] { return http_.send(request, cancellation); });
}

HttpResponse SpotifyApi::write(HttpMethod method, std::string_view path, std::string_view what, const std::string& json,
                               const Cancellation& cancellation) {
  check_online(what);
  HttpRequest request = request_to(method, path, json);
  request.redirects = Redirects::kNone;
  return with_token(request, cancellation, [&] { return http_.send(request, cancellation); });
}

Error SpotifyApi::refusal(const HttpResponse& response, std::string_view what) {
  if (response.come_back || response.status == 429 || response.status >= 500) come_back_later_ = true;
  return spotify_refusal(response, {std::string(what), by_user(), http_.settings().pauses->now(), tokens_.secrets()});
}

}  // namespace segue::sources
