#include "segue/sources/http/wire.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <system_error>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using std::chrono::milliseconds;
using Ticks = std::chrono::steady_clock;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

List list_of(const Outgoing& outgoing) {
  List list;
  // curl takes "Name:" for "leave this header out" and "Name;" for one without a value.
  for (const auto& field : outgoing.fields) {
    append(list, field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
  }
  append(list, "Expect:");  // a round trip that no service of ours needs
  if (!outgoing.accept_gzip) append(list, "Accept-Encoding: identity");
  if (!outgoing.has_body) append(list, "Content-Type:");
  return list;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// An answer while it comes in.
class Arrival {
 public:
  Arrival(Incoming& incoming, std::size_t header_limit) : incoming_(incoming), header_limit_(header_limit) {}

  /// Called by curl for each line of headers. False ends the transfer.
  bool line(std::string_view text) {
    bytes_ += text.size();
    header_bytes_ += text.size();
    return guarded([&] {
      if (header_bytes_ > header_limit_) {
        throw Refusal(fmt::format("its headers are longer than {} bytes", header_limit_));
      }
      if (complete_) return true;  // trailers, after the body
      const std::string_view words = trimmed(text);
      if (text.starts_with("HTTP/")) {
        headers_ = {};
        status_ = 0;
        const std::size_t space = text.find(' ');
        for (std::size_t i = space + 1; space != std::string_view::npos && i < text.size(); ++i) {
          if (text[i] < '0' || text[i] > '9' || status_ > 99) break;
          status_ = status_ * 10 + (text[i] - '0');
        }
      } else if (!words.empty()) {
        const std::size_t colon = words.find(':');
        if (colon != std::string_view::npos)
          headers_.add(trimmed(words.substr(0, colon)), trimmed(words.substr(colon + 1)));
      } else if (status_ >= 200) {
        complete_ = true;
        enough_ = !incoming_.headers(status_, headers_);
        return !enough_;
      }
      return true;
    });
  }

  bool body(std::span<const std::byte> bytes) {
    bytes_ += bytes.size();
    return guarded([&] {
      incoming_.body(bytes);
      return true;
    });
  }

  std::uint64_t bytes() const { return bytes_; }
  bool enough() const { return enough_; }
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  /// Nothing may be thrown through curl's C frames.
  template <class Step>
  bool guarded(const Step& step) {
    try {
      return step();
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  Incoming& incoming_;
  std::size_t header_limit_;
  std::size_t header_bytes_ = 0;
  std::uint64_t bytes_ = 0;
  int status_ = 0;
  HttpHeaders headers_;
  bool complete_ = false;
  bool enough_ = false;
  std::exception_ptr thrown_;
};

std::size_t take_line(char* data, std::size_t size, std::size_t count, void* arrival) {
  return static_cast<Arrival*>(arrival)->line({data, size * count}) ? size * count : 0;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* arrival) {
  const auto bytes = std::as_bytes(std::span(data, size * count));
  return static_cast<Arrival*>(arrival)->body(bytes) ? size * count : CURL_WRITEFUNC_ERROR;
}

std::string system_reason(CURL* easy) {
  long number = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
  if (number == 0) return "nobody answers";
  return std::generic_category().message(static_cast<int>(number));
}

WireResult result_of(CURL* easy, CURLcode code) {
  const auto hint_network = "check the network connection (and https_proxy, if there is a proxy), then run it again";
  switch (code) {
    case CURLE_OK:
      return {};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {WireEnd::kUnreachable, "there is no host of that name", hint_network};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {WireEnd::kUnreachable, "the proxy's name is unknown", "check https_proxy and http_proxy"};
    case CURLE_COULDNT_CONNECT:
      return {WireEnd::kUnreachable, "it cannot be reached: " + system_reason(easy), hint_network};
    case CURLE_SSL_CONNECT_ERROR:
      return {WireEnd::kUnreachable, "no TLS connection came about", hint_network};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return {WireEnd::kRefused,
              "its certificate is not to be trusted: it is for another host, too old, or signed by "
              "nobody this system knows",
              "check this machine's date and its certificates (package ca-certificates; SSL_CERT_FILE names others)"};
    case CURLE_SSL_CACERT_BADFILE:
      return {WireEnd::kRefused, "the file of trusted certificates cannot be read", "check SSL_CERT_FILE"};
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return {WireEnd::kBroken, "the connection broke off", hint_network};
    case CURLE_BAD_CONTENT_ENCODING:
      return {WireEnd::kRefused, "its answer cannot be unpacked", ""};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {WireEnd::kRefused, "what answers there does not speak HTTP", "check the address"};
    case CURLE_OUT_OF_MEMORY:
      throw std::bad_alloc();
    default:
      return {WireEnd::kBroken, curl_easy_strerror(code), hint_network};
  }
}

/// The times that curl does not keep as finely as they are needed here.
class Watch {
 public:
  explicit Watch(const Outgoing& outgoing) : outgoing_(outgoing), begun_(Ticks::now()), window_(begun_) {}

  std::optional<WireResult> problem(CURL* easy, const Arrival& arrival) {
    const auto now = Ticks::now();
    curl_off_t sent = 0;
    curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_off_t connected = 0;  // microseconds; 0 until the request begins to go out
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    const std::uint64_t bytes = arrival.bytes() + static_cast<std::uint64_t>(sent);
    const WireEnd end = connected > 0 ? WireEnd::kBroken : WireEnd::kUnreachable;
    if (outgoing_.whole.count() > 0 && now - begun_ > outgoing_.whole) {
      return WireResult{end, "no whole answer within " + in_words(outgoing_.whole), "try again later"};
    }
    if (connected == 0) {
      window_ = now;
      if (now - begun_ > outgoing_.connect) {
        return WireResult{end, "no connection within " + in_words(outgoing_.connect),
                          "check the network connection, or try again later"};
      }
    } else if (now - window_ > outgoing_.stall) {
      if (bytes < window_bytes_ + outgoing_.least_bytes) {
        return WireResult{end, "it fell silent for " + in_words(outgoing_.stall), "try again later"};
      }
      window_ = now;
      window_bytes_ = bytes;
    }
    return std::nullopt;
  }

 private:
  static std::string in_words(milliseconds time) {
    return fmt::format("{:g} seconds", static_cast<double>(time.count()) / 1000);
  }

  const Outgoing& outgoing_;
  Ticks::time_point begun_;
  Ticks::time_point window_;
  std::uint64_t window_bytes_ = 0;
};

void initialize_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw Error(ErrorKind::kFailed, "libcurl does not start");
}

}  // namespace

class Wire::Impl {
 public:
  explicit Impl(const std::filesystem::path& certificates) : certificates_(certificates) {
    initialize_curl();
    multi_.reset(curl_multi_init());
    easy_.reset(curl_easy_init());
    if (!multi_ || !easy_) throw std::bad_alloc();
  }

  WireResult exchange(const Outgoing& outgoing, Incoming& incoming, const Cancellation& cancellation) try {
    Arrival arrival(incoming, outgoing.header_limit);
    const List list = list_of(outgoing);
    prepare(outgoing, list.get(), arrival);
    const Attached attached(multi_.get(), easy_.get());
    WireResult result = run(outgoing, arrival, cancellation);
    arrival.rethrow();
    if (arrival.enough()) return {};
    return result;
  } catch (const Refusal& refusal) {
    return {WireEnd::kRefused, refusal.what(), "tell who runs the service, or check its configured address"};
  }

 private:
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  /// Taking the handle out again ends whatever is under way.
  class Attached {
   public:
    Attached(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
      if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) throw std::bad_alloc();
    }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;
    ~Attached() { curl_multi_remove_handle(multi_, easy_); }

   private:
    CURLM* multi_;
    CURL* easy_;
  };

  void prepare(const Outgoing& outgoing, curl_slist* list, Arrival& arrival) {
    CURL* easy = easy_.get();
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, outgoing.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name server when cancelled
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // no token to a proxy
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!certificates_.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, certificates_.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(outgoing.connect.count()) + 1000);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, outgoing.fresh_connection ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    // The header of ours goes before the one curl would send.
    if (outgoing.unpack) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &take_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &arrival);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &arrival);
    if (outgoing.method == HttpMethod::kHead) {
      curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
      return;
    }
    if (outgoing.has_body) {
      curl_easy_setopt(easy, CURLOPT_POST, 1L);
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(outgoing.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, outgoing.body.data());
    } else {
      curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    const std::string method(method_name(outgoing.method));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  }

  WireResult run(const Outgoing& outgoing, const Arrival& arrival, const Cancellation& cancellation) {
    constexpr int kPollMilliseconds = 50;
    Watch watch(outgoing);
    while (true) {
      int running = 0;
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) throw std::bad_alloc();
      arrival.rethrow();
      if (running == 0) break;
      cancellation.check();
      if (auto problem = watch.problem(easy_.get(), arrival)) return *problem;
      if (curl_multi_poll(multi_.get(), nullptr, 0, kPollMilliseconds, nullptr) != CURLM_OK) throw std::bad_alloc();
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg == CURLMSG_DONE) return result_of(easy_.get(), message->data.result);
    }
    return {WireEnd::kBroken, "the transfer ended without a word", ""};
  }

  std::filesystem::path certificates_;
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::unique_ptr<CURL, FreeEasy> easy_;
};

Wire::Wire(const std::filesystem::path& certificates) : impl_(std::make_unique<Impl>(certificates)) {}
Wire::~Wire() = default;

WireResult Wire::exchange(const Outgoing& outgoing, Incoming& incoming, const Cancellation& cancellation) {
  return impl_->exchange(outgoing, incoming, cancellation);
}

}  // namespace segue::sources
