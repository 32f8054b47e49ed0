// SPDX-License-Identifier: Apache-2.0
#include "device/steward/seal_open_rows.hpp"

#include <functional>

#include "device/steward/erase.hpp"
#include "device/steward/records.hpp"

namespace cardea::steward {
namespace {

using Row = store::Statement;

Status each_row(store::Database& db, std::string_view sql, const std::function<Status(const Row&)>& seal) {
  TRY(Row rows, db.prepare(sql));
  for (;;) {
    TRY(const bool there, rows.step());
    if (!there) return kOk;
    TRY_(seal(rows));
  }
}

Status put(store::Database& db, std::string_view sql, std::int64_t number, Bytes sealed) {
  TRY(Row put, db.prepare(sql));
  return put.bind(1, number).bind(2, sealed).run();
}

Status seal_people(store::Database& db, DataKeys& keys) {
  TRY_(each_row(db, "SELECT id, name, role, verifier, temporary, created_s FROM open_person", [&](const Row& row) -> Status {
    TRY_(keys.make(row.integer(0)));
    PersonRecord person{row.text(1), static_cast<contract::Role>(row.integer(2)), row.text(3), row.integer(4) != 0, row.integer(5)};
    TRY(const Buffer sealed, keys.seal_record(row.integer(0), "person", person));
    return put(db, "INSERT INTO person(id, record) VALUES(?1, ?2)", row.integer(0), sealed);
  }));
  TRY_(each_row(db, "SELECT person, secret, confirmed, last_step FROM open_second_factor", [&](const Row& row) -> Status {
    SecondFactorRecord second{SecretBytes(Bytes(row.bytes(1))), row.integer(2) != 0, static_cast<std::uint64_t>(row.integer(3))};
    TRY(const Buffer sealed, keys.seal_record(row.integer(0), "second factor", second));
    return put(db, "INSERT INTO second_factor(person, record) VALUES(?1, ?2)", row.integer(0), sealed);
  }));
  return each_row(db, "SELECT person, code_sha256 FROM open_recovery", [&](const Row& row) -> Status {
    TRY(const crypto::Digest256 mark, keys.mark(row.integer(0), row.bytes(1)));
    return put(db, "INSERT INTO recovery(person, code_mark) VALUES(?1, ?2)", row.integer(0), mark);
  });
}

Status seal_settings(store::Database& db, DataKeys& keys) {
  return each_row(db, "SELECT name, value FROM open_setting", [&](const Row& row) -> Status {
    TRY(const Buffer sealed, keys.seal(kHousehold, "setting " + row.text(0), as_bytes(row.text(1))));
    TRY(Row put, db.prepare("INSERT INTO setting(name, value) VALUES(?1, ?2)"));
    return put.bind(1, row.text(0)).bind(2, sealed).run();
  });
}

// Whose names an old entry holds is not known: it is the household's.
Status seal_log(store::Database& db, DataKeys& keys) {
  TRY_(each_row(db, "SELECT id, at_s, kind, text FROM open_event", [&](const Row& row) -> Status {
    contract::Event event{row.integer(1), row.text(2), row.text(3)};
    TRY(const Buffer inner, keys.seal_record(kHousehold, "event", event));
    TRY(const Buffer sealed, keys.seal(kHousehold, "event, sealed for another person too", inner));
    return put(db, "INSERT INTO event(id, first, second, record) VALUES(?1, 0, 0, ?2)", row.integer(0), sealed);
  }));
  return each_row(db, "SELECT id, at_s, name, value FROM open_telemetry", [&](const Row& row) -> Status {
    contract::TelemetryPoint point{row.integer(1), row.text(2), row.integer(3)};
    TRY(const Buffer sealed, keys.seal_record(kHousehold, "telemetry", point));
    return put(db, "INSERT INTO telemetry(id, record) VALUES(?1, ?2)", row.integer(0), sealed);
  });
}

}  // namespace

Status seal_open_rows(store::Database& db, DataKeys& keys) {
  bool open = false;
  TRY_(each_row(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'open_person'", [&](const Row&) -> Status {
    open = true;
    return kOk;
  }));
  if (!open) return kOk;
  return db.transaction([&]() -> Status {
    TRY_(seal_people(db, keys));
    TRY_(seal_settings(db, keys));
    TRY_(seal_log(db, keys));
    for (const char* table : {"open_person", "open_second_factor", "open_recovery", "open_setting", "open_event", "open_telemetry"}) {
      TRY_(db.run(std::string("DROP TABLE ") + table));
    }
    return rewrite_later(db);
  });
}

}  // namespace cardea::steward
