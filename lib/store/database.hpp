// SPDX-License-Identifier: Apache-2.0
// SQLite, thin: prepared statements, typed binding, one writer, durable commits (WAL, synchronous=FULL).
// No SQL is ever built from input.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "lib/base/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace cardea::store {

class Statement {
 public:
  Statement(Statement&& from) noexcept : stmt_(std::exchange(from.stmt_, nullptr)), bind_error_(from.bind_error_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Indices start at 1, as in SQLite. A value that cannot be bound fails the next step() or run().
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view value);
  Statement& bind(int index, Bytes value);
  Statement& bind_null(int index);
  Statement& reset();  // to run it again with other values

  Result<bool> step();  // true: a row is there
  Status run();         // for statements without rows

  std::int64_t integer(int column) const;  // columns start at 0
  std::string text(int column) const;
  Buffer bytes(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* stmt) : stmt_(stmt) {}
  Statement& keep(int code);
  sqlite3_stmt* stmt_;
  int bind_error_ = 0;
};

class Database {
 public:
  // Opens or creates (mode 0600). `migrations` are run once each, in order; their count is the schema version.
  // A file with more migrations than we know is refused (Err::unsupported), never downgraded.
  static Result<std::unique_ptr<Database>> open(const std::string& path, std::span<const std::string_view> migrations);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Result<Statement> prepare(std::string_view sql);
  Status run(std::string_view sql);                         // without parameters
  Status transaction(const std::function<Status()>& body);  // commits on ok, rolls back otherwise; not nested
  std::int64_t changes() const;                             // rows that the last INSERT, UPDATE or DELETE touched
  // Brings the write-ahead log into the database and empties it: after an erasure, so that no deleted row stays in the side file.
  Status empty_log();
  // Gives back the pages that are cached and not in use: for a process that is idle for hours.
  void release_memory();

 private:
  explicit Database(sqlite3* db) : db_(db) {}
  sqlite3* db_;
};

}  // namespace cardea::store
