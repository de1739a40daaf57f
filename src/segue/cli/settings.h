#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "segue/app/services.h"

namespace segue::cli {

/// What may be set once for all commands. A flag goes before the environment, that before the config file, that before
/// the default.
///
///   flag            environment       config file      default
///   --catalog PATH  SEGUE_CATALOG     catalog = PATH   $XDG_DATA_HOME/segue/catalog.db
///   --models FOLDER SEGUE_MODELS      models = FOLDER  the data folder beside the program
///   --threads N     SEGUE_THREADS     threads = N      the cores of the machine
///   --set NAME=V    SEGUE_NAME        NAME = V         of the services: the names and defaults of app/services.h
class Settings {
 public:
  /// Reads $XDG_CONFIG_HOME/segue/config (lines "name = value", "#" begins a comment), if it is there.
  /// Error(kUsage) naming the line on anything else in it.
  static Settings load();

  std::filesystem::path catalog(const std::string& flag) const;
  /// The folder of text models that was set; empty: none was.
  std::filesystem::path models(const std::string& flag) const;
  /// Error(kUsage) if what was set is no positive number.
  std::size_t threads(const std::string& flag) const;
  /// How services are reached; `flags`: "NAME=VALUE" each. Error(kUsage) on a name there is none of, or a value that
  /// is none.
  app::ServiceSettings services(const std::vector<std::string>& flags) const;

 private:
  /// The first that is set; `from` says where it was.
  std::string choose(const std::string& flag, const char* variable, const std::string& name, std::string& from) const;
  std::map<std::string, std::string> file_;
  std::filesystem::path path_;
};

}  // namespace segue::cli
