#include "stand_in.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace segue::sources {
namespace {

/// False once the other side is gone.
bool send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Reads until `text` has `size` bytes; false if the other side ends before.
bool receive_until(int connection, std::string& text, const std::function<bool()>& enough) {
  std::string buffer(16384, '\0');
  while (!enough()) {
    const ssize_t got = ::recv(connection, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    text.append(buffer, 0, static_cast<std::size_t>(got));
  }
  return true;
}

std::optional<SeenRequest> receive(int connection) {
  SeenRequest request;
  std::string text;
  constexpr std::string_view kEnd = "\r\n\r\n";
  constexpr char kTlsHandshake = 0x16;
  const auto enough = [&] { return text.find(kEnd) != std::string::npos || text.starts_with(kTlsHandshake); };
  if (!receive_until(connection, text, enough) || text.starts_with(kTlsHandshake)) return std::nullopt;
  const std::size_t head = text.find(kEnd) + kEnd.size();
  request.head = text.substr(0, head);
  const std::size_t space = text.find(' ');
  request.method = text.substr(0, space);
  request.target = text.substr(space + 1, text.find(' ', space + 1) - space - 1);
  const std::size_t length = std::stoul(request.header("Content-Length").value_or("0"));
  if (!receive_until(connection, text, [&] { return text.size() >= head + length; })) return std::nullopt;
  request.body = text.substr(head);
  return request;
}

}  // namespace

std::optional<std::string> SeenRequest::header(std::string_view name) const {
  std::size_t at = head.find("\r\n");
  while (at != std::string::npos && at + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", at + 2);
    const std::string line = head.substr(at + 2, end - at - 2);
    const auto same = [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    if (line.size() > name.size() && line[name.size()] == ':' &&
        std::equal(name.begin(), name.end(), line.begin(), same)) {
      const std::size_t first = line.find_first_not_of(' ', name.size() + 1);
      return first == std::string::npos ? "" : line.substr(first);
    }
    at = end;
  }
  return std::nullopt;
}

StandIn::StandIn(std::function<Reply(const SeenRequest&)> handler) : handler_(std::move(handler)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  constexpr int kBacklog = 64;
  if (listener_ < 0 || ::bind(listener_, any, size) != 0 || ::listen(listener_, kBacklog) != 0 ||
      ::getsockname(listener_, any, &size) != 0) {
    throw std::runtime_error("no loopback port to listen on");
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] {
    while (!closing_) {
      pollfd waiting = {listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      const std::lock_guard lock(mutex_);
      workers_.emplace_back([this, connection] { serve(connection); });
    }
  });
}

StandIn::~StandIn() {
  closing_ = true;
  accepting_.join();
  for (auto& worker : workers_) worker.join();
  ::close(listener_);
}

std::string StandIn::url(std::string_view path, std::string_view host) const {
  return fmt::format("http://{}:{}{}", host, port_, path);
}

std::vector<SeenRequest> StandIn::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void StandIn::serve(int connection) {
  const auto wait = [this](std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!closing_ && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::min(time, std::chrono::milliseconds(10)));
    }
  };
  const auto request = receive(connection);
  if (!request) {
    send_all(connection, "HTTP/1.1 400 Bad Request\r\n\r\n");
    ::close(connection);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(*request);
    most_at_once_ = std::max<int>(most_at_once_, ++at_once_);
  }
  const Reply reply = handler_(*request);
  wait(reply.delay);
  std::string head = fmt::format("HTTP/1.1 {} Words\r\nConnection: close\r\n", reply.status);
  const auto is_length = [](const auto& field) { return field.first == "Content-Length"; };
  const bool says_length = std::any_of(reply.headers.begin(), reply.headers.end(), is_length);
  if (reply.length && !reply.endless && !says_length) head += fmt::format("Content-Length: {}\r\n", reply.body.size());
  for (const auto& [name, value] : reply.headers) head += fmt::format("{}: {}\r\n", name, value);
  head += "\r\n";
  --at_once_;
  if (!reply.raw.empty()) {
    send_all(connection, reply.raw);
  } else if (send_all(connection, head) && request->method != "HEAD") {
    const std::string_view body = std::string_view(reply.body).substr(0, reply.cut_after.value_or(reply.body.size()));
    if (reply.between.count() > 0) {
      for (const char c : body) {
        if (closing_ || !send_all(connection, {&c, 1})) break;
        wait(reply.between);
      }
    } else {
      while (send_all(connection, body) && reply.endless && !closing_) continue;
    }
  }
  ::shutdown(connection, SHUT_WR);
  ::close(connection);
}

std::chrono::system_clock::time_point FakePauses::now() {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::chrono::steady_clock::time_point FakePauses::ticks() {
  const std::lock_guard lock(mutex_);
  return ticks_;
}

void FakePauses::pause(std::chrono::milliseconds time, const Cancellation& cancellation) {
  cancellation.check();
  const std::lock_guard lock(mutex_);
  waits_.push_back(time.count());
  now_ += time;
  ticks_ += time;
}

std::vector<long> FakePauses::waits() const {
  const std::lock_guard lock(mutex_);
  return waits_;
}

void FakePauses::set_now(std::chrono::system_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  now_ = now;
}

HttpSettings quick_settings(FakePauses& pauses) {
  HttpSettings settings;
  settings.jitter_seed = 1;
  settings.pauses = &pauses;
  settings.host.concurrency = 8;
  return settings;
}

void TextSink::begin(std::uint64_t offset, std::optional<std::uint64_t> total_bytes) {
  offsets.push_back(offset);
  total = total_bytes;
  text.resize(static_cast<std::size_t>(offset));
}

void TextSink::write(std::span<const std::byte> bytes) {
  text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

}  // namespace segue::sources
