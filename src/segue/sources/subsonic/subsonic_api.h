#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segue/base/progress.h"
#include "segue/sources/http/http_client.h"
#include "segue/sources/subsonic/subsonic_reply.h"

namespace segue::sources {

/// Who asks which server.
struct SubsonicAccount {
  std::string url;       ///< of the server as a browser opens it: https://music.example.org, also below a path
  std::string user;      ///< not with an API key
  std::string password;  ///< never sent as it is, unless send_password
  std::string api_key;   ///< OpenSubsonic's; goes before user and password
  /// The password itself is sent, in the body of a POST, and only over https or to this very machine. For servers that
  /// know no tokens (supysonic, accounts from LDAP).
  bool send_password = false;
};

/// The parameters of a call, in order; a name may be repeated.
using SubsonicParameters = std::vector<std::pair<std::string, std::string>>;

/// Asks one Subsonic or OpenSubsonic server.
///
/// Each call carries a token made of the password and a fresh salt, or the API key. The protocol's version is settled
/// with the server. Everything that is not an answer of such a server, and every failure it reports but "not found", is
/// Error(kService) that says what was found, where, and what to do; Error(kUsage) if the account is incomplete.
/// Messages hold neither password, token nor key.
class SubsonicApi {
 public:
  /// `http` and `cancellation` must outlive it. Asks nothing yet.
  SubsonicApi(HttpClient& http, SubsonicAccount account, const Cancellation& cancellation);

  /// Greets the server: who it is, what it can, and whether it takes the account. Called by the others if it was not.
  void connect();

  /// A call that only asks, or may be done twice.
  SubsonicReply get(std::string_view method, const SubsonicParameters& parameters = {});
  /// The same where every failure the server reports is an answer: an id of old may be none at all for it.
  SubsonicReply try_get(std::string_view method, const SubsonicParameters& parameters);
  /// A call that must not be done twice; its parameters may be long if has_form_post().
  SubsonicReply post(std::string_view method, const SubsonicParameters& parameters);

  /// Long lists may be sent in one call (extension formPost).
  bool has_form_post() const { return has("formPost"); }
  bool has(std::string_view extension) const;
  bool is_open_subsonic() const { return open_subsonic_; }

  /// "Navidrome at music.example.org"
  std::string name() const;
  /// What its ids are filed under: host, port if it is not the usual one, path: "music.example.org/navidrome".
  const std::string& place() const { return place_; }
  const std::string& user() const { return account_.user; }
  const Cancellation& cancellation() const { return *cancellation_; }
  /// From here on this one is asked; it must outlive the next calls.
  void use(const Cancellation& cancellation) { cancellation_ = &cancellation; }

 private:
  SubsonicParameters credentials();
  HttpResponse send(std::string_view method, const SubsonicParameters& parameters, bool must_not_repeat);
  SubsonicReply call(std::string_view method, const SubsonicParameters& parameters, bool must_not_repeat);
  void follow(const HttpResponse& response, std::string_view method);
  [[noreturn]] void refuse(const SubsonicReply& reply, std::string_view method) const;
  [[noreturn]] void strange(const HttpResponse& response, std::string_view method) const;

  HttpClient& http_;
  SubsonicAccount account_;
  const Cancellation* cancellation_;
  std::string base_;  // without a slash at the end
  std::string place_;
  std::string version_;
  std::string type_;
  std::vector<std::string> extensions_;
  bool open_subsonic_ = false;
  bool connected_ = false;
};

}  // namespace segue::sources
