#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/sources/http/http_message.h"

namespace segue::sources {

/// One request as it goes to one host: redirects and repetitions are somebody else's.
struct Outgoing {
  HttpMethod method = HttpMethod::kGet;
  std::string url;
  std::vector<HttpHeaders::Field> fields;
  std::string_view body;
  bool has_body = false;
  bool accept_gzip = false;
  bool unpack = true;             ///< also what was compressed unasked
  bool fresh_connection = false;  ///< an old connection may break after the request arrived
  std::chrono::milliseconds connect{0};
  std::chrono::milliseconds stall{0};
  std::chrono::milliseconds whole{0};  ///< 0: no limit
  std::uint64_t least_bytes = 1;       ///< in a time of `stall`
  std::size_t header_limit = 0;
};

/// Thrown while an answer comes in: it is not to be had, however often it is asked for. The reason only.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Takes an answer as it arrives. What it throws ends the exchange and is thrown on.
class Incoming {
 public:
  virtual ~Incoming() = default;
  /// Status line and headers are complete. False: nothing more is wanted, and the exchange counts as done.
  virtual bool headers(int status, const HttpHeaders& headers) = 0;
  virtual void body(std::span<const std::byte> bytes) = 0;
};

enum class WireEnd : std::uint8_t {
  kDone,
  kUnreachable,  ///< no connection: nothing of the request can have arrived
  kBroken,       ///< it broke off or took too long: a repetition may help
  kRefused,      ///< what came may not be trusted or is no HTTP: a repetition does not help
};

struct WireResult {
  WireEnd end = WireEnd::kDone;
  std::string what;  ///< what happened, in words, unless kDone
  std::string hint;  ///< what to do about it; may be empty
};

/// One connection at a time to whoever is asked, kept open for the next request. Not for two threads at once.
class Wire {
 public:
  /// `certificates`: a file of those trusted; the system's if empty.
  explicit Wire(const std::filesystem::path& certificates);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Throws Error(kInterrupted) within a tenth of a second once cancelled, and what `incoming` throws but Refusals,
  /// which are kRefused as headers longer than their limit are.
  WireResult exchange(const Outgoing& outgoing, Incoming& incoming, const Cancellation& cancellation);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segue::sources
