#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "segue/base/error.h"

struct sqlite3;

namespace segue::catalog {

/// An Error that remembers SQLite's extended result code, for the few places that try another way.
class DatabaseError : public Error {
 public:
  DatabaseError(ErrorKind kind, const std::string& message, std::string hint, int code)
      : Error(kind, message, std::move(hint)), code_(code) {}

  /// The code without its extension: SQLITE_BUSY, SQLITE_READONLY...
  int primary_code() const noexcept { return code_ & 0xff; }

 private:
  int code_;
};

/// Throws what SQLite's result `code` means to a person. `connection` may be null; `path` is the catalog's file.
[[noreturn]] void throw_sqlite_error(sqlite3* connection, int code, const std::filesystem::path& path);

}  // namespace segue::catalog
