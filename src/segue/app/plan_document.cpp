#include "segue/app/plan_document.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostNodes = 20'000;
constexpr std::size_t kMostDepth = 8;

class Converter {
 public:
  explicit Converter(const std::string& where) : where_(where) {}

  PlanNode node_of(const YAML::Node& from, std::size_t depth = 0) {
    // An alias is the same node again: counted here, a small file cannot unfold into a large document.
    if (++nodes_ > kMostNodes || depth > kMostDepth) refuse(from.Mark(), "a plan is not that large or deep");
    PlanNode node;
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        break;
      case YAML::NodeType::Scalar:
        node.kind = PlanNode::Kind::kScalar;
        node.scalar = from.Scalar();
        break;
      case YAML::NodeType::Sequence:
        node.kind = PlanNode::Kind::kList;
        for (const auto& item : from) node.items.push_back(node_of(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        node.kind = PlanNode::Kind::kMap;
        for (const auto& field : from) {
          if (!field.first.IsScalar()) refuse(field.first.Mark(), "expected the name of a field");
          if (node.find(field.first.Scalar()) != nullptr) {
            refuse(field.first.Mark(), fmt::format("the field '{}' is there twice", field.first.Scalar()));
          }
          node.fields.push_back({field.first.Scalar(), node_of(field.second, depth + 1)});
        }
        break;
    }
    return node;
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& what) const {
    const std::string place = mark.is_null() ? "" : fmt::format(", line {}, column {}", mark.line + 1, mark.column + 1);
    throw Error(ErrorKind::kBadData, fmt::format("{}{}: {}", where_, place, what));
  }

 private:
  const std::string& where_;
  std::size_t nodes_ = 0;
};

/// Brackets within brackets: yaml-cpp descends into itself for each.
bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth > 4 * kMostDepth) return true;
  }
  return false;
}

}  // namespace

const PlanNode* PlanNode::find(std::string_view field) const {
  for (const auto& [name, value] : fields) {
    if (name == field) return &value;
  }
  return nullptr;
}

PlanNode parse_plan_document(std::string_view text, const std::string& where) {
  Converter converter(where);
  if (text.size() > kMostBytes || too_deep(text)) {
    converter.refuse(YAML::Mark::null_mark(), "a plan is not that large or deep");
  }
  try {
    return converter.node_of(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    converter.refuse(error.mark, error.msg);
  }
}

}  // namespace segue::app
