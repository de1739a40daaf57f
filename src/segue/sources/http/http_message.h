#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::sources {

enum class HttpMethod : std::uint8_t { kGet, kHead, kPost, kPut, kDelete };

/// "GET", "HEAD", ...
std::string_view method_name(HttpMethod method);

/// Header fields in the order they came or go. Names are compared without regard to case, as HTTP says.
class HttpHeaders {
 public:
  struct Field {
    std::string name;
    std::string value;
    bool secret = false;  ///< for one host only, never shown
  };

  /// Appends a field. Those that always hold a secret (Authorization, Cookie, X-Api-Key and the like) become secret.
  void add(std::string_view name, std::string_view value);
  /// Appends a field that is only for the host it is sent to: a redirect to another one goes without it.
  void add_secret(std::string_view name, std::string_view value);

  /// The value of the first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::vector<Field>& fields() const noexcept { return fields_; }

 private:
  std::vector<Field> fields_;
};

/// Which redirects a request follows. Whatever is said here, secrets stay with the host, port and scheme they were
/// meant for, a body is not sent on to another host, nothing leads from https to http (but from loopback to loopback),
/// and the number is limited.
enum class Redirects : std::uint8_t {
  kFollow,      ///< all that are safe
  kSameOrigin,  ///< while host, port and scheme stay the same; another one's 3xx is the answer
  kNone,        ///< a 3xx is the answer
};

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  std::string url;  ///< http:// or https://, without a user's name and password in it (these go into a header)
  HttpHeaders headers;
  std::string body;          ///< of POST and PUT (DELETE sends one if there is one)
  std::string content_type;  ///< of the body
  Redirects redirects = Redirects::kFollow;
  bool accept_gzip = false;  ///< asks for a compressed body and unpacks it; the limit holds for what is unpacked
  /// Doing it twice is the same as doing it once. GET, HEAD, PUT and DELETE are so by definition; a POST that is not is
  /// repeated only after an answer that says it was not done (408, 425, 429, 503) or if nothing of it can have arrived.
  bool repeatable = false;
  std::optional<std::size_t> body_limit;           ///< of the answer, in bytes; else the client's
  std::optional<std::chrono::milliseconds> whole;  ///< time for one attempt; else the client's

  static HttpRequest get(std::string url);
  static HttpRequest head(std::string url);
  /// A body of JSON (already written out), and Accept for the same.
  static HttpRequest json(HttpMethod method, std::string url, std::string body);
  /// A body of application/x-www-form-urlencoded (form_encode writes one).
  static HttpRequest form(HttpMethod method, std::string url, std::string body);

  /// Authorization: Bearer TOKEN, if there is a token.
  HttpRequest& bearer(std::string_view token);
};

/// What a server answered, whatever its status: this is a value to branch on.
struct HttpResponse {
  int status = 0;
  HttpHeaders headers{};  ///< of the last hop
  std::string body{};     ///< empty where a sink took it
  std::string url{};      ///< where the answer came from, after redirects; may hold a signature: do not show it
  int requests = 0;       ///< how many went out for it, redirects and repetitions counted

  /// The server said to come back later than this client waits (429 or 503, Retry-After or RateLimit beyond the cap).
  /// The host is not asked again before that: the same answer is given at once, with requests == 0.
  std::optional<std::chrono::system_clock::time_point> come_back{};

  bool ok() const noexcept { return status >= 200 && status < 300; }
};

}  // namespace segue::sources
