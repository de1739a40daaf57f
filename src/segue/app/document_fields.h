#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace segue::app {

/// Reads the fields of a JSON object that came from outside. A number is only taken for what it is written as: a
/// count is a whole number of at least 0 (a 1e300 or a -1 is not, and is never converted). Whatever is missing or of
/// another kind throws Error(kBadData), which names the document, the field and what was expected, and ends with
/// `hint`. Fields keep their document alive.
class DocumentFields {
 public:
  /// The most a list may hold unless its reader knows less.
  static constexpr std::size_t kMost = 1000000;

  /// Of a text that must be one object; `where` names it and `hint` outlives this.
  static DocumentFields parse(std::string_view json, std::string where, std::string_view hint);

  [[noreturn]] void refuse(std::string_view field, std::string_view expected) const;

  [[nodiscard]] bool has(std::string_view field) const;
  /// Whether the field is there and null.
  [[nodiscard]] bool is_null(std::string_view field) const;
  [[nodiscard]] DocumentFields object(std::string_view field) const;
  /// The fields of each object of a list.
  [[nodiscard]] std::vector<DocumentFields> objects(std::string_view field, std::size_t most = kMost) const;
  /// A finite number.
  [[nodiscard]] double number(std::string_view field) const;
  [[nodiscard]] std::uint64_t count(std::string_view field) const;
  [[nodiscard]] bool flag(std::string_view field) const;
  [[nodiscard]] std::string text(std::string_view field) const;
  [[nodiscard]] std::vector<std::size_t> counts(std::string_view field, std::size_t most = kMost) const;
  [[nodiscard]] std::vector<double> numbers(std::string_view field, std::size_t most = kMost) const;
  [[nodiscard]] std::vector<float> floats(std::string_view field, std::size_t most = kMost) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view field, std::size_t most = kMost) const;

 private:
  using Node = std::shared_ptr<const void>;  // a JSON value within its document
  DocumentFields(Node object, std::string where, std::string_view hint);
  Node at(std::string_view field) const;
  std::vector<Node> list(std::string_view field, std::size_t most) const;

  Node object_;
  std::string where_;
  std::string_view hint_;
};

/// Floats as the numbers whose shortest digits bring the same floats back, to be written into documents.
std::vector<double> shortest(const std::vector<float>& values);

}  // namespace segue::app
