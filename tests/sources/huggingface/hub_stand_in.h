#pragma once

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "stand_in.h"
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"
#include "segue/sources/huggingface/hub.h"

namespace segue::sources {

/// What the hub says is the digest of a small file: git's SHA-1 of it as a blob.
std::string git_digest(const std::string& bytes);

/// A hub with one model, and a second server (another port) that holds its large files, as the real one has.
class HubStandIn {
 public:
  HubStandIn();

  static constexpr const char* kRepo = "some-body/some-model";
  static inline const std::string kCommit = std::string(39, 'a') + "1";
  static constexpr const char* kWeights = "model.safetensors";

  std::map<std::string, std::string> files;  ///< what the repository holds
  /// Looks at a request to the hub (or to the store) and may answer it otherwise. Set before the first request.
  std::function<std::optional<Reply>(const SeenRequest&)> hub_fault;
  std::function<void(const SeenRequest&, Reply&)> store_fault;

  std::string endpoint() const { return hub_->url(""); }
  const StandIn& hub() const { return *hub_; }
  const StandIn& store() const { return *store_; }
  /// Requests to the hub with this method and this in their target.
  std::size_t asked(const std::string& method, const std::string& part) const;

 private:
  Reply answer(const SeenRequest& request) const;
  std::unique_ptr<StandIn> store_;
  std::unique_ptr<StandIn> hub_;
};

/// A cache that is empty at first, a hub, and a client that does not wait.
class HubTest : public ::testing::Test {
 protected:
  HubTest();

  CachedModel fetch(const std::string& revision = "main") {
    return fetch_model(http_, settings_, HubStandIn::kRepo, revision);
  }
  /// The error that fetching ends with.
  Error refusal(const std::string& repo = HubStandIn::kRepo, const std::string& revision = "main");
  std::filesystem::path model_folder() const { return settings_.cache / "models--some-body--some-model"; }
  /// Names of all that lies in a folder, sorted.
  static std::vector<std::string> names_in(const std::filesystem::path& folder);

  FakePauses pauses_;
  HttpClient http_{quick_settings(pauses_)};
  HubStandIn server_;
  TemporaryFolder temporary_{"hub"};
  HubSettings settings_;
};

}  // namespace segue::sources
