#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "segue/app/search.h"

namespace segue::cli {

struct SearchTable {
  std::vector<std::string> headers;
  std::vector<std::size_t> left;  ///< columns of words; the others are of numbers
  std::vector<std::vector<std::string>> rows;
};

/// A search's report in words, for the terminal and for a page.
struct SearchWords {
  std::string summary;
  SearchTable losses;    ///< like the 2020 report's
  SearchTable measures;  ///< what that lacked
  std::vector<std::string> remarks;
};
SearchWords search_words(const app::SearchReport& report);

/// As `segue search` prints it.
std::string search_text(const app::SearchReport& report, std::size_t width);
/// As `segue search --json` prints it.
nlohmann::ordered_json search_json(const app::SearchReport& report);
/// One page that needs nothing beside it: tables, the pictures (SVG documents by name), and the command that makes it.
std::string search_page(const app::SearchReport& report, const std::vector<std::string>& pictures,
                        const std::string& command);

}  // namespace segue::cli
