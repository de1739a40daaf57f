#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

/// An empty folder of one test, and the files it puts there.
class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("segue_folder_") + info->test_suite_name() + "_" + info->name();
    for (char& c : name) {
      if (c == '/') c = '_';
    }
    folder_ = std::filesystem::temp_directory_path() / name;
    remove();
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { remove(); }

  std::filesystem::path put(const std::filesystem::path& name, std::string_view bytes = {}) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  /// A copy of tests/data/tags/`from`.
  std::filesystem::path put_music(const std::string& from, const std::filesystem::path& name) const {
    return put(name, data(from));
  }
  static std::string data(const std::string& name) {
    return read(std::filesystem::path(SEGUE_TESTS_DIR "/data/tags") / name);
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::filesystem::path folder_;

 private:
  void remove() const {
    std::error_code error;
    for (auto at = std::filesystem::recursive_directory_iterator(folder_, error);
         !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
      if (at->is_directory(error)) std::filesystem::permissions(at->path(), std::filesystem::perms::owner_all, error);
    }
    std::filesystem::remove_all(folder_, error);
  }
};
