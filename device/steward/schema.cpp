// SPDX-License-Identifier: Apache-2.0
#include "device/steward/schema.hpp"

namespace cardea::steward {

const std::array<std::string_view, 3> kMigrations{R"sql(
  CREATE TABLE fact(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role INTEGER NOT NULL,
                      verifier TEXT NOT NULL, created_s INTEGER NOT NULL) STRICT;
  CREATE TABLE session(token_sha256 BLOB PRIMARY KEY, person INTEGER NOT NULL, opened_s INTEGER NOT NULL,
                       used_s INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX session_of_person ON session(person, opened_s);
  CREATE TABLE throttle(kind INTEGER NOT NULL, bucket INTEGER NOT NULL, attempts INTEGER NOT NULL,
                        familiar INTEGER NOT NULL, PRIMARY KEY(kind, bucket)) STRICT, WITHOUT ROWID;
  CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE event(id INTEGER PRIMARY KEY AUTOINCREMENT, at_s INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  CREATE TABLE telemetry(id INTEGER PRIMARY KEY AUTOINCREMENT, at_s INTEGER NOT NULL, name TEXT NOT NULL,
                         value INTEGER NOT NULL) STRICT;
)sql",
                                                       R"sql(
  ALTER TABLE person ADD COLUMN temporary INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE second_factor(person INTEGER PRIMARY KEY, secret BLOB NOT NULL, confirmed INTEGER NOT NULL,
                             last_step INTEGER NOT NULL) STRICT;
  CREATE TABLE recovery(person INTEGER NOT NULL, code_sha256 BLOB NOT NULL, PRIMARY KEY(person, code_sha256)) STRICT, WITHOUT ROWID;
)sql",
                                                       R"sql(
  ALTER TABLE person RENAME TO open_person;
  ALTER TABLE second_factor RENAME TO open_second_factor;
  ALTER TABLE recovery RENAME TO open_recovery;
  ALTER TABLE setting RENAME TO open_setting;
  ALTER TABLE event RENAME TO open_event;
  ALTER TABLE telemetry RENAME TO open_telemetry;
  CREATE TABLE key_ring(id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
  CREATE TABLE data_key(owner INTEGER NOT NULL, ring INTEGER NOT NULL, wrapped BLOB NOT NULL, doomed INTEGER NOT NULL,
                        PRIMARY KEY(owner, ring)) STRICT, WITHOUT ROWID;
  CREATE TABLE person(id INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
  CREATE TABLE second_factor(person INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
  CREATE TABLE recovery(person INTEGER NOT NULL, code_mark BLOB NOT NULL, PRIMARY KEY(person, code_mark)) STRICT, WITHOUT ROWID;
  CREATE TABLE setting(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE event(id INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, second INTEGER NOT NULL, record BLOB NOT NULL) STRICT;
  CREATE TABLE telemetry(id INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB NOT NULL) STRICT;
)sql"};

Result<std::unique_ptr<store::Database>> open_database(const std::string& path) {
  return store::Database::open(path, kMigrations);
}

Result<std::optional<std::string>> read_fact(store::Database& db, std::string_view name) {
  TRY(auto query, db.prepare("SELECT value FROM fact WHERE name = ?1"));
  TRY(const bool there, query.bind(1, name).step());
  if (!there) return std::optional<std::string>{};
  return std::optional<std::string>{query.text(0)};
}

Status write_fact(store::Database& db, std::string_view name, std::string_view value) {
  TRY(auto put, db.prepare("INSERT INTO fact(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2"));
  return put.bind(1, name).bind(2, value).run();
}

Status forget_fact(store::Database& db, std::string_view name) {
  TRY(auto remove, db.prepare("DELETE FROM fact WHERE name = ?1"));
  return remove.bind(1, name).run();
}

}  // namespace cardea::steward
