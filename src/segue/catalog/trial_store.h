#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "segue/catalog/database.h"
#include "segue/catalog/values/trial.h"

namespace segue::catalog {

// Trials of architecture searches; the contracts stand in catalog.h.

void write_search_trial(Database& database, const StoredTrial& trial);
std::optional<StoredTrial> read_search_trial(Database& database, std::string_view key);
std::vector<StoredTrial> read_search_trials(Database& database, std::string_view kind);

}  // namespace segue::catalog
