#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "segue/sources/http/http_client.h"

namespace segue::sources {

/// A request as the stand-in got it.
struct SeenRequest {
  std::string method;
  std::string target;
  std::string head;  ///< request line and header lines, with their line breaks
  std::string body;

  std::optional<std::string> header(std::string_view name) const;
};

/// What the stand-in does with it.
struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::chrono::milliseconds delay{0};      ///< before the first byte
  std::chrono::milliseconds between{0};    ///< after each byte of the body
  std::optional<std::size_t> cut_after{};  ///< so many bytes of the body, and then the connection is closed
  bool length = true;                      ///< says Content-Length
  bool endless = false;                    ///< repeats the body until the client has enough
  std::string raw{};                       ///< sent in place of all the above, if it is not empty
};

/// A server on a loopback port that answers each connection once, as the test says. Handlers run on several threads.
class StandIn {
 public:
  explicit StandIn(std::function<Reply(const SeenRequest&)> handler);
  ~StandIn();
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  int port() const { return port_; }
  std::string url(std::string_view path, std::string_view host = "127.0.0.1") const;
  std::vector<SeenRequest> seen() const;
  std::size_t count() const { return seen().size(); }
  int most_at_once() const { return most_at_once_; }

 private:
  void serve(int connection);

  std::function<Reply(const SeenRequest&)> handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> closing_{false};
  std::atomic<int> at_once_{0};
  std::atomic<int> most_at_once_{0};
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
  std::vector<std::thread> workers_;
  std::thread accepting_;
};

/// Time that passes only by waiting.
class FakePauses final : public HttpPauses {
 public:
  std::chrono::system_clock::time_point now() override;
  std::chrono::steady_clock::time_point ticks() override;
  void pause(std::chrono::milliseconds time, const Cancellation& cancellation) override;

  /// Every wait so far, in milliseconds.
  std::vector<long> waits() const;
  void set_now(std::chrono::system_clock::time_point now);

 private:
  mutable std::mutex mutex_;
  std::chrono::system_clock::time_point now_{std::chrono::seconds(1'700'000'000)};
  std::chrono::steady_clock::time_point ticks_{std::chrono::hours(1)};
  std::vector<long> waits_;
};

/// Settings with which a test neither waits nor rolls dice.
HttpSettings quick_settings(FakePauses& pauses);

/// Keeps what it is given.
class TextSink final : public BodySink {
 public:
  void begin(std::uint64_t offset, std::optional<std::uint64_t> total) override;
  void write(std::span<const std::byte> bytes) override;

  std::string text;
  std::vector<std::uint64_t> offsets;
  std::optional<std::uint64_t> total;
};

}  // namespace segue::sources
