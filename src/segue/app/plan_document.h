#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::app {

/// A small document of nested maps, lists and scalars, read from YAML (of which JSON is nearly a part).
struct PlanNode {
  enum class Kind : unsigned char { kNothing, kScalar, kList, kMap };
  Kind kind = Kind::kNothing;
  std::string scalar;
  std::vector<PlanNode> items;  ///< kList
  struct Field;
  std::vector<Field> fields;  ///< kMap, in the file's order, each name once

  const PlanNode* find(std::string_view field) const;
};

struct PlanNode::Field {
  std::string name;
  PlanNode value;
};

/// Error(kBadData) with line and column if `text` is no YAML, or is deeper or larger than any plan.
PlanNode parse_plan_document(std::string_view text, const std::string& where);

}  // namespace segue::app
