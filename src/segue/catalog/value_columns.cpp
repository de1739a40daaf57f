#include "segue/catalog/value_columns.h"

namespace segue::catalog {

const std::string& value_columns() {
  static const std::string kColumns = [] {
    std::string columns;
    for (const VariableInfo& variable : variables()) {
      if (!columns.empty()) columns += ", ";
      columns += '"';
      columns += variable.name;
      columns += '"';
    }
    return columns;
  }();
  return kColumns;
}

Values read_values(const Query& row, int first_column) {
  Values values;
  for (std::size_t i = 0; i < kVariableCount; ++i) values.value[i] = row.real(first_column + static_cast<int>(i));
  return values;
}

std::string value_columns(std::span<const Variable> only) {
  if (only.empty()) return value_columns();
  std::string columns;
  for (const Variable variable : only) {
    if (!columns.empty()) columns += ", ";
    columns += '"';
    columns += info(variable).name;
    columns += '"';
  }
  return columns;
}

Values read_values(const Query& row, int first_column, std::span<const Variable> only) {
  if (only.empty()) return read_values(row, first_column);
  Values values;
  for (std::size_t i = 0; i < only.size(); ++i) values[only[i]] = row.real(first_column + static_cast<int>(i));
  return values;
}

}  // namespace segue::catalog
