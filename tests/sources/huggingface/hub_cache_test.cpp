#include "segue/sources/huggingface/hub_cache.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/atomic_file.h"
#include "segue/base/temporary_folder.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

class HubCache : public ::testing::Test {
 protected:
  HubCache() { settings_.cache = temporary_.path(); }

  /// As other tools leave it: blobs, and links to them.
  fs::path put(const std::string& folder, const std::string& commit, const std::string& name,
               const std::string& bytes) {
    const fs::path model = settings_.cache / folder;
    fs::create_directories(model / "blobs");
    fs::create_directories(model / "snapshots" / commit);
    const std::string blob = "blob-" + commit.substr(0, 4) + name;
    std::ofstream(model / "blobs" / blob) << bytes;
    fs::create_symlink("../../blobs/" + blob, model / "snapshots" / commit / name);
    return model / "blobs" / blob;
  }
  void put_model(const std::string& folder, const std::string& commit) {
    put(folder, commit, "config.json", "{}");
    put(folder, commit, "vocab.txt", "[PAD]\n");
    put(folder, commit, "model.safetensors", "0123456789");
  }
  void put_ref(const std::string& folder, const std::string& revision, const std::string& commit) {
    const fs::path file = settings_.cache / folder / "refs" / revision;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << commit;
  }

  TemporaryFolder temporary_{"hub-cache"};
  HubSettings settings_;
  const std::string first_ = std::string(40, '1');
  const std::string second_ = std::string(40, '2');
};

TEST_F(HubCache, FindsByRevisionAndByCommit) {
  put_model("models--a--b", first_);
  put_model("models--a--b", second_);
  put_ref("models--a--b", "main", second_);
  put_ref("models--a--b", "refs/pr/1", first_);
  EXPECT_EQ(find_cached(settings_, "a/b")->commit, second_);
  EXPECT_EQ(find_cached(settings_, "a/b")->bytes, 18U);
  EXPECT_EQ(find_cached(settings_, "a/b", "refs/pr/1")->commit, first_);
  EXPECT_EQ(find_cached(settings_, "a/b", first_)->commit, first_);
  EXPECT_FALSE(find_cached(settings_, "a/b", "v2"));
  EXPECT_FALSE(find_cached(settings_, "a/c"));
}

TEST_F(HubCache, FormerNames) {
  put_model("models--bert-base-uncased", first_);
  put_ref("models--bert-base-uncased", "main", first_ + "\n");
  EXPECT_TRUE(find_cached(settings_, "google-bert/bert-base-uncased"));
  EXPECT_TRUE(find_cached(settings_, "bert-base-uncased"));
}

TEST_F(HubCache, UnfinishedModelsDoNotCount) {
  put("models--a--b", first_, "config.json", "{}");
  put("models--a--b", first_, "vocab.txt", "[PAD]\n");
  put_ref("models--a--b", "main", first_);
  EXPECT_FALSE(find_cached(settings_, "a/b"));
  const fs::path blob = put("models--a--b", first_, "model.safetensors", "x");
  EXPECT_TRUE(find_cached(settings_, "a/b"));
  fs::remove(blob);
  EXPECT_FALSE(find_cached(settings_, "a/b")) << "a link to nothing";
  EXPECT_TRUE(cached_models(settings_).empty());
}

TEST_F(HubCache, AllPartsMustBeThere) {
  put("models--a--b", first_, "config.json", "{}");
  put("models--a--b", first_, "vocab.txt", "[PAD]\n");
  put("models--a--b", first_, "model.safetensors.index.json",
      R"({"weight_map": {"x": "p.safetensors", "y": "q.safetensors"}})");
  put("models--a--b", first_, "p.safetensors", "p");
  EXPECT_FALSE(find_cached(settings_, "a/b", first_));
  put("models--a--b", first_, "q.safetensors", "q");
  EXPECT_TRUE(find_cached(settings_, "a/b", first_));
}

TEST_F(HubCache, ListsByNameAndPrefersMain) {
  put_model("models--z", first_);
  put_model("models--a--b", first_);
  put_model("models--a--b", second_);
  put_ref("models--a--b", "main", second_);
  put("models--broken--x", first_, "config.json", "{}");
  fs::create_directories(settings_.cache / "datasets--a--b");
  std::ofstream(settings_.cache / "version.txt") << "1";
  const auto models = cached_models(settings_);
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].repo, "a/b");
  EXPECT_EQ(models[0].commit, second_);
  EXPECT_EQ(models[1].repo, "z");
  HubSettings nowhere;
  nowhere.cache = settings_.cache / "none";
  EXPECT_TRUE(cached_models(nowhere).empty());
}

TEST_F(HubCache, RefsThatAreNone) {
  put_model("models--a--b", first_);
  const std::vector<std::string> refs = {"", "../../x", std::string(41, '1'), std::string(5000, '1')};
  for (const auto& ref : refs) {
    put_ref("models--a--b", "main", ref);
    EXPECT_FALSE(find_cached(settings_, "a/b")) << ref;
  }
}

TEST_F(HubCache, LinksReplaceBrokenOnes) {
  const CacheFolder folder(settings_.cache, "a/b");
  fs::create_directories(folder.snapshot(first_));
  fs::create_symlink("nowhere", folder.snapshot(first_) / "vocab.txt");
  fs::create_directories(folder.blob("x").parent_path());
  std::ofstream(folder.blob("x")) << "words";
  EXPECT_FALSE(folder.has(first_, "vocab.txt"));
  folder.link(first_, "vocab.txt", "x");
  EXPECT_EQ(read_file(folder.snapshot(first_) / "vocab.txt", 100), "words");
  EXPECT_EQ(fs::read_symlink(folder.snapshot(first_) / "vocab.txt"), "../../blobs/x");
}

}  // namespace
}  // namespace segue::sources
