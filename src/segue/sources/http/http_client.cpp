#include "segue/sources/http/http_client.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <random>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/sources/http/host_gate.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/http/receiver.h"
#include "segue/sources/http/repetition.h"
#include "segue/sources/http/wire.h"

namespace segue::sources {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kLeastOfDownload = 16U * 1024;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// A request on its way: what is left of it after the redirects so far.
struct Hop {
  HttpMethod method = HttpMethod::kGet;
  std::string url;
  Origin origin;
  std::vector<HttpHeaders::Field> fields;
  bool has_body = false;
};

Hop first_hop(const HttpRequest& request, const std::string& agent) {
  auto origin = origin_of(request.url);
  if (!origin) {
    throw Error(ErrorKind::kUsage,
                "expected an address http://HOST/... or https://HOST/..., without a name or password",
                "check the configured address of the service");
  }
  Hop hop{request.method, request.url, std::move(*origin), {}, false};
  hop.has_body = request.method == HttpMethod::kPost || request.method == HttpMethod::kPut || !request.body.empty();
  hop.fields.push_back({"User-Agent", agent, false});
  if (hop.has_body && !request.content_type.empty())
    hop.fields.push_back({"Content-Type", request.content_type, false});
  for (const auto& field : request.headers.fields()) hop.fields.push_back(field);
  for (const auto& field : hop.fields) {
    if (field.name.empty() || has_line_break(field.name) || has_line_break(field.value) ||
        field.name.find(':') != std::string::npos) {
      throw Error(ErrorKind::kUsage, "a header of the request to " + public_url(request.url) + " holds a line break",
                  "check the configured token for characters that do not belong there");
    }
  }
  return hop;
}

/// Where the redirect leads, or nothing if the answer is to be taken as it is. A Refusal if it leads where no request
/// of ours may go.
std::optional<Hop> next_hop(const Hop& hop, const HttpRequest& request, const HttpResponse& answer) {
  if (!is_redirect(answer.status) || request.redirects == Redirects::kNone) return std::nullopt;
  const auto location = answer.headers.find("Location");
  if (!location) return std::nullopt;
  auto url = resolve_url(hop.url, *location);
  if (!url) throw Refusal("it redirects to something that is no address of http or https");

  Hop next = hop;
  next.origin = *origin_of(*url);
  next.url = std::move(*url);
  const bool same = next.origin == hop.origin;
  if (!same && request.redirects == Redirects::kSameOrigin) return std::nullopt;
  if (hop.origin.scheme == "https" && next.origin.scheme == "http" &&
      !(is_loopback(hop.origin.host) && is_loopback(next.origin.host))) {
    throw Refusal("it redirects from https to http, to " + public_url(next.url));
  }
  const bool becomes_get = (answer.status == 303 && hop.method != HttpMethod::kHead) ||
                           ((answer.status == 301 || answer.status == 302) && hop.method == HttpMethod::kPost);
  if (becomes_get) {
    next.method = HttpMethod::kGet;
    next.has_body = false;
  }
  if (!same && next.has_body) return std::nullopt;  // what it holds was meant for the host it was written to
  std::erase_if(next.fields, [&](const HttpHeaders::Field& field) {
    return (!same && field.secret) || (!next.has_body && field.name == "Content-Type");
  });
  return next;
}

[[noreturn]] void fail(const HttpRequest& request, const Hop& hop, const std::string& what, int requests,
                       const std::string& hint) {
  std::string message = fmt::format("{} {}: {}", method_name(request.method), public_url(request.url), what);
  if (hop.origin != *origin_of(request.url)) message += fmt::format(" (redirected to {})", hop.origin.host);
  if (requests > 1) message += fmt::format(", {} requests in all", requests);
  throw Error(ErrorKind::kService, message, hint.empty() ? "try again later" : hint);
}

}  // namespace

class HttpClient::Impl {
 public:
  explicit Impl(HttpSettings settings)
      : settings_(std::move(settings)),
        gate_(settings_),
        random_(settings_.jitter_seed ? *settings_.jitter_seed : std::random_device()()) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment while the program runs
    const char* file = std::getenv("SSL_CERT_FILE");
    if (settings_.certificates.empty() && file != nullptr) settings_.certificates = file;
  }

  const HttpSettings& settings() const { return settings_; }
  std::int64_t requests(const Origin& origin) const { return gate_.passed(origin); }

  /// Asks until there is an answer that counts, or no hope of one.
  HttpResponse perform(const HttpRequest& request, Receiver& receiver, const Outgoing& manner,
                       const Cancellation& cancellation) {
    cancellation.check();
    int requests = 0;
    auto begun = settings_.pauses->ticks();
    for (int repetition = 0;; ++repetition) {
      Hop hop = first_hop(request, settings_.agent);
      bool shut = false;
      Outgoing attempt = manner;
      attempt.whole = within(manner.whole, left(begun));
      const WireResult end = follow(hop, request, receiver, attempt, requests, shut, cancellation);
      HttpResponse& answer = receiver.response();
      if (end.end == WireEnd::kRefused) fail(request, hop, end.what, requests, end.hint);
      if (receiver.advanced()) {
        repetition = 0;
        begun = settings_.pauses->ticks();
      }
      const bool answered = end.end == WireEnd::kDone;
      if (answered && (shut || !may_pass(answer.status))) {
        answer.requests = requests;
        return std::move(answer);
      }

      const milliseconds backoff = backoff_of(settings_, repetition + 1, draw());
      const auto patience = left(begun);
      const bool more = repetition < settings_.repetitions && (!patience || backoff < *patience);
      if (!answered) {
        if (!more || !may_repeat(request, end.end != WireEnd::kUnreachable)) {
          fail(request, hop, end.what, requests, end.hint);
        }
        settings_.pauses->pause(backoff, cancellation);
        continue;
      }
      const auto wait = wait_asked_for(answer.headers, settings_.pauses->now());
      if (!more || !may_repeat(request, answer.status) ||
          wait.value_or(std::chrono::seconds(0)) > settings_.longest_wait || (wait && patience && *wait >= *patience)) {
        return give_up(answer, hop, wait, requests);
      }
      if (wait) {
        gate_.hold(hop.origin, std::max<milliseconds>(*wait, backoff));
      } else {
        settings_.pauses->pause(backoff, cancellation);
      }
    }
  }

 private:
  /// One attempt: the request, and wherever its redirects lead. `hop` is where it ended; `shut`: a host that said to
  /// stay away was not asked, and its old answer is the answer.
  WireResult follow(Hop& hop, const HttpRequest& request, Receiver& receiver, const Outgoing& manner, int& requests,
                    bool& shut, const Cancellation& cancellation) {
    for (int redirects = 0;; ++redirects) {
      if (auto answer = gate_.shut_answer(hop.origin)) {
        receiver.response() = std::move(*answer);
        shut = true;
        return {};
      }
      WireResult result = once(hop, request, receiver, manner, requests, cancellation);
      if (result.end != WireEnd::kDone) return result;
      if (const std::string defect = receiver.defect(); !defect.empty()) return {WireEnd::kBroken, defect, ""};
      if (receiver.unsatisfied()) {
        hop = first_hop(request, settings_.agent);
        continue;
      }
      try {
        auto next = next_hop(hop, request, receiver.response());
        if (!next) {
          receiver.response().url = hop.url;
          return result;
        }
        if (redirects >= settings_.redirects) {
          return {WireEnd::kRefused, fmt::format("more than {} redirects", settings_.redirects), "check the address"};
        }
        hop = std::move(*next);
      } catch (const Refusal& refusal) {
        return {WireEnd::kRefused, refusal.what(), "check the address"};
      }
    }
  }

  WireResult once(const Hop& hop, const HttpRequest& request, Receiver& receiver, const Outgoing& manner, int& requests,
                  const Cancellation& cancellation) {
    const auto pass = gate_.enter(hop.origin, cancellation);
    Outgoing outgoing = manner;
    outgoing.method = hop.method;
    outgoing.url = hop.url;
    outgoing.fields = hop.fields;
    outgoing.has_body = hop.has_body;
    if (hop.has_body) outgoing.body = request.body;
    receiver.ask(outgoing);
    ++requests;
    Lent wire(*this);
    return wire->exchange(outgoing, receiver, cancellation);
  }

  /// What is left of the patience with one answer; nothing: it has no end.
  std::optional<milliseconds> left(std::chrono::steady_clock::time_point begun) const {
    if (settings_.patience.count() == 0) return std::nullopt;
    const auto passed = std::chrono::floor<milliseconds>(settings_.pauses->ticks() - begun);
    return std::max(milliseconds(1), settings_.patience - passed);
  }

  /// A download has no limit as a whole (0): it is given up when it stalls.
  static milliseconds within(milliseconds whole, std::optional<milliseconds> left) {
    return left && whole.count() > 0 ? std::min(whole, *left) : whole;
  }

  HttpResponse give_up(HttpResponse& answer, const Hop& hop, std::optional<std::chrono::seconds> wait, int requests) {
    answer.requests = requests;
    if (wait && (answer.status == 429 || answer.status == 503)) {
      answer.come_back = settings_.pauses->now() + *wait;
      gate_.shut(hop.origin, answer);
    }
    return std::move(answer);
  }

  std::uint64_t draw() {
    const std::lock_guard lock(mutex_);
    return random_.next();
  }

  /// A wire while it is used; afterwards it waits, with its open connections, for the next request.
  class Lent {
   public:
    explicit Lent(Impl& owner) : owner_(owner) {
      const std::lock_guard lock(owner_.mutex_);
      if (owner_.idle_.empty()) {
        wire_ = std::make_unique<Wire>(owner_.settings_.certificates);
      } else {
        wire_ = std::move(owner_.idle_.back());
        owner_.idle_.pop_back();
      }
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() {
      const std::lock_guard lock(owner_.mutex_);
      owner_.idle_.push_back(std::move(wire_));
    }
    Wire* operator->() const { return wire_.get(); }

   private:
    Impl& owner_;
    std::unique_ptr<Wire> wire_;
  };

  HttpSettings settings_;
  HostGate gate_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Wire>> idle_;
  Rng random_;
};

HttpClient::HttpClient(HttpSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
HttpClient::~HttpClient() = default;

std::int64_t HttpClient::requests(const Origin& origin) const {
  return impl_->requests(origin);
}

const HttpSettings& HttpClient::settings() const noexcept {
  return impl_->settings();
}

HttpResponse HttpClient::send(const HttpRequest& request, const Cancellation& cancellation) {
  const HttpSettings& settings = impl_->settings();
  Receiver receiver(request.body_limit.value_or(settings.body_limit));
  Outgoing manner;
  manner.accept_gzip = request.accept_gzip;
  manner.fresh_connection = request.method == HttpMethod::kPost && !request.repeatable;
  manner.connect = settings.connect;
  manner.stall = settings.stall;
  manner.whole = request.whole.value_or(settings.whole);
  manner.header_limit = settings.header_limit;
  return impl_->perform(request, receiver, manner, cancellation);
}

HttpResponse HttpClient::download(const HttpRequest& request, BodySink& sink, std::uint64_t from, std::uint64_t limit,
                                  const Cancellation& cancellation) {
  const HttpSettings& settings = impl_->settings();
  DownloadReceiver receiver(sink, from, limit, request.body_limit.value_or(settings.body_limit));
  Outgoing manner;
  manner.unpack = false;
  manner.connect = settings.connect;
  manner.stall = settings.stall;
  manner.whole = request.whole.value_or(milliseconds(0));
  manner.least_bytes = kLeastOfDownload;
  manner.header_limit = settings.header_limit;
  return impl_->perform(request, receiver, manner, cancellation);
}

}  // namespace segue::sources
