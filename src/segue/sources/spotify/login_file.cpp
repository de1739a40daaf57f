#include "segue/sources/spotify/login_file.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/private_file.h"
#include "segue/sources/spotify/json_value.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using std::chrono::system_clock;

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kLargest = 64U * 1024;

std::int64_t seconds_of(system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

system_clock::time_point time_of(JsonValue seconds) {
  constexpr std::uint64_t kLatest = 9'000'000'000;  // a time_point counts nanoseconds
  const auto number = seconds.whole().value_or(0);
  return system_clock::time_point(std::chrono::seconds(number <= kLatest ? static_cast<std::int64_t>(number) : 0));
}

}  // namespace

fs::path default_spotify_login() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nobody sets the environment while the program runs
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  // NOLINTEND(concurrency-mt-unsafe)
  const fs::path below = fs::path("segue") / "spotify-login.json";
  if (state != nullptr && fs::path(state).is_absolute()) return state / below;
  if (home != nullptr && fs::path(home).is_absolute()) return fs::path(home) / ".local" / "state" / below;
  return {};
}

std::optional<SpotifyLogin> read_spotify_login(const fs::path& file) {
  std::error_code error;
  if (file.empty() || !fs::exists(file, error)) return std::nullopt;
  const JsonDocument document(read_file(file, kLargest));
  const auto root = document.root();
  SpotifyLogin login;
  login.client_id = root["client_id"].text();
  login.refresh_token = root["refresh_token"].text();
  login.access_token = root["access_token"].text();
  login.scope = root["scope"].text();
  login.expires = time_of(root["expires"]);
  login.since = time_of(root["since"]);
  login.mark = root["mark"].text();
  if (root["version"].whole() != kVersion || login.client_id.empty() || login.refresh_token.empty()) {
    throw Error(ErrorKind::kBadData, fmt::format("{} holds no login of Spotify's that segue wrote", file.string()),
                "'segue logout spotify' removes it, 'segue login spotify' makes a new one.");
  }
  return login;
}

void write_spotify_login(const fs::path& file, const SpotifyLogin& login) {
  if (file.empty()) {
    throw Error(ErrorKind::kUsage, "there is no folder to keep the login in", "Set HOME or XDG_STATE_HOME.");
  }
  const nlohmann::ordered_json document{{"version", kVersion},
                                        {"client_id", login.client_id},
                                        {"refresh_token", login.refresh_token},
                                        {"access_token", login.access_token},
                                        {"scope", login.scope},
                                        {"expires", seconds_of(login.expires)},
                                        {"since", seconds_of(login.since)},
                                        {"mark", login.mark}};
  write_private_file(file, document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

bool remove_spotify_login(const fs::path& file) {
  std::error_code error;
  const bool removed = !file.empty() && fs::remove(file, error);
  if (error) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot remove {}: {}", file.string(), error.message()));
  }
  fs::remove(file.string() + ".lock", error);
  return removed;
}

SpotifyLoginLock::SpotifyLoginLock(const fs::path& file) {
  constexpr mode_t kMode = 0600;
  fd_ = ::open((file.string() + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, kMode);
  if (fd_ < 0) return;  // a folder that cannot be written: then nothing can be renewed for long either
  while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

SpotifyLoginLock::~SpotifyLoginLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace segue::sources
