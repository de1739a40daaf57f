#include "segue/catalog/sqlite_error.h"

#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <sqlite3.h>

namespace segue::catalog {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNotOursHint = "Check the name (--catalog, SEGUE_CATALOG); segue left the file as it was.";
constexpr std::string_view kDamagedHint =
    "Put a copy back, or try `sqlite3 FILE .recover`, or import again into another file (--catalog).";

/// SQLite says only "unable to open database file"; the file system knows more.
std::string why_not_opened(const fs::path& path, int system_error) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return "it is a folder";
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::exists(folder, ignored)) return fmt::format("the folder {} does not exist", folder.string());
  if (!fs::is_directory(folder, ignored)) return fmt::format("{} is not a folder", folder.string());
  if (system_error != 0) return std::strerror(system_error);
  return "permission denied?";
}

}  // namespace

void throw_sqlite_error(sqlite3* connection, int code, const fs::path& path) {
  const std::string file = path.string();
  const std::string detail = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const int system_error = connection != nullptr ? sqlite3_system_errno(connection) : 0;
  const auto error = [code](ErrorKind kind, const std::string& message, std::string_view hint) {
    return DatabaseError(kind, message, std::string(hint), code);
  };

  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw error(ErrorKind::kFailed, fmt::format("another segue is writing to the catalog {}", file),
                  "Wait until it has finished, then try again.");
    case SQLITE_FULL:
      throw error(ErrorKind::kFailed, fmt::format("no space left to write the catalog {}", file),
                  "Make some room on the disk and try again; what was stored before is kept.");
    case SQLITE_READONLY:
      throw error(ErrorKind::kFailed,
                  fmt::format("the catalog {} cannot be written: it or its folder is read-only", file),
                  "Change the permissions, or copy it to a folder of yours and name that with --catalog.");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw error(ErrorKind::kFailed,
                  fmt::format("the catalog {} cannot be opened: {}", file, why_not_opened(path, system_error)),
                  "Check the name and the permissions (--catalog, SEGUE_CATALOG).");
    case SQLITE_NOTADB:
      throw error(ErrorKind::kBadData, fmt::format("{} is not a catalog of segue: it is no SQLite database", file),
                  kNotOursHint);
    case SQLITE_CORRUPT:
      throw error(ErrorKind::kBadData, fmt::format("the catalog {} is damaged ({})", file, detail), kDamagedHint);
    case SQLITE_IOERR:
      // A file that ends too early is bad data; all other causes are the machine's.
      if (code == SQLITE_IOERR_SHORT_READ) {
        throw error(ErrorKind::kBadData, fmt::format("the catalog {} ends too early", file), kDamagedHint);
      }
      throw error(ErrorKind::kFailed,
                  fmt::format("the catalog {} cannot be read or written: {}", file,
                              system_error != 0 ? std::string(std::strerror(system_error)) : detail),
                  "Check the disk and the permissions; what was stored before is kept.");
    case SQLITE_NOMEM:
      throw error(ErrorKind::kFailed, fmt::format("not enough memory to read the catalog {}", file), "");
    case SQLITE_ERROR:  // no such table, no such column: our statements are right, so the file is not
    case SQLITE_MISMATCH:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
      throw error(ErrorKind::kBadData, fmt::format("the catalog {} is not built as expected ({})", file, detail),
                  kDamagedHint);
    default:
      break;
  }
  throw error(ErrorKind::kFailed, fmt::format("the catalog {}: {}", file, detail), "");
}

}  // namespace segue::catalog
