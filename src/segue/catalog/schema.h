#pragma once

#include "segue/catalog/database.h"

namespace segue::catalog {

/// Each brings a catalog of the version before to this one: the steps of migrations.cpp.
void create_schema_1(Database& database);
void create_schema_2(Database& database);
void create_schema_3(Database& database);
void create_feedback_schema(Database& database);
void create_trials_schema(Database& database);
void create_totals_schema(Database& database);
void create_keys_schema(Database& database);
void create_nameless_schema(Database& database);
void create_key_runs_schema(Database& database);

}  // namespace segue::catalog
