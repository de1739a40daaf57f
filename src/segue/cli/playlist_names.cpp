#include "segue/cli/playlist_names.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace segue::cli {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool names_a_file(std::string_view name) {
  std::error_code unreadable;
  return !name.empty() && std::filesystem::exists(std::filesystem::path(name), unreadable);
}

}  // namespace

std::vector<std::string> split_playlist_names(std::string_view list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= list.size();) {
    // The longest that exists, else as far as the next comma.
    std::size_t end = list.size();
    while (end > begin && !names_a_file(trim(list.substr(begin, end - begin)))) {
      const auto comma = list.rfind(',', end - 1);
      end = comma == std::string_view::npos || comma < begin ? begin : comma;
    }
    if (end == begin) end = std::min(list.find(',', begin), list.size());
    if (const auto name = trim(list.substr(begin, end - begin)); !name.empty()) names.emplace_back(name);
    begin = end + 1;
  }
  return names;
}

}  // namespace segue::cli
