#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "segue/sources/http/http_client.h"
#include "segue/sources/http/http_message.h"

namespace segue::sources {

/// Whether the same request may succeed a moment later: 408, 425, 429 and 5xx.
bool may_pass(int status);

/// Whether doing the request once more does no harm, after this status.
bool may_repeat(const HttpRequest& request, int status);
/// The same if no answer came. `arrived`: something of the request may have reached the server.
bool may_repeat(const HttpRequest& request, bool arrived);

/// How long the server said to wait: Retry-After (seconds or an HTTP date), else the t of RateLimit if its r is 0; at
/// most a year, never negative. Nothing if it said nothing that can be understood.
std::optional<std::chrono::seconds> wait_asked_for(const HttpHeaders& headers,
                                                   std::chrono::system_clock::time_point now);

/// The wait before repetition `number` (1, 2, ...): backoff * 2^(number-1), at most longest_backoff, +-25% by `random`
/// (any 64 bits).
std::chrono::milliseconds backoff_of(const HttpSettings& settings, int number, std::uint64_t random);

}  // namespace segue::sources
