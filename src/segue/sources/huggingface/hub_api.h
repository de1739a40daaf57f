#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/huggingface/hub.h"

namespace segue::sources {

struct HubListing {
  std::string commit;
  std::vector<std::string> names;  ///< as the hub says them: hostile, only to be compared with
};

struct HubFile {
  std::string etag;                   ///< 64 hex digits: SHA-256 of the bytes; 40: git's SHA-1 of them as a blob
  std::optional<std::uint64_t> size;  ///< bytes
};

/// What the hub answers about one model. Every refusal is Error(kService) with its words and what to do.
class HubApi {
 public:
  HubApi(HttpClient& http, const HubSettings& settings, std::string_view repo, const Cancellation& cancellation)
      : http_(http), settings_(settings), repo_(repo), cancellation_(cancellation) {}

  const std::string& repository() const noexcept { return repo_; }
  HubListing list(std::string_view revision);
  HubFile describe(std::string_view commit, std::string_view name);
  /// Sends the file's bytes from `from` on to `sink`.
  void download(std::string_view commit, std::string_view name, BodySink& sink, std::uint64_t from,
                std::uint64_t limit);

 private:
  std::string file_url(std::string_view commit, std::string_view name) const;
  struct Refused {
    std::string why;
    std::string hint;
  };
  Refused reason_of(const HttpResponse& response) const;
  [[noreturn]] void refuse(const HttpResponse& response, std::string_view what) const;
  std::string words_of(const HttpResponse& response) const;

  HttpClient& http_;
  const HubSettings& settings_;
  std::string repo_;
  const Cancellation& cancellation_;
};

}  // namespace segue::sources
