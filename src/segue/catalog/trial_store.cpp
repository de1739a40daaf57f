#include "segue/catalog/trial_store.h"

#include <cstring>

#include <fmt/format.h>

namespace segue::catalog {
namespace {

constexpr std::string_view kOne = "SELECT key, kind, data, document, latents FROM trials WHERE key = ?";
constexpr std::string_view kOfKind = "SELECT key, kind, data, document, latents FROM trials WHERE kind = ? ORDER BY id";

StoredTrial read_row(const Database& database, const Query& row) {
  StoredTrial trial{
      std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)), {}};
  const auto blob = row.blob(4);
  if (blob.size() % sizeof(float) != 0) {
    throw Error(
        ErrorKind::kBadData,
        fmt::format("the catalog {} is damaged: the latents of trial {} are cut", database.path().string(), trial.key),
        "Search again; what is whole is kept.");
  }
  trial.latents.resize(blob.size() / sizeof(float));
  if (!blob.empty()) std::memcpy(trial.latents.data(), blob.data(), blob.size());
  return trial;
}

}  // namespace

void write_search_trial(Database& database, const StoredTrial& trial) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  // Replaced by a new row, so that the order of rows is the order in which trials ended.
  database.query("DELETE FROM trials WHERE key = ?").with(trial.key).run();
  Query insert = database.query(
      "INSERT INTO trials(key, kind, data, created, document, latents) VALUES(?, ?, ?, datetime('now'), ?, ?)");
  insert.with(trial.key, trial.kind, trial.data, trial.document);
  if (trial.latents.empty()) {
    insert.bind(5, nullptr);
  } else {
    insert.bind(5, std::as_bytes(std::span(trial.latents)));
  }
  insert.run();
  transaction.commit();
}

std::optional<StoredTrial> read_search_trial(Database& database, std::string_view key) {
  Query row = database.query(kOne);
  row.with(key);
  if (!row.step()) return std::nullopt;
  return read_row(database, row);
}

std::vector<StoredTrial> read_search_trials(Database& database, std::string_view kind) {
  std::vector<StoredTrial> trials;
  Query rows = database.query(kOfKind);
  rows.with(kind);
  while (rows.step()) trials.push_back(read_row(database, rows));
  return trials;
}

}  // namespace segue::catalog
