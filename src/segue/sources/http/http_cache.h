#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "segue/sources/http/http_client.h"

namespace segue::sources {

/// $XDG_CACHE_HOME/segue/http, else ~/.cache/segue/http; empty if neither variable is set to an absolute path.
std::filesystem::path default_http_cache();

/// Answers kept on disk, one file each: <folder>/<host>/<sha256 of the key>. A file is written whole or not at all and
/// carries its own digest; one that is broken, cut or of another version counts as absent. Several processes may use
/// the same folder. Neither URL nor request headers are stored, and of the answer neither cookies nor tokens.
class HttpCache {
 public:
  struct Entry {
    HttpResponse response;
    std::chrono::system_clock::time_point stored;
  };

  /// An empty folder keeps nothing.
  explicit HttpCache(std::filesystem::path folder);

  std::optional<Entry> find(std::string_view host, std::string_view key) const;
  /// False if it could not be stored (no room, no permission): a cache is a help, not a condition.
  bool store(std::string_view host, std::string_view key, const Entry& entry);
  /// Removes what was stored before `time`; how many files went.
  std::size_t remove_older(std::chrono::system_clock::time_point time);

 private:
  std::filesystem::path file_of(std::string_view host, std::string_view key) const;
  std::filesystem::path folder_;
};

/// How long one kind of answer stays good.
struct CacheRule {
  /// Names the source and the version of what segue makes of its answers ("lrclib/1"): a new version asks anew.
  std::string contract;
  std::chrono::seconds good{std::chrono::hours(24 * 30)};    ///< status 2xx
  std::chrono::seconds missing{std::chrono::hours(24 * 7)};  ///< status 404 and 410; others are never kept
  /// Stands for the URL in the key where that holds what changes or is secret (a token, a salt); else empty.
  std::string key;
  /// Whether a body of status 2xx is what the service should say; one that is not is not kept, and not taken from the
  /// cache either. Nothing: every one is.
  std::function<bool(std::string_view body)> is_sound{};
};

/// GET through a cache.
class CachedHttp {
 public:
  /// Both must outlive it. `offline`: nothing is asked; what is in the cache counts however old it is.
  CachedHttp(HttpClient& client, HttpCache& cache, bool offline = false);

  struct Answer {
    HttpResponse response;
    bool from_cache = false;
    std::chrono::system_clock::time_point stored;  ///< when the server said so
  };

  /// Nothing only if offline and not in the cache. Throws what HttpClient::send does. A POST that only asks (a search)
  /// may be cached as well: the body is part of the key. No header is: an answer that depends on who asks (a token)
  /// needs a `rule.key` that says who.
  std::optional<Answer> send(const HttpRequest& request, const CacheRule& rule,
                             const Cancellation& cancellation = Cancellation::never());

  /// The same without asking anybody: nothing if the cache has no answer that the rule lets count.
  std::optional<Answer> find(const HttpRequest& request, const CacheRule& rule) const;

  bool offline() const noexcept { return offline_; }

 private:
  HttpClient& client_;
  HttpCache& cache_;
  bool offline_;
};

}  // namespace segue::sources
