// SPDX-License-Identifier: Apache-2.0
#include "lib/store/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "lib/base/fd.hpp"

namespace cardea::store {
namespace {

constexpr int kBusyTimeoutMs = 5000;
constexpr std::string_view kInMemory = ":memory:";

// What SQLite says, in our words. The text of a statement or of a value never becomes part of an error.
Error error_of(sqlite3* db, int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return Error{Err::io, "the disk is full", ENOSPC};
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error{Err::unavailable, "the database is busy"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Error{Err::broken, "the database is damaged"};
    case SQLITE_NOMEM: return Error{Err::exhausted, "no memory for the database"};
    case SQLITE_TOOBIG: return Error{Err::too_large, "a value is too large for the database"};
    case SQLITE_CONSTRAINT: {
      const bool taken =
          code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID;
      return taken ? Error{Err::exists, "a row with this key is there already"}
                   : Error{Err::refused, "a row that the schema forbids"};
    }
    case SQLITE_READONLY: return Error{Err::io, "the database cannot be written", EROFS};
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: return Error{Err::io, "the database cannot be read or written", sqlite3_system_errno(db)};
    default: return Error{Err::bad_value, "a statement that SQLite does not take"};
  }
}

Status check(sqlite3* db, int code) {
  if (code == SQLITE_OK) return kOk;
  return error_of(db, code);
}

// SQLite would make the file readable for all and follow a link: so a new one is made here.
Status prepare_file(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) return Error{Err::refused, "the database is not a regular file"};
    return kOk;
  }
  if (errno != ENOENT) return io_error("cannot look at the database");
  const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid() && errno != EEXIST) return io_error("cannot make the database");
  return kOk;
}

// A database file may come from a backup or a stolen disk: its schema gets no more power than its tables.
void harden(sqlite3* db) {
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);  // "x" is a name, never by mistake a text
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 1);  // VACUUM needs one
}

Status set_up(Database& db, bool in_memory) {
  TRY_(db.run("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"));
  if (in_memory) return kOk;
  TRY(Statement journal, db.prepare("PRAGMA journal_mode=WAL"));
  TRY(const bool row, journal.step());
  if (!row || journal.text(0) != "wal") return Error{Err::unsupported, "this file system cannot hold a write-ahead log"};
  return kOk;
}

Result<std::int64_t> version_of(Database& db) {
  TRY(Statement version, db.prepare("PRAGMA user_version"));
  TRY(const bool row, version.step());
  if (!row) return Error{Err::broken, "a database without a version"};
  return version.integer(0);
}

Status migrate(Database& db, std::span<const std::string_view> migrations) {
  return db.transaction([&]() -> Status {  // the version is read inside, for another process may be migrating too
    TRY(const std::int64_t version, version_of(db));
    if (version < 0) return Error{Err::broken, "a database with a negative version"};
    if (static_cast<std::uint64_t>(version) > migrations.size())
      return Error{Err::unsupported, "the database was made by a newer version"};
    if (static_cast<std::uint64_t>(version) == migrations.size()) return kOk;
    for (const std::string_view step : migrations.subspan(static_cast<std::size_t>(version))) TRY_(db.run(step));
    return db.run("PRAGMA user_version=" + std::to_string(migrations.size()));  // a number of ours: a PRAGMA takes no parameter
  });
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ';'; });
}

}  // namespace

Statement::~Statement() {
  sqlite3_finalize(stmt_);
}

Statement& Statement::keep(int code) {
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::bind(int index, std::int64_t value) {
  return keep(sqlite3_bind_int64(stmt_, index, value));
}

Statement& Statement::bind(int index, std::string_view value) {  // "": a null pointer would mean NULL
  return keep(sqlite3_bind_text64(stmt_, index, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::bind(int index, Bytes value) {
  if (value.empty()) return keep(sqlite3_bind_zeroblob(stmt_, index, 0));
  return keep(sqlite3_bind_blob64(stmt_, index, value.data(), value.size(), SQLITE_TRANSIENT));
}

Statement& Statement::bind_null(int index) {
  return keep(sqlite3_bind_null(stmt_, index));
}

Statement& Statement::reset() {
  sqlite3_reset(stmt_);
  sqlite3_clear_bindings(stmt_);
  bind_error_ = SQLITE_OK;
  return *this;
}

Result<bool> Statement::step() {
  sqlite3* db = sqlite3_db_handle(stmt_);
  if (bind_error_ != SQLITE_OK) return error_of(db, bind_error_);
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const Error error = error_of(db, code);
  sqlite3_reset(stmt_);
  return error;
}

Status Statement::run() {
  for (;;) {
    TRY(const bool row, step());
    if (!row) break;
  }
  sqlite3_reset(stmt_);
  return kOk;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(stmt_, column);
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, column));
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column)));
}

Buffer Statement::bytes(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(stmt_, column));
  return bytes == nullptr ? Buffer() : Buffer(bytes, bytes + sqlite3_column_bytes(stmt_, column));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, std::span<const std::string_view> migrations) {
  // No block of cache pages in advance: of 20 pages that SQLite would take at once, a device uses a handful.
  static const int kConfigured = sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
  if (kConfigured != SQLITE_OK) return Error{Err::broken, "SQLite was in use before it was set up"};
  const bool in_memory = path == kInMemory;
  if (!in_memory) TRY_(prepare_file(path));
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nullptr);
  std::unique_ptr<Database> db(new Database(raw));  // SQLite gives a handle even for a failure, to be closed
  TRY_(check(raw, code));
  harden(raw);
  TRY_(set_up(*db, in_memory));
  TRY_(migrate(*db, migrations));
  return db;
}

void Database::release_memory() {
  sqlite3_db_release_memory(db_);
}

Database::~Database() {
  sqlite3_close_v2(db_);
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &raw, &tail);
  Statement statement(raw);
  TRY_(check(db_, code));
  if (raw == nullptr) return Error{Err::bad_value, "a statement without a command"};
  if (!is_blank(sql.substr(static_cast<std::size_t>(tail - sql.data()))))
    return Error{Err::bad_value, "two commands in one statement"};
  return statement;
}

Status Database::run(std::string_view sql) {
  return check(db_, sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr));
}

Status Database::transaction(const std::function<Status()>& body) {
  struct Rollback {
    sqlite3* db;
    ~Rollback() {
      if (sqlite3_get_autocommit(db) == 0) sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    }
  };
  TRY_(run("BEGIN IMMEDIATE"));  // refused inside another transaction, which stays as it is
  const Rollback unless_committed{db_};
  TRY_(body());
  return run("COMMIT");
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(db_);
}

Status Database::empty_log() {
  TRY(Statement checkpoint, prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
  TRY(const bool row, checkpoint.step());
  if (!row || checkpoint.integer(0) != 0) return Error{Err::unavailable, "the database is busy"};
  return kOk;
}

}  // namespace cardea::store
