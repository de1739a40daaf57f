#include "segue/sources/spotify/json_value.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace segue::sources {
namespace {

using nlohmann::json;

const json& as_json(const void* value) {
  return *static_cast<const json*>(value);
}

const void* unless_null(const json& value) {
  return value.is_null() ? nullptr : &value;
}

}  // namespace

bool JsonValue::is_object() const {
  return there() && as_json(value_).is_object();
}

bool JsonValue::is_array() const {
  return there() && as_json(value_).is_array();
}

JsonValue JsonValue::operator[](std::string_view name) const {
  if (!is_object()) return {};
  const auto found = as_json(value_).find(name);
  return found == as_json(value_).end() ? JsonValue() : JsonValue(unless_null(*found));
}

std::size_t JsonValue::size() const {
  return is_array() ? as_json(value_).size() : 0;
}

JsonValue JsonValue::at(std::size_t index) const {
  return index < size() ? JsonValue(unless_null(as_json(value_)[index])) : JsonValue();
}

std::string_view JsonValue::text() const {
  if (!there() || !as_json(value_).is_string()) return {};
  return as_json(value_).get_ref<const std::string&>();
}

std::optional<double> JsonValue::number() const {
  if (!there() || !as_json(value_).is_number()) return std::nullopt;
  const auto number = as_json(value_).get<double>();
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> JsonValue::whole() const {
  if (!there() || !as_json(value_).is_number_unsigned()) return std::nullopt;
  return as_json(value_).get<std::uint64_t>();
}

std::optional<bool> JsonValue::flag() const {
  if (!there() || !as_json(value_).is_boolean()) return std::nullopt;
  return as_json(value_).get<bool>();
}

std::string_view JsonValue::type() const {
  if (!there()) return "nothing";
  const auto& value = as_json(value_);
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a text";
  return value.is_boolean() ? "true or false" : "a number";
}

// NOLINTNEXTLINE(bugprone-exception-escape): nlohmann's destructor allocates; where that fails there is no way on
struct JsonDocument::Held {
  json value;
};

JsonDocument::JsonDocument(std::string_view text, std::string_view only) : held_(std::make_unique<Held>()) {
  json::parser_callback_t keep;
  if (!only.empty()) {
    keep = [only](int depth, json::parse_event_t event, json& parsed) {
      return event != json::parse_event_t::key || depth != 1 || parsed.get_ref<const std::string&>() == only;
    };
  }
  auto value = json::parse(text, keep, false);
  if (!value.is_discarded()) held_->value = std::move(value);
}

JsonDocument::~JsonDocument() = default;

JsonValue JsonDocument::root() const {
  return JsonValue(unless_null(held_->value));
}

}  // namespace segue::sources
