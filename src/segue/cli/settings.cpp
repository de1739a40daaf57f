#include "segue/cli/settings.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/workers.h"

namespace segue::cli {
namespace {

constexpr std::size_t kLargestConfig = 1 << 20;
constexpr std::size_t kMostThreads = 1024;

/// The value of an environment variable; empty if it is not set.
std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
  return value == nullptr ? "" : value;
}

/// A folder of the XDG base directory specification; relative values are to be ignored, it says.
std::filesystem::path xdg(const char* variable, const char* below_home) {
  const std::filesystem::path set = environment(variable);
  if (set.is_absolute()) return set;
  const std::string home = environment("HOME");
  if (home.empty()) {
    throw Error(ErrorKind::kUsage, fmt::format("neither {} nor HOME is set", variable),
                "Say where the catalog is: --catalog PATH.");
  }
  return std::filesystem::path(home) / below_home;
}

std::string names_known() {
  return fmt::format("The names: catalog, models, threads, {}.", fmt::join(app::ServiceSettings::names(), ", "));
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

Settings Settings::load() {
  Settings settings;
  const bool has_home = !environment("HOME").empty() || !environment("XDG_CONFIG_HOME").empty();
  if (!has_home) return settings;
  settings.path_ = xdg("XDG_CONFIG_HOME", ".config") / "segue" / "config";
  std::error_code ignored;
  if (!std::filesystem::exists(settings.path_, ignored)) return settings;
  const std::string text = read_file(settings.path_, kLargestConfig);
  std::set<std::string_view> known{"catalog", "models", "threads"};
  for (const auto name : app::ServiceSettings::names()) known.insert(name);
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto line = trim(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++line_number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto equals = line.find('=');
    const auto name = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !known.contains(name)) {
      // What stands behind a name that is misspelt may be a password.
      throw Error(ErrorKind::kUsage,
                  fmt::format("{}, line {}: expected 'NAME = VALUE' with a name segue knows, found '{}'",
                              settings.path_.string(), line_number, equals == std::string_view::npos ? line : name),
                  names_known());
    }
    auto value = trim(line.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    settings.file_[std::string(name)] = value;
  }
  return settings;
}

std::string Settings::choose(const std::string& flag, const char* variable, const std::string& name,
                             std::string& from) const {
  from = "--" + name;
  if (!flag.empty()) return flag;
  from = variable;
  if (auto value = environment(variable); !value.empty()) return value;
  from = path_.string();
  const auto found = file_.find(name);
  return found == file_.end() ? "" : found->second;
}

std::filesystem::path Settings::catalog(const std::string& flag) const {
  std::string from;
  if (auto chosen = choose(flag, "SEGUE_CATALOG", "catalog", from); !chosen.empty()) return chosen;
  return xdg("XDG_DATA_HOME", ".local/share") / "segue" / "catalog.db";
}

std::filesystem::path Settings::models(const std::string& flag) const {
  std::string from;
  return choose(flag, "SEGUE_MODELS", "models", from);
}

std::size_t Settings::threads(const std::string& flag) const {
  std::string from;
  const auto chosen = choose(flag, "SEGUE_THREADS", "threads", from);
  if (chosen.empty()) return default_threads();
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(chosen.data(), chosen.data() + chosen.size(), number);
  if (error != std::errc{} || end != chosen.data() + chosen.size() || number < 1 || number > kMostThreads) {
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: expected a number of threads from 1 to {}, found '{}'", from, kMostThreads, chosen));
  }
  return number;
}

app::ServiceSettings Settings::services(const std::vector<std::string>& flags) const {
  std::map<std::string, std::string, std::less<>> set;
  const auto known = app::ServiceSettings::names();
  for (const auto& flag : flags) {
    const auto equals = flag.find('=');
    const auto name = std::string(trim(flag.substr(0, equals)));
    if (equals == std::string::npos || std::ranges::find(known, name) == known.end()) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("--set: expected NAME=VALUE with the name of a setting of services, found '{}'",
                              equals == std::string::npos ? flag : name),
                  fmt::format("The names: {}.", fmt::join(known, ", ")));
    }
    set[name] = trim(std::string_view(flag).substr(equals + 1));
  }
  return app::ServiceSettings::read(
      [&](std::string_view name,
          const std::vector<std::string>& variables) -> std::optional<app::ServiceSettings::Said> {
        if (const auto found = set.find(name); found != set.end()) return {{found->second, "--set"}};
        for (const auto& variable : variables) {
          if (auto value = environment(variable.c_str()); !value.empty()) return {{value, variable}};
        }
        if (const auto found = file_.find(std::string(name)); found != file_.end()) {
          return {{found->second, path_.string()}};
        }
        return std::nullopt;
      });
}

}  // namespace segue::cli
