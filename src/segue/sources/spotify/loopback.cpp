#include "segue/sources/spotify/loopback.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/utf8.h"
#include "segue/sources/http/http_url.h"

namespace segue::sources {
namespace {

using Ticks = std::chrono::steady_clock;

constexpr std::size_t kMostConnections = 16;
constexpr std::size_t kLongestHead = 16U * 1024;
constexpr std::chrono::seconds kSilence{10};

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// A browser's connection; closed when it goes.
class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  Connection(Connection&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), head_(std::move(other.head_)), begun_(other.begun_) {}
  Connection& operator=(Connection&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(head_, other.head_);
    std::swap(begun_, other.begun_);
    return *this;
  }
  ~Connection() {
    if (fd_ >= 0) ::close(fd_);
  }

  int fd() const { return fd_; }
  bool tired() const { return fd_ < 0 || Ticks::now() - begun_ > kSilence; }
  void drop() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  /// Takes what has arrived. True once the head of a request is complete.
  bool read() {
    char bytes[4096];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return false;
    if (got <= 0) {
      drop();
      return false;
    }
    head_.append(bytes, static_cast<std::size_t>(got));
    if (head_.size() > kLongestHead) {
      drop();
      return false;
    }
    return head_.find("\r\n\r\n") != std::string::npos;
  }

  std::string_view request_line() const { return std::string_view(head_).substr(0, head_.find("\r\n")); }

  void answer(int status, std::string_view title, std::string_view text) {
    const std::string body = fmt::format(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>segue</title></head><body style=\"font-family: "
        "sans-serif; margin: 4em auto; max-width: 30em\"><h1>{}</h1><p>{}</p></body></html>\n",
        title, text);
    const std::string reply = fmt::format(
        "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
        "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{}",
        status == 200 ? "200 OK" : "404 Not Found", body.size(), body);
    std::string_view rest = reply;
    while (!rest.empty()) {
      const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::shutdown(fd_, SHUT_WR);
    drop();
  }

 private:
  int fd_;
  std::string head_;
  Ticks::time_point begun_ = Ticks::now();
};

/// The query of "GET PATH?QUERY HTTP/1.1"; nothing if it is another request.
std::optional<LoopbackListener::Query> query_of(std::string_view line, std::string_view path) {
  if (!line.starts_with("GET ")) return std::nullopt;
  line.remove_prefix(4);
  std::string_view target = line.substr(0, line.find(' '));
  const auto mark = target.find('?');
  if (target.substr(0, mark) != path) return std::nullopt;
  LoopbackListener::Query query;
  std::string_view rest = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    query.try_emplace(valid_utf8(form_decode(pair.substr(0, equals))), valid_utf8(form_decode(value)));
  }
  return query;
}

}  // namespace

LoopbackListener::LoopbackListener(int port)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  auto* as_address = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (listener_ < 0 || ::bind(listener_, as_address, size) != 0 || ::listen(listener_, kMostConnections) != 0 ||
      ::getsockname(listener_, as_address, &size) != 0) {
    const int error = errno;
    if (listener_ >= 0) ::close(listener_);
    throw Error(ErrorKind::kFailed, fmt::format("cannot listen on 127.0.0.1:{}: {}", port, reason(error)),
                "Another program uses that port: choose one with --port N, and add its Redirect URI to the app.");
  }
  port_ = ntohs(address.sin_port);
}

LoopbackListener::~LoopbackListener() {
  ::close(listener_);
}

std::optional<LoopbackListener::Query> LoopbackListener::wait(const std::string& path,
                                                              std::chrono::milliseconds patience,
                                                              const std::function<Page(const Query&)>& judge,
                                                              const Cancellation& cancellation) {
  constexpr int kSliceMilliseconds = 50;
  const auto end = Ticks::now() + patience;
  std::vector<Connection> connections;
  while (Ticks::now() < end) {
    cancellation.check();
    std::erase_if(connections, [](const Connection& connection) { return connection.tired(); });
    std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
    for (const auto& connection : connections) waiting.push_back({connection.fd(), POLLIN, 0});
    if (::poll(waiting.data(), waiting.size(), kSliceMilliseconds) <= 0) continue;
    for (std::size_t i = 0; i < connections.size(); ++i) {
      if (waiting[i + 1].revents == 0 || !connections[i].read()) continue;
      const auto query = query_of(connections[i].request_line(), path);
      if (!query) {
        connections[i].answer(404, "Nothing here", "segue waits for an answer from Spotify.");
        continue;
      }
      const Page page = judge(*query);
      connections[i].answer(200, page.title, page.text);
      if (page.done) return query;
    }
    if (waiting[0].revents != 0) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      if (connections.size() >= kMostConnections) connections.erase(connections.begin());
      connections.emplace_back(fd);
    }
  }
  return std::nullopt;
}

}  // namespace segue::sources
