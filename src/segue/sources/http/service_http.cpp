#include "segue/sources/http/service_http.h"

#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/sources/http/http_url.h"

namespace segue::sources {
namespace {

std::string host_of(std::string_view url) {
  const auto origin = origin_of(url);
  return origin ? origin->host : "";
}

}  // namespace

ServiceHttp::ServiceHttp(std::string name, std::string contract, CachedHttp& http, HttpClient& client, HttpCache& cache,
                         ServiceMemory memory)
    : name_(std::move(name)),
      contract_(std::move(contract)),
      http_(http),
      client_(client),
      cache_(cache),
      memory_(memory) {}

ServiceHttp::Reply ServiceHttp::get(const HttpRequest& request, const std::function<bool(std::string_view)>& is_sound,
                                    const Cancellation& cancellation) {
  begin();
  const CacheRule rule{contract_, memory_.good, memory_.missing, "", is_sound};
  std::optional<CachedHttp::Answer> answer;
  try {
    answer = http_.send(request, rule, cancellation);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kService) throw;
    return failure({}, error.what());
  }
  if (!answer) return {};
  if (answer->from_cache) {
    const bool gone = !answer->response.ok();
    return {gone ? Outcome::kGone : Outcome::kGood, std::move(answer->response), "", true};
  }
  Reply reply = judged(std::move(answer->response), request, is_sound);
  if (reply.outcome == Outcome::kGood) succeeded();
  return reply;
}

ServiceHttp::Reply ServiceHttp::get_anew(const HttpRequest& request,
                                         const std::function<bool(std::string_view)>& is_sound,
                                         const Cancellation& cancellation) {
  if (offline()) return {};
  begin();
  try {
    return judged(client_.send(request, cancellation), request, is_sound);  // the caller says whether it was of use
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kService) throw;
    return failure({}, error.what());
  }
}

ServiceHttp::Reply ServiceHttp::judged(HttpResponse response, const HttpRequest& request,
                                       const std::function<bool(std::string_view)>& is_sound) {
  if (response.come_back) {
    give_up(fmt::format("it asks not to be asked again before {:%Y-%m-%d %H:%M} UTC",
                        std::chrono::floor<std::chrono::seconds>(*response.come_back)),
            "Say the same again after that; what was fetched is kept.");
  }
  const int status = response.status;
  const std::string where = fmt::format("{} {}", method_name(request.method), public_url(request.url));
  if (status == 429) {
    give_up(fmt::format("{} answers 429, too many requests", where),
            "Say the same again later; what was fetched is kept.");
  }
  if (status == 404 || status == 410) {
    succeeded();
    return {Outcome::kGone, std::move(response), "", false};
  }
  if (status == 401 || status == 403)
    return {Outcome::kRefused, std::move(response), fmt::format("{} answers {}", where, status), false};
  if (!response.ok()) return failure(std::move(response), fmt::format("{} answers {}", where, status));
  if (!is_sound(response.body)) {
    return failure(std::move(response), fmt::format("{} answers something that is no answer of this service", where));
  }
  return {Outcome::kGood, std::move(response), "", false};
}

ServiceHttp::Reply ServiceHttp::failure(HttpResponse response, std::string problem) {
  failed(problem);
  return {Outcome::kFailed, std::move(response), std::move(problem), false};
}

void ServiceHttp::failed(const std::string& problem) {
  if (!failing_since_) failing_since_ = begun_;
  ++failures_;
  const auto patience = client_.settings().patience;
  const auto passed = client_.settings().pauses->ticks() - *failing_since_;
  if (failures_ >= kMostFailures) {
    give_up(fmt::format("{} questions in a row failed; the last: {}", failures_, problem),
            "Say the same again later; what was fetched is kept.");
  }
  if (patience.count() > 0 && passed >= patience) {
    give_up(fmt::format("no answer of use came for {} s; the last: {}",
                        std::chrono::duration_cast<std::chrono::seconds>(passed).count(), problem),
            "Say the same again later; what was fetched is kept.");
  }
}

void ServiceHttp::succeeded() {
  failures_ = 0;
  failing_since_.reset();
}

void ServiceHttp::give_up(const std::string& why, const std::string& hint) const {
  throw Error(ErrorKind::kService, fmt::format("{} is left out for the rest of this run: {}.", name_, why), hint);
}

std::optional<ServiceHttp::Kept> ServiceHttp::kept(std::string_view url, const std::string& key) const {
  auto entry = cache_.find(host_of(url), contract_ + "\n" + key);
  if (!entry) return std::nullopt;
  const bool is_there = entry->response.ok();
  if (!offline()) {
    const auto age = client_.settings().pauses->now() - entry->stored;
    if (age > (is_there ? memory_.good : memory_.missing) || age < std::chrono::seconds(-1)) return std::nullopt;
  }
  if (!is_there) return Kept{};
  return Kept{std::move(entry->response.body)};
}

void ServiceHttp::keep(std::string_view url, const std::string& key, const Kept& what) {
  HttpCache::Entry entry;
  entry.stored = client_.settings().pauses->now();
  constexpr int kFound = 200;
  constexpr int kNotFound = 404;
  entry.response.status = what.text ? kFound : kNotFound;
  entry.response.body = what.text.value_or("");
  cache_.store(host_of(url), contract_ + "\n" + key, entry);
}

}  // namespace segue::sources
