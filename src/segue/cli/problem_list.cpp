#include "segue/cli/problem_list.h"

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

std::string line_of(const ItemProblem& problem) {
  std::string where = printable(problem.file);
  if (problem.row > 0) where += fmt::format(", row {}", problem.row);
  if (!problem.column.empty()) where += fmt::format(", {}", printable(problem.column));
  const std::string_view item = problem.row > 0 ? "row" : "file";
  return fmt::format("{}: expected {}, found '{}'{}", where, problem.expected, shorten(printable(problem.found), 60),
                     problem.row_kept ? "" : fmt::format("; the {} was left out", item));
}

}  // namespace

void ProblemList::add(const ItemProblem& problem) {
  if (most_ < 0 || static_cast<std::int64_t>(listed_.size()) < most_) {
    listed_.push_back(problem);
  } else {
    ++unlisted_;
  }
}

void ProblemList::print(Console& console) const {
  for (const auto& problem : listed_) console.warn(line_of(problem));
  if (unlisted_ > 0) console.warn(fmt::format("and {} more; --problems all lists them", count(unlisted_)));
}

nlohmann::ordered_json ProblemList::json() const {
  auto list = nlohmann::ordered_json::array();
  for (const auto& problem : listed_) {
    list.push_back({{"file", problem.file},
                    {"row", problem.row},
                    {"column", problem.column},
                    {"found", problem.found},
                    {"expected", problem.expected},
                    {"row_kept", problem.row_kept}});
  }
  return list;
}

}  // namespace segue::cli
