#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stand_in.h"

#include "segue/base/temporary_folder.h"
#include "segue/sources/spotify/api.h"
#include "segue/sources/spotify/login_file.h"

namespace segue::sources {

/// A Spotify whose every answer a test writes: by "METHOD TARGET", each answered once in the order given, the last for
/// ever. Tokens are "app-N" and "user-N". Nothing waits.
class ScriptedSpotify {
 public:
  ScriptedSpotify();

  void on(const std::string& request, Reply reply) { script_[request].push_back(std::move(reply)); }
  void on(const std::string& request, int status, const std::string& body) {
    on(request, Reply{.status = status, .body = body});
  }

  /// A client of it: of an app by itself, or of a user who is logged in.
  struct Client {
    Client(ScriptedSpotify& spotify, bool user, bool offline = false);
    HttpClient http;
    HttpCache cache;
    CachedHttp cached;
    SpotifyTokens tokens;
    SpotifyApi api;
  };

  /// What was asked for, tokens aside: "GET /v1/...".
  std::vector<std::string> asked() const;
  std::vector<std::string> tokens_asked() const;
  SpotifyAccount account() const;
  std::filesystem::path login_file() const { return folder_.path() / "state" / "login.json"; }
  /// A login as one that was made at `since` leaves it.
  void write_login(std::chrono::seconds good);

  FakePauses pauses;
  std::function<Reply(const SeenRequest&)> token_endpoint;

 private:
  Reply answer(const SeenRequest& request);
  Reply token(const SeenRequest& request);

  TemporaryFolder folder_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Reply>> script_;
  std::map<std::string, std::size_t> done_;
  int tokens_ = 0;

 public:
  StandIn server;  // last: it answers from all of the above
};

}  // namespace segue::sources
