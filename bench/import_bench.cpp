// How long `segue import` takes beside a bare SQLite loop that inserts the same cells, in one run.
//
// Usage: import_bench TABLE.csv [RUNS]
// The bare loop has its cells parsed and in memory beforehand and writes one wide table in one transaction: it shows
// what the storage costs alone. Import also parses, checks every value, merges songs by id and by name, and keeps
// playlists.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "segue/app/import.h"
#include "segue/base/error.h"
#include "segue/catalog/catalog.h"
#include "segue/sources/csv/byte_source.h"
#include "segue/sources/csv/csv_reader.h"

namespace {

using Row = std::vector<std::string>;

double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::vector<Row> read_rows(const std::filesystem::path& table) {
  const auto bytes = segue::sources::open_bytes(table);
  segue::sources::CsvReader reader(*bytes, table.string());
  std::vector<Row> rows;
  for (auto step = reader.next(); step != segue::sources::CsvReader::Step::kEnd; step = reader.next()) {
    if (step == segue::sources::CsvReader::Step::kRecord) {
      rows.emplace_back(reader.record().cells.begin(), reader.record().cells.end());
    }
  }
  return rows;
}

void check(int code, sqlite3* database) {
  if (code == SQLITE_OK || code == SQLITE_DONE) return;
  fmt::print(stderr, "sqlite: {}\n", sqlite3_errmsg(database));
  std::exit(1);
}

void bare_insert(const std::filesystem::path& file, const std::vector<Row>& rows) {
  sqlite3* database = nullptr;
  check(sqlite3_open(file.c_str(), &database), database);
  const std::size_t columns = rows.front().size();
  std::string create = "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE t(c0";
  std::string insert = "INSERT INTO t VALUES(?";
  for (std::size_t j = 1; j < columns; ++j) {
    create += ",c" + std::to_string(j);
    insert += ",?";
  }
  check(sqlite3_exec(database, (create + "); BEGIN").c_str(), nullptr, nullptr, nullptr), database);
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database, (insert + ")").c_str(), -1, &statement, nullptr), database);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < std::min(columns, rows[i].size()); ++j) {
      const auto& cell = rows[i][j];
      check(sqlite3_bind_text(statement, static_cast<int>(j + 1), cell.data(), static_cast<int>(cell.size()),
                              SQLITE_STATIC),
            database);
    }
    check(sqlite3_step(statement), database);
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  check(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), database);
  sqlite3_close(database);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: import_bench TABLE.csv [RUNS]\n");
    return 2;
  }
  const std::filesystem::path table = argv[1];
  const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 7;
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("segue-import-bench-{}", getpid());
  std::filesystem::create_directories(folder);
  try {
    const auto rows = read_rows(table);
    if (rows.size() < 2) throw segue::Error(segue::ErrorKind::kBadData, "a table with rows is needed");
    std::vector<double> import;
    std::vector<double> bare;
    std::vector<double> ratio;
    for (int run = 0; run < runs; ++run) {
      import.push_back(seconds_of([&] {
        auto catalog = segue::catalog::Catalog::open(folder / fmt::format("import-{}.db", run));
        segue::app::import_tables(catalog, {table}, {}, nullptr);
      }));
      bare.push_back(seconds_of([&] { bare_insert(folder / fmt::format("bare-{}.db", run), rows); }));
      ratio.push_back(import.back() / bare.back());
    }
    const auto row_count = static_cast<double>(rows.size() - 1);
    fmt::print("{} rows, median of {} runs in turn\n", rows.size() - 1, runs);
    fmt::print("  segue import        {:7.3f} s  {:9.0f} rows/s\n", median(import), row_count / median(import));
    fmt::print("  bare SQLite insert  {:7.3f} s  {:9.0f} rows/s\n", median(bare), row_count / median(bare));
    fmt::print("  ratio               {:7.2f}\n", median(ratio));
  } catch (const segue::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    std::filesystem::remove_all(folder);
    return error.exit_code();
  }
  std::filesystem::remove_all(folder);
  return 0;
}
