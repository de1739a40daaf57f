#include "segue/catalog/database.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace segue::catalog {
namespace {

/// The path as a file: URI. Only what a URI gives a meaning to has to be escaped.
std::string immutable_uri(const std::filesystem::path& path) {
  std::string uri = "file:";
  // An authority would follow "//", so a path may begin with one slash only.
  const std::string text = std::filesystem::absolute(path).string();
  for (const char c : text) {
    if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

int open_flags(Database::Access access) {
  switch (access) {
    case Database::Access::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Access::kReadWrite:
      return SQLITE_OPEN_READWRITE;
    case Database::Access::kReadOnly:
      return SQLITE_OPEN_READONLY;
    case Database::Access::kImmutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

// --- Query -----------------------------------------------------------------------------------------------------------

Query::Query(Query&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Query::~Query() {
  if (statement_ != nullptr) database_->give_back(statement_);
}

void Query::check(int code) const {
  if (code != SQLITE_OK) throw_sqlite_error(database_->connection_.get(), code, database_->path_);
}

void Query::bind(int index, std::nullptr_t) {
  check(sqlite3_bind_null(statement_, index));
}

void Query::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, index, value));
}

void Query::bind(int index, double value) {
  check(sqlite3_bind_double(statement_, index, value));
}

void Query::bind(int index, std::string_view text) {
  // A null pointer would be NULL, not the empty text.
  const char* data = text.data() != nullptr ? text.data() : "";
  check(sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(int index, std::span<const std::byte> blob) {
  if (blob.empty()) {
    check(sqlite3_bind_zeroblob(statement_, index, 0));
  } else {
    check(sqlite3_bind_blob64(statement_, index, blob.data(), blob.size(), SQLITE_STATIC));
  }
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_sqlite_error(database_->connection_.get(), code, database_->path_);
}

void Query::run() {
  while (step()) {
  }
  sqlite3_reset(statement_);  // repeats the code of step(), which was no failure
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Query::real(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(statement_, column);
}

std::string_view Query::text(int column) const {
  const unsigned char* data = sqlite3_column_text(statement_, column);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return {reinterpret_cast<const char*>(data), size};
}

std::span<const std::byte> Query::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return {static_cast<const std::byte*>(data), size};
}

std::optional<std::int64_t> Query::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

// --- Database --------------------------------------------------------------------------------------------------------

void Database::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close(connection);
}

Database::Database(const std::filesystem::path& path, Access access, std::chrono::milliseconds wait) : path_(path) {
  const std::string name = access == Access::kImmutable ? immutable_uri(path) : path.string();
  sqlite3* connection = nullptr;
  const int flags = open_flags(access) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) throw_sqlite_error(connection, code, path_);
  sqlite3_busy_timeout(connection, static_cast<int>(wait.count()));
  // A catalog may come from anywhere: nothing in its schema may call functions or write to what is not its own.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

Database::~Database() = default;

Query Database::query(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end() && !found->second.empty()) {
    Statement statement = std::move(found->second.back());
    found->second.pop_back();
    return Query(*this, statement.release());
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) throw_sqlite_error(connection_.get(), code, path_);
  return Query(*this, statement);
}

void Database::give_back(sqlite3_stmt* raw) noexcept {
  Statement statement(raw);
  sqlite3_reset(raw);
  sqlite3_clear_bindings(raw);
  try {
    const std::string_view sql = sqlite3_sql(raw);
    auto place = statements_.find(sql);
    if (place == statements_.end()) place = statements_.try_emplace(std::string(sql)).first;
    place->second.push_back(std::move(statement));
  } catch (const std::bad_alloc&) {
    // Not kept, then: the next use prepares it again.
  }
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite_error(connection_.get(), code, path_);
}

std::int64_t Database::read_integer(std::string_view sql) {
  Query query = this->query(sql);
  return query.step() ? query.integer(0) : 0;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

bool Database::is_read_only() const {
  return sqlite3_db_readonly(connection_.get(), "main") == 1;
}

std::int64_t Database::last_inserted_id() const {
  return sqlite3_last_insert_rowid(connection_.get());
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(connection_.get());
}

std::int64_t Database::total_changes() const {
  return sqlite3_total_changes64(connection_.get());
}

// --- TransactionScope ------------------------------------------------------------------------------------------------

TransactionScope::TransactionScope(Database& database, Kind kind)
    : database_(database), owns_(!database.in_transaction()) {
  if (owns_) database_.query(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

TransactionScope::~TransactionScope() {
  if (!owns_ || !database_.in_transaction()) return;  // SQLite itself rolls back when the disk is full
  try {
    database_.query("ROLLBACK").run();
  } catch (const Error&) {
    // Nothing was committed, and closing the connection rolls back too.
  }
}

void TransactionScope::commit() {
  if (!owns_) return;
  assert(database_.in_transaction());
  database_.query("COMMIT").run();
  owns_ = false;
}

}  // namespace segue::catalog
