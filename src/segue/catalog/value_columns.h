#pragma once

#include <string>

#include "segue/catalog/database.h"
#include "segue/catalog/values/variable.h"

namespace segue::catalog {

/// The 26 columns of song_values in the order of Variable, quoted, separated by commas.
const std::string& value_columns();

/// Reads the 26 columns that begin at `first_column` of a row.
Values read_values(const Query& row, int first_column);

}  // namespace segue::catalog
