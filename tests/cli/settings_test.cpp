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

TEST_F(SettingsTest, ServicesAreSetByFlagEnvironmentFileOrNot) {
  EXPECT_EQ(Settings::load().services({}).lrclib_url, "https://lrclib.net/api");
  config("lrclib_url = http://127.0.0.1:1/file/\nlrclib_spacing = 0.25\noffline = yes\ngenius_access_token = a b\n");
  auto services = Settings::load().services({});
  EXPECT_EQ(services.lrclib_url, "http://127.0.0.1:1/file");
  EXPECT_EQ(services.lrclib_spacing, std::chrono::milliseconds(250));
  EXPECT_EQ(services.genius_access_token, "a b");
  EXPECT_TRUE(services.offline);
  EXPECT_EQ(services.reccobeats_url, "https://api.reccobeats.com/v1");
  setenv("SEGUE_LRCLIB_URL", "http://127.0.0.1:2/env", 1);
  setenv("GENIUS_ACCESS_TOKEN", "theirs", 1);
  services = Settings::load().services({"offline=no"});
  EXPECT_EQ(services.lrclib_url, "http://127.0.0.1:2/env");
  EXPECT_EQ(services.genius_access_token, "theirs");
  EXPECT_FALSE(services.offline);
  setenv("SEGUE_GENIUS_ACCESS_TOKEN", "ours", 1);
  services = Settings::load().services({"lrclib_url=http://127.0.0.1:3", "offline = TRUE"});
  EXPECT_EQ(services.lrclib_url, "http://127.0.0.1:3");
  EXPECT_EQ(services.genius_access_token, "ours");
  EXPECT_TRUE(services.offline);
  for (const char* name : {"SEGUE_LRCLIB_URL", "GENIUS_ACCESS_TOKEN", "SEGUE_GENIUS_ACCESS_TOKEN"}) unsetenv(name);
}

TEST_F(SettingsTest, SettingsOfServicesAreChecked) {
  const auto settings = Settings::load();
  for (const char* flag :
       {"lrclib_url", "nothing=1", "=1", "", "lrclib_url=lrclib.net", "lrclib_url=http://me:secret@host/",
        "lrclib_url=http://host/?q=1", "lrclib_spacing=-1", "lrclib_spacing=nan", "lrclib_spacing=1s",
        "lrclib_spacing=", "http_patience=1e9", "offline=maybe"}) {
    try {
      settings.services({flag});
      ADD_FAILURE() << flag;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage) << flag;
      EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
    }
  }
  config("genius_acces_token = secret\n");  // misspelt: the value is not repeated
  try {
    Settings::load();
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
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
