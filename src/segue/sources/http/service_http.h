#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "segue/base/progress.h"
#include "segue/sources/http/http_cache.h"

namespace segue::sources {

/// How long answers of a service are good, for one run.
struct ServiceMemory {
  std::chrono::seconds good{std::chrono::hours(24 * 90)};
  std::chrono::seconds missing{std::chrono::hours(24 * 30)};

  /// What was kept does not count: everything is asked anew (and kept).
  static ServiceMemory none() { return {std::chrono::seconds(0), std::chrono::seconds(0)}; }
};

/// One service that is asked about many songs: knows when a failure is that of one question, and when the service is of
/// no use for the rest of the run. Not for use by two threads at once.
class ServiceHttp {
 public:
  /// `name` as people know it ("LRCLIB"). `contract` as in CacheRule. `http` and `cache` must outlive it.
  ServiceHttp(std::string name, std::string contract, CachedHttp& http, HttpClient& client, HttpCache& cache,
              ServiceMemory memory);

  enum class Outcome : std::uint8_t {
    kGood,     ///< 2xx with a sound body
    kGone,     ///< 404, 410: there is no such thing
    kRefused,  ///< 401, 403: what it means is the service's own affair
    kFailed,   ///< of no use; `problem` says why
    kUnasked,  ///< offline, and nothing was kept
  };
  struct Reply {
    Outcome outcome = Outcome::kUnasked;
    HttpResponse response;
    std::string problem;
    bool from_cache = false;
  };
  /// Asks through the cache; `is_sound` as in CacheRule. Error(kService) once the service is given up: it asked to be
  /// left alone for longer than the client waits, kMostFailures questions in a row failed, or no answer of use came for
  /// as long as the client's patience. Error(kInterrupted) once cancelled.
  Reply get(const HttpRequest& request, const std::function<bool(std::string_view)>& is_sound,
            const Cancellation& cancellation);
  /// The same past the cache: neither taken from it nor kept. Whether a good answer was of use is the caller's to say:
  /// succeeded() or failed().
  Reply get_anew(const HttpRequest& request, const std::function<bool(std::string_view)>& is_sound,
                 const Cancellation& cancellation);

  /// What was made of an answer and kept under `key`: what it says, or nothing in it ("there is no such thing").
  /// `host` is the URL it came from.
  struct Kept {
    std::optional<std::string> text;
  };
  std::optional<Kept> kept(std::string_view url, const std::string& key) const;
  void keep(std::string_view url, const std::string& key, const Kept& what);

  bool offline() const { return http_.offline(); }
  /// A question is asked now by other means than get(): what it takes counts as patience.
  void begin() { begun_ = client_.settings().pauses->ticks(); }
  /// An answer that looked well was of no use after all. Counts, and throws, as failures of get() do.
  void failed(const std::string& problem);
  /// An answer was of use.
  void succeeded();
  [[noreturn]] void give_up(const std::string& why, const std::string& hint) const;

  static constexpr int kMostFailures = 3;

 private:
  Reply judged(HttpResponse response, const HttpRequest& request,
               const std::function<bool(std::string_view)>& is_sound);
  Reply failure(HttpResponse response, std::string problem);

  std::string name_;
  std::string contract_;
  CachedHttp& http_;
  HttpClient& client_;
  HttpCache& cache_;
  ServiceMemory memory_;
  int failures_ = 0;                                                    ///< in a row
  std::optional<std::chrono::steady_clock::time_point> failing_since_;  ///< when the first of them was begun
  std::chrono::steady_clock::time_point begun_;                         ///< the question under way
};

}  // namespace segue::sources
