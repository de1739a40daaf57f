#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "app_fixture.h"

#include "segue/app/text_models.h"

namespace segue::app {

/// A catalog's folder with models beside it: copies of tests/data/tiny-bert.
class ModelPlacesTest : public AppTest {
 protected:
  static std::filesystem::path tiny_bert() { return std::filesystem::path(SEGUE_TESTS_DIR) / "data" / "tiny-bert"; }
  static void copy_model(const std::filesystem::path& to, const std::string& config = {}) {
    std::filesystem::create_directories(to);
    for (const auto& file : std::filesystem::directory_iterator(tiny_bert())) {
      std::filesystem::copy_file(file.path(), to / file.path().filename());
    }
    if (!config.empty()) std::ofstream(to / "config.json", std::ios::trunc) << config;
  }
  /// A model in the cache, as Hugging Face's tools leave it.
  void cache_model(const std::string& folder_name, const std::string& config) const {
    const auto folder = folder_ / "hub" / folder_name;
    const std::string commit(40, 'a');
    copy_model(folder / "snapshots" / commit, config);
    std::filesystem::create_directories(folder / "refs");
    std::ofstream(folder / "refs" / "main") << commit;
  }
  ModelPlaces places() const {
    ModelPlaces places;
    places.folders = {folder_ / "models"};
    places.hub.cache = folder_ / "hub";
    places.hub.offline = true;
    return places;
  }
};

}  // namespace segue::app
