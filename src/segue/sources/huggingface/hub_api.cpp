#include "segue/sources/huggingface/hub_api.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/huggingface/hub_names.h"

namespace segue::sources {
namespace {

constexpr std::size_t kSha256Digits = 64;
constexpr std::size_t kSha1Digits = 40;

std::string plain_etag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return std::string(etag);
}

std::optional<std::uint64_t> number_in(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = text->data() + text->size();
  const auto result = std::from_chars(text->data(), end, value);
  if (text->empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

[[noreturn]] void strange(std::string_view what, const std::string& found) {
  throw Error(ErrorKind::kService, fmt::format("{}: {}", what, found),
              "check HF_ENDPOINT: what answers there does not speak as the Hugging Face hub does");
}

}  // namespace

HubListing HubApi::list(std::string_view revision) {
  const std::string what = fmt::format("the list of files of {}", repo_);
  HttpRequest request = HttpRequest::get(
      fmt::format("{}/api/models/{}/revision/{}", settings_.endpoint, repo_, percent_encode(revision)));
  request.headers.add("Accept", "application/json");
  request.accept_gzip = true;
  request.bearer(settings_.token);
  const HttpResponse response = http_.send(request, cancellation_);
  if (response.status != 200) refuse(response, what);

  const auto document = nlohmann::json::parse(response.body, nullptr, false);
  HubListing listing;
  if (document.is_object() && document.contains("sha") && document["sha"].is_string()) {
    listing.commit = document["sha"].get<std::string>();
  }
  if (!is_commit(listing.commit)) strange(what, "expected JSON with \"sha\", a commit of 40 hex digits");
  if (!document.contains("siblings") || !document["siblings"].is_array()) {
    strange(what, "expected JSON with \"siblings\", a list of files");
  }
  for (const auto& file : document["siblings"]) {
    if (file.is_object() && file.contains("rfilename") && file["rfilename"].is_string()) {
      listing.names.push_back(file["rfilename"].get<std::string>());
    }
  }
  return listing;
}

std::string HubApi::file_url(std::string_view commit, std::string_view name) const {
  return fmt::format("{}/{}/resolve/{}/{}", settings_.endpoint, repo_, percent_encode(commit), percent_encode(name));
}

HubFile HubApi::describe(std::string_view commit, std::string_view name) {
  const std::string what = fmt::format("{} of {}", name, repo_);
  HttpRequest request = HttpRequest::head(file_url(commit, name));
  // A redirect to another host leads to the bytes; who signs for them is the hub.
  request.redirects = Redirects::kSameOrigin;
  request.bearer(settings_.token);
  const HttpResponse response = http_.send(request, cancellation_);
  const bool elsewhere = response.status >= 300 && response.status < 400 && response.headers.find("Location");
  if (!response.ok() && !elsewhere) refuse(response, what);

  if (const auto found = response.headers.find("X-Repo-Commit"); found && *found != commit) {
    strange(what, fmt::format("expected commit {}, the hub has another one", commit));
  }
  HubFile file;
  const auto linked = response.headers.find("X-Linked-Etag");
  file.etag = plain_etag(linked ? *linked : response.headers.find("ETag").value_or(""));
  if (!is_hex(file.etag, kSha256Digits) && !is_hex(file.etag, kSha1Digits)) {
    strange(what, "the hub does not say its digest (an ETag of 40 or 64 hex digits), so a copy could not be checked");
  }
  file.size = number_in(response.headers.find("X-Linked-Size"));
  // The length of a redirect is that of its own body.
  if (!file.size && response.ok()) file.size = number_in(response.headers.find("Content-Length"));
  return file;
}

void HubApi::download(std::string_view commit, std::string_view name, BodySink& sink, std::uint64_t from,
                      std::uint64_t limit) {
  HttpRequest request = HttpRequest::get(file_url(commit, name));
  request.bearer(settings_.token);
  const HttpResponse response = http_.download(request, sink, from, limit, cancellation_);
  if (response.status != 200 && response.status != 206) refuse(response, fmt::format("{} of {}", name, repo_));
}

std::string HubApi::words_of(const HttpResponse& response) const {
  constexpr std::size_t kLongest = 300;
  std::string words(response.headers.find("X-Error-Message").value_or(""));
  if (!settings_.token.empty()) {
    for (std::size_t at = words.find(settings_.token); at != std::string::npos; at = words.find(settings_.token, at)) {
      words.replace(at, settings_.token.size(), "***");
      at += 3;
    }
  }
  std::replace_if(
      words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  if (words.size() > kLongest) words = words.substr(0, kLongest) + "...";
  return words.empty() ? "" : fmt::format(" (the hub says: {})", words);
}

void HubApi::refuse(const HttpResponse& response, std::string_view what) const {
  const Refused refused = reason_of(response);
  throw Error(ErrorKind::kService, fmt::format("{}: {}{}", what, refused.why, words_of(response)), refused.hint);
}

HubApi::Refused HubApi::reason_of(const HttpResponse& response) const {
  const auto code = response.headers.find("X-Error-Code").value_or("");
  const std::string token_hint = "set HF_TOKEN to a token from " + settings_.endpoint + "/settings/tokens";
  if (response.status == 429 || response.come_back) {
    const std::string hint = settings_.token.empty() ? "run it again then; with HF_TOKEN set more requests are allowed"
                                                     : "run it again then";
    if (!response.come_back) return {"the hub asks for fewer requests", hint};
    const auto wait = std::chrono::ceil<std::chrono::minutes>(*response.come_back - http_.settings().pauses->now());
    return {fmt::format("the hub asks to come back in {} minute{}", wait.count(), wait.count() == 1 ? "" : "s"), hint};
  }
  if (code == "GatedRepo") {
    return {"the model is gated", fmt::format("open {}/{} in a browser, accept its terms there, and {}",
                                              settings_.endpoint, repo_, token_hint)};
  }
  if (code == "RevisionNotFound") return {"there is no such revision", "check the name of the branch, tag or commit"};
  if (code == "EntryNotFound") return {"the hub has no such file", "the list of files may have changed: run it again"};
  if (response.status == 401 && !settings_.token.empty() && code != "RepoNotFound") {
    return {"the hub does not accept the token", token_hint};
  }
  if (code == "RepoNotFound" || response.status == 401 || response.status == 404) {
    return {"there is no such model, or it is private",
            "check the spelling of OWNER/NAME; for a private model " + token_hint};
  }
  if (response.status == 403) return {"the hub forbids it", token_hint + ", or take another model"};
  if (response.status >= 500)
    return {fmt::format("the hub is out of order (status {})", response.status), "try again later"};
  return {fmt::format("the hub answered with status {}", response.status), "check HF_ENDPOINT, or try again later"};
}

}  // namespace segue::sources
