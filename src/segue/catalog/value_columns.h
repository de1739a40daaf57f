#pragma once

#include <span>
#include <string>

#include "segue/catalog/database.h"
#include "segue/catalog/values/variable.h"

namespace segue::catalog {

/// The 26 columns of song_values in the order of Variable, quoted, separated by commas.
const std::string& value_columns();
/// Only those of `only`, in its order; all if it is empty.
std::string value_columns(std::span<const Variable> only);

/// Reads the 26 columns that begin at `first_column` of a row.
Values read_values(const Query& row, int first_column);
/// Reads those of value_columns(only); the others are unknown.
Values read_values(const Query& row, int first_column, std::span<const Variable> only);

}  // namespace segue::catalog
