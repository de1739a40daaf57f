#pragma once

#include "segue/catalog/database.h"

namespace segue::catalog {

/// Makes the tables of catalog version 1 in an empty database (the first migration).
void create_schema_1(Database& database);
void create_schema_2(Database& database);

}  // namespace segue::catalog
