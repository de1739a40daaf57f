#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "segue/sources/http/http_client.h"
#include "segue/sources/http/http_url.h"

namespace segue::sources {

/// Lets requests through to each host as its policy allows: so many at a time, so far apart, none while the host has
/// asked to wait.
class HostGate {
 public:
  explicit HostGate(const HttpSettings& settings) : settings_(settings) {}

  /// Stands for one request under way.
  class Pass {
   public:
    Pass(HostGate& gate, std::string key) : gate_(&gate), key_(std::move(key)) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() { gate_->leave(key_); }

   private:
    HostGate* gate_;
    std::string key_;
  };

  /// Waits until a request to `origin` may go, and counts it. Error(kInterrupted) if cancelled meanwhile.
  Pass enter(const Origin& origin, const Cancellation& cancellation);

  /// How many went to `origin`.
  std::int64_t passed(const Origin& origin) const;

  /// No request to `origin` begins before this much time has passed.
  void hold(const Origin& origin, std::chrono::milliseconds time);

  /// `origin` said to stay away until `answer.come_back`.
  void shut(const Origin& origin, const HttpResponse& answer);
  /// What it said, if that is not over.
  std::optional<HttpResponse> shut_answer(const Origin& origin);

 private:
  struct Host {
    int under_way = 0;
    std::int64_t passed = 0;
    std::chrono::steady_clock::time_point next;
    std::optional<HttpResponse> answer;
  };
  void leave(const std::string& key);

  const HttpSettings& settings_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::map<std::string, Host> hosts_;
};

}  // namespace segue::sources
