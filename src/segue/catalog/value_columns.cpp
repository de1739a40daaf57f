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

}  // namespace segue::catalog
