#include "segue/catalog/migrations.h"

#include <array>
#include <cassert>

#include <fmt/format.h>

#include "segue/catalog/schema.h"

namespace segue::catalog {
namespace {

std::int64_t version_of(Database& database) {
  return database.read_integer("PRAGMA user_version");
}

/// Foreign keys are enforced statement by statement, which forbids rebuilding a table; so they rest during a step.
class WithoutForeignKeys {
 public:
  explicit WithoutForeignKeys(Database& database) : database_(database) {
    database_.execute("PRAGMA foreign_keys = OFF");
  }
  WithoutForeignKeys(const WithoutForeignKeys&) = delete;
  WithoutForeignKeys& operator=(const WithoutForeignKeys&) = delete;
  ~WithoutForeignKeys() {
    try {
      database_.execute("PRAGMA foreign_keys = ON");
    } catch (const Error&) {
      // The connection is beyond use, and the step's own failure is on its way.
    }
  }

 private:
  Database& database_;
};

void apply_step(Database& database, const Migration& step) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  if (version_of(database) >= step.version) return;  // another process was here while this one waited
  step.apply(database);
  if (database.query("PRAGMA foreign_key_check").step()) {
    throw Error(ErrorKind::kBadData, "it leaves rows that refer to nothing");
  }
  database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId));
  database.execute(fmt::format("PRAGMA user_version = {}", step.version));
  transaction.commit();
}

}  // namespace

std::span<const Migration> migrations() {
  static const std::array<Migration, 9> kSteps = {{{1, "songs, playlists and recipes", create_schema_1},
                                                   {2, "music files and what was heard in them", create_schema_2},
                                                   {3, "what was read in the words", create_schema_3},
                                                   {4, "feedback and made lists", create_feedback_schema},
                                                   {5, "trials of architecture searches", create_trials_schema},
                                                   {6, "how many songs there are", create_totals_schema},
                                                   {7, "keys of songs in a table of their own", create_keys_schema},
                                                   {8, "which songs lack artists", create_nameless_schema},
                                                   {9, "keys of songs in sorted runs", create_key_runs_schema}}};
  return kSteps;
}

void migrate(Database& database, std::span<const Migration> steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) assert(steps[i].version == static_cast<int>(i) + 1);
  const std::string file = database.path().string();
  const std::int64_t version = version_of(database);
  const std::int64_t newest = static_cast<std::int64_t>(steps.size());
  if (version > newest) {
    throw Error(
        ErrorKind::kBadData,
        fmt::format("the catalog {} is of version {}; this segue reads versions up to {}", file, version, newest),
        "It was written by a newer segue: use that one, or name another file with --catalog.");
  }
  if (version < 0)
    throw Error(ErrorKind::kBadData, fmt::format("the catalog {} is damaged: version {}", file, version));
  if (version == newest) return;

  const WithoutForeignKeys pause(database);
  for (const Migration& step : steps) {
    if (step.version <= version) continue;
    try {
      apply_step(database, step);
    } catch (const Error& error) {
      throw Error(error.kind(),
                  fmt::format("the catalog {} could not be brought to version {} ({}) and stays at version {}: {}",
                              file, step.version, step.description, step.version - 1, error.what()),
                  error.hint());
    }
  }
}

}  // namespace segue::catalog
