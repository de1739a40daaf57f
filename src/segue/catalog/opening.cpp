#include "segue/catalog/opening.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <sqlite3.h>

namespace segue::catalog {
namespace {

namespace fs = std::filesystem;
using Access = Database::Access;

constexpr std::int64_t kPageSize = 16384;  // bytes; measured against 4096: fewer pages for wide rows and vectors

/// What the first bytes of a file say, before SQLite may touch it.
enum class Kind : std::uint8_t { kMissing, kEmpty, kCatalog, kOtherDatabase, kUnmarkedDatabase, kOther };

Kind look_at(const fs::path& path) {
  // SQLite's file format: 100 bytes of header, the application id is big-endian at byte 68.
  constexpr std::size_t kHeaderSize = 100;
  constexpr std::size_t kApplicationIdAt = 68;
  constexpr std::string_view kMagic{"SQLite format 3\0", 16};

  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return Kind::kMissing;
  if (!fs::is_regular_file(status)) {
    const std::string why = fs::is_directory(status) ? "it is a folder" : error ? error.message() : "it is no file";
    throw Error(ErrorKind::kFailed, fmt::format("the catalog {} cannot be opened: {}", path.string(), why),
                "Name the catalog's file with --catalog or SEGUE_CATALOG.");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw_sqlite_error(nullptr, SQLITE_CANTOPEN, path);
  std::array<char, kHeaderSize> header{};
  file.read(header.data(), header.size());
  const std::string_view read(header.data(), static_cast<std::size_t>(file.gcount()));
  if (read.empty()) return Kind::kEmpty;
  if (read.size() < kHeaderSize || !read.starts_with(kMagic)) return Kind::kOther;
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8 | static_cast<unsigned char>(header[kApplicationIdAt + i]);
  if (id == static_cast<std::uint32_t>(kApplicationId)) return Kind::kCatalog;
  return id == 0 ? Kind::kUnmarkedDatabase : Kind::kOtherDatabase;
}

[[noreturn]] void refuse(const fs::path& path, std::string_view what) {
  throw Error(ErrorKind::kBadData, fmt::format("{} is not a catalog of segue: {}", path.string(), what),
              "Check the name (--catalog, SEGUE_CATALOG); segue left the file as it was.");
}

[[noreturn]] void throw_no_catalog(const fs::path& path, std::string_view what) {
  throw Error(ErrorKind::kNotFound, fmt::format("{} {}", what, path.string()),
              "Make one with `segue import FILE.csv`, or name another with --catalog or SEGUE_CATALOG.");
}

/// True if a database without a mark is one we began to make: nothing is in it, or the mark has not yet moved from the
/// write-ahead log into the file.
bool is_ours_or_empty(const fs::path& path, const OpenOptions& options) {
  Database database(path, Access::kReadOnly, options.wait);
  // One state for all questions: another process may be making the catalog at this moment.
  const TransactionScope snapshot(database, TransactionScope::Kind::kRead);
  if (database.read_integer("PRAGMA application_id") == kApplicationId) return true;
  return database.read_integer("PRAGMA application_id") == 0 && database.read_integer("PRAGMA user_version") == 0 &&
         database.read_integer("SELECT COUNT(*) FROM sqlite_schema") == 0;
}

/// What a connection is mostly for.
enum class Use : std::uint8_t { kReading, kFilling };

void configure(Database& database, const OpenOptions& options, Use use) {
  database.execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY");
  // A memory map saves a copy of each page. Who reads a catalog, which may come from anywhere, also has each page's
  // rows checked before they are believed. Who fills one comes back to a page for every song: there the check was two
  // thirds of the processor's time that the playlists of 300,000 songs took, and copies the most of it in a catalog of
  // ten million, so that all of it is mapped that SQLite maps (2 GiB). The cache (taken as it is needed) is for the
  // pages that a large import changes, and for those of ten million songs' ids, which every batch goes through in
  // order.
  constexpr std::int64_t kMapped = std::int64_t{1} << 30;
  constexpr std::int64_t kAllMapped = std::int64_t{1} << 40;
  constexpr int kCacheToRead = 1 << 18;  // KiB
  constexpr int kCacheToFill = 1 << 19;
  const bool reads = use == Use::kReading;
  database.execute(fmt::format("PRAGMA cache_size = -{}; PRAGMA mmap_size = {}; PRAGMA cell_size_check = {}",
                               reads ? kCacheToRead : kCacheToFill, reads ? kMapped : kAllMapped,
                               reads ? "ON" : "OFF"));
  if (options.size_limit > 0) {
    const std::int64_t pages = std::max<std::int64_t>(1, options.size_limit / kPageSize);
    database.execute(fmt::format("PRAGMA max_page_count = {}", pages));
  }
}

/// Writers and readers work at once only with a write-ahead log. Changing to it needs the file for oneself for a
/// moment, which SQLite does not wait for on its own.
void use_write_ahead_log(Database& database, const OpenOptions& options) {
  const auto deadline = std::chrono::steady_clock::now() + options.wait;
  while (true) {
    try {
      database.execute("PRAGMA journal_mode = WAL");
      return;
    } catch (const DatabaseError& error) {
      if (error.primary_code() != SQLITE_BUSY || std::chrono::steady_clock::now() >= deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
}

bool has_write_ahead_log(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path.string() + "-wal", error);
  return !error && size > 0;
}

std::unique_ptr<Database> connect(const fs::path& path, Access access, const OpenOptions& options, Use use) {
  auto database = std::make_unique<Database>(path, access, options.wait);
  configure(*database, options, use);
  database->read_integer("PRAGMA user_version");  // the first reading is where SQLite finds out what it may do
  return database;
}

/// A write-ahead log needs files beside the catalog. In a folder where none can be made the catalog is complete in
/// itself, unless a log was left there, so it can be read as a file that nobody changes.
std::unique_ptr<Database> connect_existing(const fs::path& path, const OpenOptions& options, Use use) {
  try {
    return connect(path, Access::kReadWrite, options, use);
  } catch (const DatabaseError& error) {
    const int code = error.primary_code();
    if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) || has_write_ahead_log(path)) throw;
  }
  return connect(path, Access::kImmutable, options, use);
}

void create_folder_of(const fs::path& path) {
  if (!path.has_parent_path()) return;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    throw Error(
        ErrorKind::kFailed,
        fmt::format("the folder {} for the catalog cannot be made: {}", path.parent_path().string(), error.message()),
        "Name another place with --catalog or SEGUE_CATALOG.");
  }
}

}  // namespace

std::unique_ptr<Database> open_or_create(const fs::path& path, const OpenOptions& options,
                                         std::span<const Migration> steps) {
  const Kind kind = look_at(path);
  if (kind == Kind::kOther) refuse(path, "it is no SQLite database");
  if (kind == Kind::kOtherDatabase) refuse(path, "it is another program's SQLite database");
  if (kind == Kind::kUnmarkedDatabase && !is_ours_or_empty(path, options)) {
    refuse(path, "it is another program's SQLite database");
  }
  if (kind == Kind::kCatalog) {
    auto database = connect_existing(path, options, Use::kFilling);
    if (!database->is_read_only()) use_write_ahead_log(*database, options);
    migrate(*database, steps);
    return database;
  }
  if (kind == Kind::kMissing) create_folder_of(path);
  auto database = std::make_unique<Database>(path, Access::kCreate, options.wait);
  database->execute(fmt::format("PRAGMA page_size = {}", kPageSize));
  use_write_ahead_log(*database, options);
  configure(*database, options, Use::kFilling);
  migrate(*database, steps);
  return database;
}

std::unique_ptr<Database> open_existing_file(const fs::path& path, const OpenOptions& options,
                                             std::span<const Migration> steps) {
  switch (look_at(path)) {
    case Kind::kMissing:
      throw_no_catalog(path, "there is no catalog");
    case Kind::kEmpty:
      throw_no_catalog(path, "nothing has been written yet to the catalog");
    case Kind::kOther:
      refuse(path, "it is no SQLite database");
    case Kind::kOtherDatabase:
      refuse(path, "it is another program's SQLite database");
    case Kind::kUnmarkedDatabase:
      if (!is_ours_or_empty(path, options)) refuse(path, "it is another program's SQLite database");
      break;
    case Kind::kCatalog:
      break;
  }
  auto database = connect_existing(path, options, Use::kReading);
  if (database->read_integer("PRAGMA application_id") != kApplicationId) {
    throw_no_catalog(path, "nothing has been written yet to the catalog");
  }
  migrate(*database, steps);
  return database;
}

}  // namespace segue::catalog
