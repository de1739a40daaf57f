#include "segue/app/document_fields.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

const ordered_json& as_json(const std::shared_ptr<const void>& node) {
  return *static_cast<const ordered_json*>(node.get());
}

}  // namespace

DocumentFields::DocumentFields(Node object, std::string where, std::string_view hint)
    : object_(std::move(object)), where_(std::move(where)), hint_(hint) {}

DocumentFields DocumentFields::parse(std::string_view json, std::string where, std::string_view hint) {
  auto document = std::make_shared<const ordered_json>(ordered_json::parse(json, nullptr, /*allow_exceptions=*/false));
  if (!document->is_object()) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected a JSON object", where), std::string(hint));
  }
  return {std::move(document), std::move(where), hint};
}

void DocumentFields::refuse(std::string_view field, std::string_view expected) const {
  throw Error(ErrorKind::kBadData, fmt::format("{}: \"{}\" should be {}", where_, field, expected), std::string(hint_));
}

bool DocumentFields::has(std::string_view field) const {
  return as_json(object_).contains(field);
}

bool DocumentFields::is_null(std::string_view field) const {
  return as_json(at(field)).is_null();
}

DocumentFields::Node DocumentFields::at(std::string_view field) const {
  const auto& object = as_json(object_);
  const auto found = object.find(field);
  if (found == object.end()) refuse(field, "there, and is missing");
  return {object_, &*found};
}

std::vector<DocumentFields::Node> DocumentFields::list(std::string_view field, std::size_t most) const {
  const auto node = at(field);
  const auto& json = as_json(node);
  if (!json.is_array() || json.size() > most) refuse(field, fmt::format("a list of at most {}", most));
  std::vector<Node> items;
  items.reserve(json.size());
  for (const auto& item : json) items.emplace_back(node, &item);
  return items;
}

DocumentFields DocumentFields::object(std::string_view field) const {
  auto node = at(field);
  if (!as_json(node).is_object()) refuse(field, "an object");
  return {std::move(node), fmt::format("{}, {}", where_, field), hint_};
}

std::vector<DocumentFields> DocumentFields::objects(std::string_view field, std::size_t most) const {
  std::vector<DocumentFields> values;
  for (auto& item : list(field, most)) {
    if (!as_json(item).is_object()) refuse(field, "a list of objects");
    values.push_back({std::move(item), fmt::format("{}, {}", where_, field), hint_});
  }
  return values;
}

double DocumentFields::number(std::string_view field) const {
  const auto node = at(field);
  if (!as_json(node).is_number()) refuse(field, "a number");
  const auto value = as_json(node).get<double>();
  if (!std::isfinite(value)) refuse(field, "a finite number");
  return value;
}

std::uint64_t DocumentFields::count(std::string_view field) const {
  const auto node = at(field);
  if (!as_json(node).is_number_unsigned()) refuse(field, "a whole number, 0 or more");
  return as_json(node).get<std::uint64_t>();
}

bool DocumentFields::flag(std::string_view field) const {
  const auto node = at(field);
  if (!as_json(node).is_boolean()) refuse(field, "true or false");
  return as_json(node).get<bool>();
}

std::string DocumentFields::text(std::string_view field) const {
  const auto node = at(field);
  if (!as_json(node).is_string()) refuse(field, "text");
  return as_json(node).get<std::string>();
}

std::vector<std::size_t> DocumentFields::counts(std::string_view field, std::size_t most) const {
  std::vector<std::size_t> values;
  for (const auto& item : list(field, most)) {
    if (!as_json(item).is_number_unsigned()) refuse(field, "a list of whole numbers");
    values.push_back(as_json(item).get<std::size_t>());
  }
  return values;
}

std::vector<double> DocumentFields::numbers(std::string_view field, std::size_t most) const {
  std::vector<double> values;
  for (const auto& item : list(field, most)) {
    if (!as_json(item).is_number()) refuse(field, "a list of numbers");
    values.push_back(as_json(item).get<double>());
  }
  return values;
}

std::vector<float> DocumentFields::floats(std::string_view field, std::size_t most) const {
  std::vector<float> values;
  for (const double value : numbers(field, most)) {
    values.push_back(static_cast<float>(value));
    if (!std::isfinite(values.back())) refuse(field, "a list of numbers of single precision");
  }
  return values;
}

std::vector<std::string> DocumentFields::texts(std::string_view field, std::size_t most) const {
  std::vector<std::string> values;
  for (const auto& item : list(field, most)) {
    if (!as_json(item).is_string()) refuse(field, "a list of texts");
    values.push_back(as_json(item).get<std::string>());
  }
  return values;
}

std::vector<double> shortest(const std::vector<float>& values) {
  std::vector<double> numbers;
  for (const float value : values) numbers.push_back(std::stod(fmt::format("{}", value)));
  return numbers;
}

}  // namespace segue::app
