#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "segue/base/temporary_folder.h"
#include "segue/sources/huggingface/hub.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

/// An environment in which only what the test says is set.
class HubEnvironment : public ::testing::Test {
 protected:
  HubEnvironment() {
    for (const char* name :
         {"HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN",
          "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME", "HOME"}) {
      const char* value = std::getenv(name);
      before_[name] = value == nullptr ? std::nullopt : std::optional<std::string>(value);
      ::unsetenv(name);
    }
    set("HOME", home_);
  }
  ~HubEnvironment() override {
    for (const auto& [name, value] : before_) {
      if (value) {
        ::setenv(name.c_str(), value->c_str(), 1);
      } else {
        ::unsetenv(name.c_str());
      }
    }
  }
  static void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }
  static HubSettings read() { return HubSettings::from_environment(); }

  TemporaryFolder temporary_{"home"};
  fs::path home_ = temporary_.path();
  std::map<std::string, std::optional<std::string>> before_;
};

TEST_F(HubEnvironment, Defaults) {
  const HubSettings settings = read();
  EXPECT_EQ(settings.endpoint, "https://huggingface.co");
  EXPECT_EQ(settings.cache, home_ / ".cache/huggingface/hub");
  EXPECT_EQ(settings.token, "");
  EXPECT_FALSE(settings.offline);
}

TEST_F(HubEnvironment, TheNearerNameOfTheCacheWins) {
  set("XDG_CACHE_HOME", "/x");
  EXPECT_EQ(read().cache, "/x/huggingface/hub");
  set("HF_HOME", "/h");
  EXPECT_EQ(read().cache, "/h/hub");
  set("HUGGINGFACE_HUB_CACHE", "/old");
  EXPECT_EQ(read().cache, "/old");
  set("HF_HUB_CACHE", "~/new");
  EXPECT_EQ(read().cache, home_ / "new");
}

TEST_F(HubEnvironment, Tokens) {
  fs::create_directories(home_ / ".cache/huggingface");
  std::ofstream(home_ / ".cache/huggingface/token") << "hf_file\n";
  EXPECT_EQ(read().token, "hf_file");
  std::ofstream(home_ / "other") << "  hf_other  \n";
  set("HF_TOKEN_PATH", (home_ / "other").string());
  EXPECT_EQ(read().token, "hf_other");
  set("HUGGING_FACE_HUB_TOKEN", "hf_legacy");
  EXPECT_EQ(read().token, "hf_legacy");
  set("HF_TOKEN", " hf_variable\n");
  EXPECT_EQ(read().token, "hf_variable");
}

TEST_F(HubEnvironment, Offline) {
  for (const char* value : {"1", "ON", "yes", "True"}) {
    set("HF_HUB_OFFLINE", value);
    EXPECT_TRUE(read().offline) << value;
  }
  for (const char* value : {"0", "", "no", "2"}) {
    set("HF_HUB_OFFLINE", value);
    EXPECT_FALSE(read().offline) << value;
  }
  set("TRANSFORMERS_OFFLINE", "1");
  EXPECT_TRUE(read().offline);
}

TEST_F(HubEnvironment, Endpoint) {
  set("HF_ENDPOINT", "https://mirror.example.org/hf//");
  EXPECT_EQ(read().endpoint, "https://mirror.example.org/hf");
}

}  // namespace
}  // namespace segue::sources
