#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "segue/base/progress.h"
#include "segue/sources/http/http_message.h"
#include "segue/sources/http/http_pauses.h"
#include "segue/sources/http/http_url.h"

namespace segue::sources {

/// How politely one host is asked.
struct HostPolicy {
  std::chrono::milliseconds spacing{0};  ///< between the beginnings of two requests
  int concurrency = 2;                   ///< requests under way at the same time
};

/// "segue/VERSION (+contact)"; without the brackets if `contact` (a URL or an address) is empty.
std::string user_agent(std::string_view contact = {});

struct HttpSettings {
  std::string agent = user_agent();

  HostPolicy host;  ///< of hosts not named below
  /// By name ("api.spotify.com", lower case), or name and port ("127.0.0.1:8080"), which goes before.
  std::map<std::string, HostPolicy> hosts;

  std::chrono::milliseconds connect{10'000};  ///< until the connection stands, TLS included
  std::chrono::milliseconds stall{30'000};    ///< without a single byte (a download: 16 KiB)
  std::chrono::milliseconds whole{60'000};    ///< one attempt of send(); download() has no such limit unless asked

  int repetitions = 4;                     ///< after the first attempt; of 408, 425, 429, 5xx, broken transport
  std::chrono::milliseconds backoff{500};  ///< before the first repetition; doubles, with jitter of +-25%
  std::chrono::milliseconds longest_backoff{30'000};
  std::chrono::seconds longest_wait{120};  ///< a Retry-After beyond this is not waited for (come_back)
  /// For one answer, repetitions and waits counted, since a byte of a download last came; 0: as long as the above
  /// takes. None is begun after it, and none but a download lasts beyond it.
  std::chrono::milliseconds patience{0};
  std::optional<std::uint64_t> jitter_seed;  ///< by chance if nothing

  int redirects = 8;                           ///< at most, for one request
  std::size_t header_limit = 64U * 1024;       ///< bytes of all header lines of one answer
  std::size_t body_limit = 16U * 1024 * 1024;  ///< bytes that send() keeps

  /// Certificates that are trusted, in place of the system's (SSL_CERT_FILE does the same); PEM.
  std::filesystem::path certificates;

  HttpPauses* pauses = &HttpPauses::system();
};

/// Where a download goes. Called from the thread that called download(). What it throws ends the download and is thrown
/// on: disk full is the sink's to say.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// A body begins whose first byte is byte `offset` of the whole: what came before stays if `offset` is its length,
  /// and is to be thrown away if `offset` is 0. `total`: the length of the whole, if the server says it. Called again
  /// when a broken transfer goes on.
  virtual void begin(std::uint64_t offset, std::optional<std::uint64_t> total) = 0;
  virtual void write(std::span<const std::byte> bytes) = 0;
};

/// The one HTTP client of segue: every service is asked through it, so that each is asked politely and safely.
///
/// Answers of every status are values (HttpResponse). What is thrown:
///   Error(kService)      no answer after all repetitions (no such host, refused, timed out, broken off), an untrusted
///                        certificate, too many or unsafe redirects, a body or headers beyond their limit; with method,
///                        host and path, what happened, and what to do;
///   Error(kUsage)        the URL is none, or a header holds a line break;
///   Error(kInterrupted)  cancelled: within a tenth of a second, whatever is going on.
/// Neither messages nor hints hold a query string, a header's value or a body.
///
/// Certificates are always verified. Proxies are taken from the environment (https_proxy, no_proxy) as curl does; no
/// .netrc, no cookies. Redirects: see enum Redirects; 303, and 301 or 302 after a POST, go on as GET.
/// Repetitions wait as Retry-After (seconds or date) says, else RateLimit's t when its r is 0, else with exponential
/// backoff; while a host has said to wait, other requests to it wait too.
///
/// Any number of threads may call it at the same time; connections are kept and used again.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpResponse send(const HttpRequest& request, const Cancellation& cancellation = Cancellation::never());

  /// GET whose body, if the status is 200 or 206, goes to `sink` beginning with byte `from`; any other body (error
  /// messages) is in the response as with send(). A transfer that breaks off is continued with Range where it broke, or
  /// begun again if the server knows no Range; repetitions are counted anew whenever it got 64 KiB further than ever
  /// before. The server's coding is refused if it is not the identity, and the body is never longer than `limit` bytes
  /// in all. If the server says that `from` is the end (416), it is asked for the whole.
  HttpResponse download(const HttpRequest& request, BodySink& sink, std::uint64_t from, std::uint64_t limit,
                        const Cancellation& cancellation = Cancellation::never());

  /// How many requests went to `origin` so far, redirects and repetitions counted.
  std::int64_t requests(const Origin& origin) const;

  const HttpSettings& settings() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segue::sources
