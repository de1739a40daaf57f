#include "hub_stand_in.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/base/sha1.h"
#include "segue/base/sha256.h"
#include "segue/base/temporary_folder.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

bool is_large(const std::string& name) {
  return name.ends_with(".safetensors");
}

}  // namespace

std::string git_digest(const std::string& bytes) {
  return sha1_hex(fmt::format("blob {}", bytes.size()) + std::string(1, '\0') + bytes);
}

HubStandIn::HubStandIn() {
  files["config.json"] = "{\"model_type\": \"bert\"}";
  files["vocab.txt"] = "[PAD]\n[UNK]\n";
  files["tokenizer_config.json"] = "{}";
  files["README.md"] = "# not fetched";
  files["pytorch_model.bin"] = "not fetched either";
  std::string weights;
  for (std::size_t i = 0; i < 400'000; ++i) weights += static_cast<char>(i * 7 + i / 256);
  files[kWeights] = weights;

  store_ = std::make_unique<StandIn>([this](const SeenRequest& request) {
    const std::string name = request.target.substr(1, request.target.find('?') - 1);
    const auto file = files.find(name);
    if (file == files.end()) return Reply{.status = 404};
    Reply reply{.body = file->second};
    if (const auto range = request.header("Range")) {
      const std::size_t from = std::stoul(range->substr(6));
      if (from >= reply.body.size()) return Reply{.status = 416};
      reply.status = 206;
      const std::size_t size = reply.body.size();
      reply.headers = {{"Content-Range", fmt::format("bytes {}-{}/{}", from, size - 1, size)}};
      reply.body = reply.body.substr(from);
    }
    if (store_fault) store_fault(request, reply);
    return reply;
  });
  hub_ = std::make_unique<StandIn>([this](const SeenRequest& request) {
    if (hub_fault) {
      if (auto reply = hub_fault(request)) return *reply;
    }
    return answer(request);
  });
}

Reply HubStandIn::answer(const SeenRequest& request) const {
  const std::string list = fmt::format("/api/models/{}/revision/", kRepo);
  if (request.target == list + "main" || request.target == list + kCommit) {
    std::string names;
    for (const auto& [name, bytes] : files)
      names += fmt::format("{}{{\"rfilename\": \"{}\"}}", names.empty() ? "" : ",", name);
    return Reply{.body = fmt::format("{{\"sha\": \"{}\", \"siblings\": [{}]}}", kCommit, names)};
  }
  const std::string resolve = fmt::format("/{}/resolve/{}/", kRepo, kCommit);
  // Small files come by way of a relative redirect on the hub itself.
  const std::string direct = "/api/resolve-cache/";
  const bool by_cache = request.target.starts_with(direct);
  if (!by_cache && !request.target.starts_with(resolve)) {
    return Reply{.status = 404, .headers = {{"X-Error-Code", "EntryNotFound"}}};
  }
  const std::string name = request.target.substr(by_cache ? direct.size() : resolve.size());
  const auto file = files.find(name);
  if (file == files.end()) return Reply{.status = 404, .headers = {{"X-Error-Code", "EntryNotFound"}}};
  Reply reply{.headers = {{"X-Repo-Commit", kCommit}}};
  if (is_large(name)) {
    reply.status = 302;
    reply.body = "Found. Redirecting.";
    reply.headers.emplace_back("X-Linked-Etag", '"' + sha256_hex(file->second) + '"');
    reply.headers.emplace_back("X-Linked-Size", std::to_string(file->second.size()));
    reply.headers.emplace_back("ETag", "\"of the redirect\"");
    reply.headers.emplace_back("Location", store_->url("/" + name + "?signature=s3cret", "localhost"));
  } else if (!by_cache) {
    reply.status = 307;
    reply.headers.emplace_back("Location", direct + name);
  } else {
    reply.body = file->second;
    reply.headers.emplace_back("ETag", "W/\"" + git_digest(file->second) + '"');
    if (request.method == "HEAD") reply.headers.emplace_back("Content-Length", std::to_string(file->second.size()));
  }
  return reply;
}

std::size_t HubStandIn::asked(const std::string& method, const std::string& part) const {
  const auto seen = hub_->seen();
  return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [&](const SeenRequest& request) {
    return request.method == method && request.target.find(part) != std::string::npos;
  }));
}

HubTest::HubTest() {
  settings_.cache = temporary_.path();
  settings_.endpoint = server_.endpoint();
}

Error HubTest::refusal(const std::string& repo, const std::string& revision) {
  try {
    fetch_model(http_, settings_, repo, revision);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {ErrorKind::kFailed, ""};
}

std::vector<std::string> HubTest::names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace segue::sources
