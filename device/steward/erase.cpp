// SPDX-License-Identifier: Apache-2.0
#include "device/steward/erase.hpp"

#include "device/steward/events.hpp"
#include "device/steward/schema.hpp"
#include "lib/base/log.hpp"

namespace cardea::steward {
namespace {

constexpr std::string_view kUnfinished = "erasure-unfinished";

struct Table {
  std::string_view count;
  std::string_view empty;
};

// Every table that holds something of a user. `throttle` is emptied with its memory, `fact` holds only the device's own.
constexpr std::array kTables{
    Table{"SELECT count(*) FROM person", "DELETE FROM person"},
    Table{"SELECT count(*) FROM second_factor", "DELETE FROM second_factor"},
    Table{"SELECT count(*) FROM recovery", "DELETE FROM recovery"},
    Table{"SELECT count(*) FROM session", "DELETE FROM session"},
    Table{"SELECT count(*) FROM setting", "DELETE FROM setting"},
    Table{"SELECT count(*) FROM event", "DELETE FROM event"},
    Table{"SELECT count(*) FROM telemetry", "DELETE FROM telemetry"},
};

Result<std::int64_t> empty_table(store::Database& db, const Table& table) {
  std::int64_t rows = 0;
  {
    TRY(auto count, db.prepare(table.count));
    TRY_(count.step());
    rows = count.integer(0);
  }
  TRY_(db.run(table.empty));
  return rows;
}

Result<std::int64_t> empty_tables(store::Database& db) {
  std::int64_t erased = 0;
  for (const Table& table : kTables) {
    TRY(const std::int64_t rows, empty_table(db, table));
    erased += rows;
  }
  return erased;
}

// The attempt counters stay: who puts an old copy back gets no new guesses.
Status erase_dead_records(store::Database& db) {
  return db.transaction([&]() -> Status {
    TRY_(empty_tables(db));
    TRY_(db.run("DELETE FROM data_key; DELETE FROM key_ring;"));
    TRY_(StateKeeper::forget(db));
    return rewrite_later(db);
  });
}

}  // namespace

Status rewrite_later(store::Database& db) {
  return write_fact(db, kUnfinished, "yes");
}

//= EN303645 5.11-1
Result<std::uint32_t> erase_records(store::Database& db, StateKeeper& state, Throttle& throttle, DataKeys& keys) {
  std::int64_t erased = 0;
  TRY_(db.transaction([&]() -> Status {
    TRY(erased, empty_tables(db));
    TRY_(keys.doom_all());
    TRY_(throttle.forget_all());
    TRY_(state.write(Happening::erased));
    return rewrite_later(db);
  }));
  state.settle(Happening::erased);
  return static_cast<std::uint32_t>(erased);
}

Result<std::unique_ptr<DataKeys>> open_data_keys(store::Database& db, RingVault& vault, const Clock& clock) {
  auto keys = DataKeys::open(db, vault);
  if (keys || keys.error().code != Err::rollback) return keys;
  log::warn("the household's state is a copy of before an erasure: nothing in it can be read, and it is erased");
  TRY_(erase_dead_records(db));
  TRY(auto fresh, DataKeys::open(db, vault));
  TRY_(Events(db, *fresh, clock).record("old-state-erased", "copy=unreadable"));
  return fresh;
}

Status finish_erasure(store::Database& db) {
  TRY(const auto unfinished, read_fact(db, kUnfinished));
  if (!unfinished) return kOk;
  TRY_(db.run("VACUUM"));
  TRY_(db.empty_log());
  return forget_fact(db, kUnfinished);
}

}  // namespace cardea::steward
