// SPDX-License-Identifier: Apache-2.0
#include "device/steward/erase.hpp"

#include "device/steward/schema.hpp"

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

}  // namespace

//= EN303645 5.11-1
Result<std::uint32_t> erase_records(store::Database& db, StateKeeper& state, Throttle& throttle) {
  std::int64_t erased = 0;
  TRY_(db.transaction([&]() -> Status {
    for (const Table& table : kTables) {
      TRY(const std::int64_t rows, empty_table(db, table));
      erased += rows;
    }
    TRY_(throttle.forget_all());
    TRY_(state.write(Happening::erased));
    return write_fact(db, kUnfinished, "yes");
  }));
  state.settle(Happening::erased);
  return static_cast<std::uint32_t>(erased);
}

Status finish_erasure(store::Database& db) {
  TRY(const auto unfinished, read_fact(db, kUnfinished));
  if (!unfinished) return kOk;
  TRY_(db.run("VACUUM"));
  TRY_(db.empty_log());
  return forget_fact(db, kUnfinished);
}

}  // namespace cardea::steward
