#include <fstream>

#include "hub_stand_in.h"
#include <gmock/gmock.h>

#include "segue/base/atomic_file.h"
#include "segue/base/sha256.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr std::size_t kMost = 10'000'000;

using FetchModel = HubTest;

TEST_F(FetchModel, LaysTheCacheOutAsOtherToolsDo) {
  const CachedModel model = fetch();
  EXPECT_EQ(model.repo, "some-body/some-model");
  EXPECT_EQ(model.commit, HubStandIn::kCommit);
  EXPECT_EQ(model.folder, model_folder() / "snapshots" / HubStandIn::kCommit);
  EXPECT_EQ(read_file(model_folder() / "refs" / "main", kMost), HubStandIn::kCommit) << "no line break";
  EXPECT_THAT(names_in(model.folder),
              ElementsAre("config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"));
  std::uint64_t bytes = 0;
  for (const auto& name : names_in(model.folder)) {
    const std::string& expected = server_.files.at(name);
    bytes += expected.size();
    const std::string digest = name == HubStandIn::kWeights ? sha256_hex(expected) : git_digest(expected);
    EXPECT_EQ(fs::read_symlink(model.folder / name), fs::path("../../blobs") / digest);
    EXPECT_EQ(read_file(model.folder / name, kMost), expected);
  }
  EXPECT_EQ(model.bytes, bytes);
  EXPECT_EQ(names_in(model_folder() / "blobs").size(), 4U) << "nothing unfinished is left";
  EXPECT_EQ(names_in(settings_.cache / ".locks" / "models--some-body--some-model").size(), 4U);
}

TEST_F(FetchModel, AsksForNothingTwice) {
  fetch();
  const std::size_t hub = server_.hub().count();
  const std::size_t store = server_.store().count();
  const CachedModel again = fetch();
  EXPECT_EQ(again.commit, HubStandIn::kCommit);
  EXPECT_EQ(server_.hub().count(), hub + 1) << "what main means may change";
  EXPECT_EQ(server_.store().count(), store);
  fetch(HubStandIn::kCommit);
  EXPECT_EQ(server_.hub().count(), hub + 1) << "a commit does not change";
}

TEST_F(FetchModel, TheTokenIsForTheHubOnly) {
  settings_.token = "hf_hunter2";
  fetch();
  for (const auto& request : server_.hub().seen()) {
    EXPECT_EQ(request.header("Authorization"), "Bearer hf_hunter2") << request.target;
  }
  ASSERT_GE(server_.store().count(), 1U);
  for (const auto& request : server_.store().seen()) {
    EXPECT_EQ(request.head.find("hunter2"), std::string::npos);
    EXPECT_FALSE(request.header("Authorization"));
  }
}

TEST_F(FetchModel, AsksForRawBytes) {
  fetch();
  for (const auto& request : server_.hub().seen()) {
    if (request.target.starts_with("/api/models/")) continue;
    EXPECT_EQ(request.header("Accept-Encoding"), "identity") << request.method << request.target;
  }
}

TEST_F(FetchModel, PartsOfWeights) {
  server_.files.erase(HubStandIn::kWeights);
  server_.files["model-00001-of-00002.safetensors"] = "first";
  server_.files["model-00002-of-00002.safetensors"] = "second";
  server_.files["model-unused.safetensors"] = "third";
  server_.files["model.safetensors.index.json"] =
      R"({"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
                         "c": "model-00001-of-00002.safetensors"}})";
  const CachedModel model = fetch();
  EXPECT_THAT(names_in(model.folder),
              ElementsAre("config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                          "model.safetensors.index.json", "tokenizer_config.json", "vocab.txt"));
}

TEST_F(FetchModel, RenamedRepositoryIsFollowed) {
  server_.hub_fault = [](const SeenRequest& request) -> std::optional<Reply> {
    const std::size_t at = request.target.find("/old-name/");
    if (at == std::string::npos) return std::nullopt;
    std::string target = request.target;
    return Reply{.status = 307, .headers = {{"Location", target.replace(at, 10, "/some-body/some-model/")}}};
  };
  const CachedModel model = fetch_model(http_, settings_, "old-name");
  EXPECT_EQ(model.folder, settings_.cache / "models--old-name" / "snapshots" / HubStandIn::kCommit);
}

TEST_F(FetchModel, FormerNameInTheCacheCounts) {
  server_.hub_fault = [](const SeenRequest& request) -> std::optional<Reply> {
    std::string target = request.target;
    const std::string name = "google-bert/bert-base-uncased";
    const std::size_t at = target.find(name);
    if (at == std::string::npos) return std::nullopt;
    return Reply{.status = 307, .headers = {{"Location", target.replace(at, name.size(), HubStandIn::kRepo)}}};
  };
  fetch();
  fs::rename(model_folder(), settings_.cache / "models--bert-base-uncased");
  const std::size_t store = server_.store().count();
  const CachedModel model = fetch_model(http_, settings_, "google-bert/bert-base-uncased");
  EXPECT_EQ(model.repo, "bert-base-uncased");
  EXPECT_EQ(server_.store().count(), store);
  EXPECT_TRUE(find_cached(settings_, "google-bert/bert-base-uncased"));
}

TEST_F(FetchModel, CutConnectionsGoOn) {
  std::atomic<int> count{0};
  server_.store_fault = [&](const SeenRequest&, Reply& reply) {
    if (count++ < 2) reply.cut_after = 150'000;
  };
  const CachedModel model = fetch();
  EXPECT_EQ(read_file(model.folder / HubStandIn::kWeights, kMost), server_.files.at(HubStandIn::kWeights));
  ASSERT_EQ(server_.store().count(), 3U);
  EXPECT_EQ(server_.store().seen().at(1).header("Range"), "bytes=150000-");
  EXPECT_EQ(server_.store().seen().at(2).header("Range"), "bytes=300000-");
}

TEST_F(FetchModel, StoreWithoutRangesBeginsAgain) {
  std::atomic<int> count{0};
  server_.store_fault = [&](const SeenRequest&, Reply& reply) {
    reply = Reply{.body = server_.files.at(HubStandIn::kWeights)};
    if (count++ < 2) reply.cut_after = 150'000;
  };
  const CachedModel model = fetch();
  EXPECT_EQ(read_file(model.folder / HubStandIn::kWeights, kMost), server_.files.at(HubStandIn::kWeights));
}

class PartialModel : public HubTest {
 protected:
  PartialModel() {
    fs::create_directories(model_folder() / "blobs");
    blob_ = model_folder() / "blobs" / sha256_hex(weights());
  }
  const std::string& weights() const { return server_.files.at(HubStandIn::kWeights); }
  void leave(const std::string& bytes) const {
    std::ofstream(blob_.string() + ".incomplete", std::ios::binary) << bytes;
  }
  void expect_whole() {
    EXPECT_EQ(read_file(fetch().folder / HubStandIn::kWeights, kMost), weights());
    EXPECT_FALSE(fs::exists(blob_.string() + ".incomplete"));
  }
  fs::path blob_;
};

TEST_F(PartialModel, WhatAnEarlierProcessLeftIsKept) {
  leave(weights().substr(0, 250'000));
  expect_whole();
  ASSERT_EQ(server_.store().count(), 1U);
  EXPECT_EQ(server_.store().seen().at(0).header("Range"), "bytes=250000-");
}

TEST_F(PartialModel, WholeButNotYetRenamed) {
  leave(weights());
  expect_whole();
  EXPECT_EQ(server_.store().count(), 0U);
}

TEST_F(PartialModel, SpoiltLeftoversAreThrownAway) {
  std::string spoilt = weights().substr(0, 250'000);
  spoilt[1000] = static_cast<char>(spoilt[1000] ^ 1);
  leave(spoilt);
  expect_whole();
  EXPECT_EQ(server_.store().count(), 2U);
}

TEST_F(PartialModel, TooLongLeftoversAreThrownAway) {
  leave(weights() + "more");
  expect_whole();
  EXPECT_FALSE(server_.store().seen().at(0).header("Range"));
}

TEST_F(PartialModel, ABlobThatAnotherToolFetchedIsTaken) {
  std::ofstream(blob_, std::ios::binary) << weights();
  expect_whole();
  EXPECT_EQ(server_.store().count(), 0U);
}

TEST_F(PartialModel, ABlobOfTheWrongSizeIsFetchedAnew) {
  std::ofstream(blob_, std::ios::binary) << weights().substr(0, 10);
  expect_whole();
}

TEST_F(FetchModel, ProgressTellsEachFile) {
  class Listener final : public Progress {
   public:
    void begin(std::string_view step, std::optional<std::uint64_t> total, std::string_view unit) override {
      steps.push_back(std::string(step) + " " + std::to_string(total.value_or(0)) + " " + std::string(unit));
      last = 0;
    }
    void advance(std::uint64_t done) override {
      EXPECT_GE(done, last);
      last = done;
    }
    void end() override { ends.push_back(last); }
    std::vector<std::string> steps;
    std::vector<std::uint64_t> ends;
    std::uint64_t last = 0;
  } listener;
  fetch_model(http_, settings_, HubStandIn::kRepo, "main", listener);
  EXPECT_THAT(listener.steps, ElementsAre("config.json 22 bytes", "vocab.txt 12 bytes", "tokenizer_config.json 2 bytes",
                                          "model.safetensors 400000 bytes"));
  EXPECT_THAT(listener.ends, ElementsAre(22, 12, 2, 400'000));
}

TEST_F(FetchModel, CancelledInTheMiddleItGoesOnLater) {
  server_.store_fault = [](const SeenRequest&, Reply& reply) { reply.between = std::chrono::milliseconds(1); };
  Cancellation cancellation;
  class Stopper final : public Progress {
   public:
    explicit Stopper(Cancellation& what) : what_(what) {}
    void begin(std::string_view, std::optional<std::uint64_t> total, std::string_view) override {
      large_ = total == 400'000U;
    }
    void advance(std::uint64_t done) override {
      if (large_ && done >= 20) what_.request();
    }
    void end() override {}

   private:
    Cancellation& what_;
    bool large_ = false;
  } stopper(cancellation);
  try {
    fetch_model(http_, settings_, HubStandIn::kRepo, "main", stopper, cancellation);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  EXPECT_FALSE(find_cached(settings_, HubStandIn::kRepo));
  server_.store_fault = nullptr;
  fetch();
  EXPECT_TRUE(server_.store().seen().back().header("Range"));
}

TEST_F(FetchModel, Offline) {
  settings_.offline = true;
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_NE(std::string(error.what()).find("HF_HUB_OFFLINE"), std::string::npos);
  EXPECT_EQ(server_.hub().count(), 0U);
  settings_.offline = false;
  fetch();
  settings_.offline = true;
  const std::size_t count = server_.hub().count();
  EXPECT_EQ(fetch().commit, HubStandIn::kCommit);
  EXPECT_EQ(server_.hub().count(), count);
}

}  // namespace
}  // namespace segue::sources
