#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "segue/base/item_problem.h"
#include "segue/cli/console.h"

namespace segue::cli {

/// The bad items of a batch: the first few are listed, all are counted.
class ProblemList {
 public:
  /// `most`: how many are listed; negative: all.
  explicit ProblemList(std::int64_t most) : most_(most) {}
  void add(const ItemProblem& problem);
  void print(Console& console) const;
  nlohmann::ordered_json json() const;
  std::int64_t unlisted() const { return unlisted_; }

 private:
  std::int64_t most_;
  std::vector<ItemProblem> listed_;
  std::int64_t unlisted_ = 0;
};

}  // namespace segue::cli
