#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "segue/catalog/database.h"

namespace segue::catalog {

/// One step that brings a catalog from version - 1 to version. Once released, a step never changes: what a catalog of
/// that version looks like depends on it.
struct Migration {
  int version;                   ///< 1, 2, 3, ... without gaps
  std::string_view description;  ///< what it does, for messages: "add fingerprints"
  std::function<void(Database&)> apply;
};

/// 'sgue': tells a catalog from other SQLite files.
inline constexpr int kApplicationId = 0x73677565;

/// All steps of this segue, ascending. The version of a current catalog is that of the last one.
std::span<const Migration> migrations();

/// Takes the catalog through the steps it lacks, each in a transaction of its own together with its version number, so
/// that a catalog is always whole, at the version it says. Foreign keys are checked at the end of each step and may be
/// broken within one.
/// Throws Error: kBadData if the catalog is newer than the last step; what a step throws, with its number and
/// description, after the step was undone.
void migrate(Database& database, std::span<const Migration> steps);

}  // namespace segue::catalog
