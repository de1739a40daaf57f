#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segue/catalog/sqlite_error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace segue::catalog {

class Database;

/// A prepared statement on loan from its Database, given back (reset, unbound) at the end of its life.
///
/// Parameters count from 1, columns from 0. Bound text and blobs must live until the next step() or run(). Text and
/// blobs read are views, valid until the next step(), run() or the end. NULL reads as 0, "" or an empty span.
/// Must not outlive its Database.
class Query {
 public:
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  /// Binds all parameters in order.
  template <class... Args>
  Query& with(const Args&... args) {
    int index = 0;
    (bind(++index, args), ...);
    return *this;
  }

  void bind(int index, std::nullptr_t);
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, std::int64_t{value}); }
  void bind(int index, bool value) { bind(index, std::int64_t{value ? 1 : 0}); }
  void bind(int index, double value);  ///< NaN becomes NULL
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, const char* text) { bind(index, std::string_view(text)); }
  void bind(int index, std::span<const std::byte> blob);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    value ? bind(index, *value) : bind(index, nullptr);
  }

  /// Goes to the next row; false after the last.
  bool step();
  /// Runs a statement that gives no rows to its end, and makes it ready for the next with().
  void run();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;  ///< NULL reads as NaN
  std::string_view text(int column) const;
  std::span<const std::byte> blob(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;

 private:
  friend class Database;
  Query(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  void check(int code) const;

  Database* database_;
  sqlite3_stmt* statement_;
};

/// One connection to an SQLite file. Every failure is thrown as a DatabaseError that names the file.
class Database {
 public:
  enum class Access : std::uint8_t {
    kCreate,     ///< read and write, made if missing
    kReadWrite,  ///< read and write; SQLite falls back to reading where the file cannot be written
    kReadOnly,
    kImmutable,  ///< read a file that nobody writes, without locks or files beside it
  };

  /// `wait`: how long a statement waits for another writer before it fails.
  Database(const std::filesystem::path& path, Access access, std::chrono::milliseconds wait);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  const std::filesystem::path& path() const { return path_; }

  /// The statement `sql`, prepared once and kept. Loans of the same statement may overlap.
  Query query(std::string_view sql);
  /// Runs one or more statements and ignores their rows.
  void execute(const std::string& sql);
  /// The first column of the first row; 0 if there is none.
  std::int64_t read_integer(std::string_view sql);

  bool in_transaction() const;
  /// SQLite reads only where the file cannot be written, whatever was asked for.
  bool is_read_only() const;
  std::int64_t last_inserted_id() const;
  /// Rows the last INSERT, UPDATE or DELETE changed.
  std::int64_t changes() const;
  /// Rows changed by this connection since it was opened.
  std::int64_t total_changes() const;

 private:
  friend class Query;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  void give_back(sqlite3_stmt* raw) noexcept;

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> connection_;
  /// Statements not on loan, by their SQL. After connection_, so that they end before it.
  std::unordered_map<std::string, std::vector<Statement>, Hash, std::equal_to<>> statements_;
};

/// BEGIN ... COMMIT around several statements, ROLLBACK if commit() is not reached. Inside another transaction it does
/// nothing: the outer one decides.
class TransactionScope {
 public:
  enum class Kind : std::uint8_t {
    kRead,   ///< all statements see the same state
    kWrite,  ///< takes the write lock at once, so that it never has to be upgraded
  };
  TransactionScope(Database& database, Kind kind);
  TransactionScope(const TransactionScope&) = delete;
  TransactionScope& operator=(const TransactionScope&) = delete;
  ~TransactionScope();
  void commit();

 private:
  Database& database_;
  bool owns_;
};

}  // namespace segue::catalog
