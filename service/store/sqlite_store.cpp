// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "lib/crypto/crypto.hpp"
#include "lib/store/database.hpp"
#include "service/store/fleet_store.hpp"
#include "service/store/sqlite_rollouts.hpp"

namespace cardea::service {
namespace {

// Explicit keys and plain types only: the same statements must run on PostgreSQL.
constexpr std::array<std::string_view, 3> kMigrations{R"sql(
CREATE TABLE devices (
  spki TEXT PRIMARY KEY, model TEXT NOT NULL, serial TEXT NOT NULL UNIQUE, certificate_pem TEXT NOT NULL,
  registered_s INTEGER NOT NULL, blocked INTEGER NOT NULL, hint INTEGER NOT NULL, state TEXT NOT NULL, version TEXT NOT NULL,
  last_seen_s INTEGER NOT NULL, next_visit_s INTEGER NOT NULL,
  update_phase TEXT NOT NULL, update_result TEXT NOT NULL, update_version TEXT NOT NULL, update_reason TEXT NOT NULL);
CREATE TABLE models (model TEXT PRIMARY KEY, policy BLOB NOT NULL);
CREATE TABLE telemetry (
  spki TEXT NOT NULL REFERENCES devices (spki), at_s INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY (spki, at_s, name));
CREATE TABLE audit (at_s INTEGER NOT NULL, entry TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (at_s, entry));
)sql",
                                                      kRolloutTables, R"sql(
CREATE TABLE refusals (
  model TEXT NOT NULL, version TEXT NOT NULL, spki TEXT NOT NULL, at_s INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (model, version, spki));
CREATE INDEX refusals_by_time ON refusals (at_s);
)sql"};

constexpr std::string_view kDeviceColumns =
    "SELECT spki, model, serial, certificate_pem, registered_s, blocked, hint, state, version, last_seen_s, next_visit_s, "
    "update_phase, update_result, update_version, update_reason, label FROM devices ";

Device device_of(const store::Statement& row) {
  Device d;
  d.spki = row.text(0);
  d.model = row.text(1);
  d.serial = row.text(2);
  d.certificate_pem = row.text(3);
  d.registered_s = row.integer(4);
  d.blocked = row.integer(5) != 0;
  d.hint = row.integer(6) != 0;
  d.state = row.text(7);
  d.version = row.text(8);
  d.last_seen_s = row.integer(9);
  d.next_visit_s = row.integer(10);
  d.update = {row.text(11), row.text(12), row.text(13), row.text(14)};
  d.label = row.text(15);
  return d;
}

class SqliteStore final : public FleetStore {
 public:
  explicit SqliteStore(std::unique_ptr<store::Database> db) : db_(std::move(db)), rollouts_(*db_) {}

  Status add_device(const Device& d) override {
    return db_->transaction([&] { return insert(d); });
  }

  Status add_devices(const std::vector<Device>& devices) override {
    return db_->transaction([&]() -> Status {
      for (const Device& d : devices) TRY_(insert(d));
      return kOk;
    });
  }

  Result<Device> device_by_key(const std::string& spki) override { return one_device("WHERE spki = ?1", spki); }
  Result<Device> device_by_serial(const std::string& serial) override { return one_device("WHERE serial = ?1", serial); }

  Result<std::vector<Device>> devices(std::uint32_t max) override {
    TRY(auto query, db_->prepare(std::string(kDeviceColumns) + "ORDER BY model, serial LIMIT ?1"));
    query.bind(1, std::int64_t{max});
    std::vector<Device> found;
    for (;;) {
      TRY(const bool row, query.step());
      if (!row) return found;
      found.push_back(device_of(query));
    }
  }

  Status set_blocked(const std::string& serial, bool blocked) override {
    return touch_device(blocked ? "UPDATE devices SET blocked = 1 WHERE serial = ?1" : "UPDATE devices SET blocked = 0 WHERE serial = ?1", serial);
  }

  Status set_hint(const std::string& serial) override { return touch_device("UPDATE devices SET hint = 1 WHERE serial = ?1", serial); }

  Status set_label(const std::string& serial, const std::string& label) override {
    return db_->transaction([&]() -> Status {
      TRY_(device_by_serial(serial));
      TRY(auto write, db_->prepare("UPDATE devices SET label = ?2 WHERE serial = ?1"));
      return write.bind(1, serial).bind(2, label).run();
    });
  }

  Result<bool> check_in(const std::string& spki, const CheckIn& v) override {
    bool hint = false;
    const Status stored = db_->transaction([&]() -> Status {
      TRY(auto query, db_->prepare("SELECT hint FROM devices WHERE spki = ?1"));
      TRY(const bool row, query.bind(1, spki).step());
      if (!row) return Error{Err::not_found, "no such device"};
      hint = query.integer(0) != 0;
      TRY(auto write, db_->prepare("UPDATE devices SET hint = 0, state = ?2, version = ?3, last_seen_s = ?4, next_visit_s = ?5, update_phase = ?6, "
                                   "update_result = ?7, update_version = ?8, update_reason = ?9 WHERE spki = ?1"));
      write.bind(1, spki).bind(2, v.state).bind(3, v.version).bind(4, v.at_s).bind(5, v.next_visit_s);
      return write.bind(6, v.update.phase).bind(7, v.update.last_result).bind(8, v.update.last_version).bind(9, v.update.last_reason).run();
    });
    if (!stored) return stored.error();
    return hint;
  }

  Status put_policy(const std::string& model, Bytes policy) override {
    TRY(auto write, db_->prepare("INSERT INTO models VALUES (?1, ?2) ON CONFLICT (model) DO UPDATE SET policy = excluded.policy"));
    return write.bind(1, model).bind(2, policy).run();
  }

  Result<Buffer> policy(const std::string& model) override {
    TRY(auto query, db_->prepare("SELECT policy FROM models WHERE model = ?1"));
    TRY(const bool row, query.bind(1, model).step());
    if (!row) return Error{Err::not_found, "no such model"};
    return query.bytes(0);
  }

  Result<std::vector<std::string>> models() override {
    TRY(auto query, db_->prepare("SELECT model FROM models ORDER BY model"));
    std::vector<std::string> found;
    for (;;) {
      TRY(const bool row, query.step());
      if (!row) return found;
      found.push_back(query.text(0));
    }
  }

  Status add_telemetry(const std::string& spki, const std::vector<TelemetryPoint>& points) override {
    return db_->transaction([&]() -> Status {
      for (const TelemetryPoint& p : points) {
        TRY(auto add, db_->prepare("INSERT INTO telemetry VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"));
        TRY_(add.bind(1, spki).bind(2, p.at_s).bind(3, p.name).bind(4, p.value).run());
      }
      return kOk;
    });
  }

  Result<std::vector<TelemetryPoint>> telemetry(const std::string& spki, std::uint32_t max) override {
    TRY(auto query, db_->prepare("SELECT at_s, name, value FROM telemetry WHERE spki = ?1 ORDER BY at_s DESC, name LIMIT ?2"));
    query.bind(1, spki).bind(2, std::int64_t{max});
    std::vector<TelemetryPoint> found;
    for (;;) {
      TRY(const bool row, query.step());
      if (!row) return found;
      found.push_back({query.integer(0), query.text(1), query.integer(2)});
    }
  }

  Status audit(const AuditEntry& e) override {
    TRY(auto add, db_->prepare("INSERT INTO audit VALUES (?1, ?2, ?3, ?4)"));
    return add.bind(1, e.at_s).bind(2, to_hex(crypto::random_buffer(8))).bind(3, e.who).bind(4, e.what).run();
  }

  Result<std::vector<AuditEntry>> audit_log(std::uint32_t max) override {
    TRY(auto query, db_->prepare("SELECT at_s, who, what FROM audit ORDER BY at_s DESC, entry LIMIT ?1"));
    query.bind(1, std::int64_t{max});
    std::vector<AuditEntry> found;
    for (;;) {
      TRY(const bool row, query.step());
      if (!row) return found;
      found.push_back({query.integer(0), query.text(1), query.text(2)});
    }
  }

  Result<bool> add_refusal(const Refusal& r, std::int64_t forget_before_s) override {
    bool added = false;
    const Status stored = db_->transaction([&]() -> Status {
      TRY(auto forget, db_->prepare("DELETE FROM refusals WHERE at_s < ?1"));
      TRY_(forget.bind(1, forget_before_s).run());
      TRY(auto add, db_->prepare("INSERT INTO refusals VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"));
      TRY_(add.bind(1, r.model).bind(2, r.version).bind(3, r.spki).bind(4, r.at_s).bind(5, r.reason).run());
      added = db_->changes() > 0;
      return kOk;
    });
    if (!stored) return stored.error();
    return added;
  }

  Result<std::uint32_t> count_refusals(const std::string& model, const std::string& version, std::int64_t since_s) override {
    TRY(auto query, db_->prepare("SELECT COUNT(*) FROM refusals WHERE model = ?1 AND version = ?2 AND at_s >= ?3"));
    TRY_(query.bind(1, model).bind(2, version).bind(3, since_s).step());
    return static_cast<std::uint32_t>(query.integer(0));
  }

  Result<std::vector<RefusedRelease>> refused_releases(std::int64_t since_s, std::uint32_t least_devices) override {
    TRY(auto query,
        db_->prepare("SELECT model, version, COUNT(*), MIN(at_s), MAX(at_s), MAX(reason) FROM refusals WHERE at_s >= ?1 "
                     "GROUP BY model, version HAVING COUNT(*) >= ?2 ORDER BY model, version"));
    query.bind(1, since_s).bind(2, std::int64_t{least_devices});
    std::vector<RefusedRelease> found;
    for (;;) {
      TRY(const bool row, query.step());
      if (!row) return found;
      found.push_back({query.text(0), query.text(1), static_cast<std::uint32_t>(query.integer(2)), query.integer(3),
                       query.integer(4), query.text(5)});
    }
  }

  RolloutStore& rollouts() override { return rollouts_; }

 private:
  Status insert(const Device& d) {
    TRY(auto known, db_->prepare("SELECT 1 FROM devices WHERE spki = ?1 OR serial = ?2"));
    TRY(const bool there, known.bind(1, d.spki).bind(2, d.serial).step());
    if (there) return Error{Err::exists, "a device with this key or serial number is registered"};
    TRY(auto add, db_->prepare("INSERT INTO devices VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, '', ?6, ?7, ?8, '', '', '', '', ?9)"));
    add.bind(1, d.spki).bind(2, d.model).bind(3, d.serial).bind(4, d.certificate_pem).bind(5, d.registered_s);
    return add.bind(6, d.version).bind(7, d.last_seen_s).bind(8, d.next_visit_s).bind(9, d.label).run();
  }

  Result<Device> one_device(std::string_view where, const std::string& key) {
    TRY(auto query, db_->prepare(std::string(kDeviceColumns) + std::string(where)));
    TRY(const bool row, query.bind(1, key).step());
    if (!row) return Error{Err::not_found, "no such device"};
    return device_of(query);
  }

  Status touch_device(std::string_view update, const std::string& serial) {
    return db_->transaction([&]() -> Status {
      TRY_(device_by_serial(serial));
      TRY(auto write, db_->prepare(update));
      return write.bind(1, serial).run();
    });
  }

  std::unique_ptr<store::Database> db_;
  SqliteRollouts rollouts_;
};

}  // namespace

Result<std::unique_ptr<FleetStore>> open_sqlite_store(const std::string& path) {
  TRY(auto db, store::Database::open(path, kMigrations));
  return std::unique_ptr<FleetStore>(new SqliteStore(std::move(db)));
}

}  // namespace cardea::service
