#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "segue/app/import.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// A folder of its own with a catalog in it, gone after the test.
class AppTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("segue-app-") + test->test_suite_name() + "-" +
                                                           test->name() + "-" + std::to_string(getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  catalog::Catalog open() const { return catalog::Catalog::open(folder_ / "catalog.db"); }

  ImportReport import(catalog::Catalog& catalog, const std::filesystem::path& table,
                      const ImportOptions& options = {}) {
    problems_.clear();
    return import_tables(catalog, {table}, options,
                         [this](const ItemProblem& problem) { problems_.push_back(problem); });
  }

  std::filesystem::path folder_;
  std::vector<ItemProblem> problems_;
};

/// `count` songs in a line: song i has energy and valence near i / count, so that neighbors in number are neighbors in
/// sound. Titles "Song 0", "Song 1", ...; one artist each.
inline std::string line_of_songs(int count) {
  std::string text = "title,artist,energy,valence,tempo\n";
  for (int i = 0; i < count; ++i) {
    const double at = static_cast<double>(i) / count;
    text += "Song " + std::to_string(i) + ",Artist " + std::to_string(i) + "," + std::to_string(at) + "," +
            std::to_string(at * at) + "," + std::to_string(80 + 60 * at) + "\n";
  }
  return text;
}

}  // namespace segue::app
