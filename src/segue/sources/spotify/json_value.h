#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace segue::sources {

/// A value in a JSON document of a server's, in which anything may be missing or of another type: what is not there
/// reads as nothing, so that a reader need not ask at every step. A value lives as long as its document.
class JsonValue {
 public:
  JsonValue() = default;

  /// Neither missing nor null.
  bool there() const { return value_ != nullptr; }
  bool is_object() const;
  bool is_array() const;

  /// A member of an object.
  JsonValue operator[](std::string_view name) const;
  /// Elements of an array; 0 of anything else.
  std::size_t size() const;
  JsonValue at(std::size_t index) const;

  /// UTF-8; empty if it is no string.
  std::string_view text() const;
  std::optional<double> number() const;
  /// A whole number of at least 0.
  std::optional<std::uint64_t> whole() const;
  std::optional<bool> flag() const;

  /// "an object", "a text", "null": for messages.
  std::string_view type() const;

 private:
  friend class JsonDocument;
  explicit JsonValue(const void* value) : value_(value) {}
  const void* value_ = nullptr;
};

/// A document read whole.
class JsonDocument {
 public:
  /// Not there if `text` is no JSON, or has anything but white space behind it. `only`: of the members of an object at
  /// the top just this one is kept, which spares the memory for the others.
  explicit JsonDocument(std::string_view text, std::string_view only = {});
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  JsonValue root() const;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace segue::sources
