#include "segue/cli/settings.h"

#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>  // setenv, unsetenv
#include <unistd.h>

#include "segue/base/error.h"

namespace segue::cli {
namespace {

class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    home_ = std::filesystem::path(testing::TempDir()) / ("segue-settings-" + std::to_string(getpid()));
    std::filesystem::create_directories(home_ / "segue");
    setenv("XDG_CONFIG_HOME", home_.c_str(), 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    unsetenv("SEGUE_CATALOG");
    unsetenv("SEGUE_THREADS");
  }
  void TearDown() override { std::filesystem::remove_all(home_); }
  void config(const std::string& text) const { std::ofstream(home_ / "segue" / "config") << text; }

  std::filesystem::path home_;
};

TEST_F(SettingsTest, FlagBeforeEnvironmentBeforeFileBeforeDefault) {
  EXPECT_EQ(Settings::load().catalog(""), "/data/segue/catalog.db");
  config("# comment\n\n catalog = \"/from file.db\" \nthreads=3\n");
  EXPECT_EQ(Settings::load().catalog(""), "/from file.db");
  EXPECT_EQ(Settings::load().threads(""), 3U);
  setenv("SEGUE_CATALOG", "/env.db", 1);
  EXPECT_EQ(Settings::load().catalog(""), "/env.db");
  EXPECT_EQ(Settings::load().catalog("/flag.db"), "/flag.db");
}

TEST_F(SettingsTest, RefusesWhatItDoesNotKnow) {
  for (const char* text : {"catalogue = x\n", "catalog\n", "= 3\n", "[section]\n"}) {
    config(text);
    EXPECT_THROW(Settings::load(), Error) << text;
  }
}

TEST_F(SettingsTest, ThreadsAreAPositiveNumber) {
  for (const char* text : {"0", "-1", "x", "2x", "99999999999999999999", "1.5"}) {
    EXPECT_THROW(Settings::load().threads(text), Error) << text;
  }
  EXPECT_EQ(Settings::load().threads("7"), 7U);
  EXPECT_GE(Settings::load().threads(""), 1U);
}

TEST_F(SettingsTest, RelativeXdgFoldersAreIgnored) {
  setenv("XDG_DATA_HOME", "relative", 1);
  setenv("HOME", "/home/ada", 1);
  EXPECT_EQ(Settings::load().catalog(""), "/home/ada/.local/share/segue/catalog.db");
}

}  // namespace
}  // namespace segue::cli
