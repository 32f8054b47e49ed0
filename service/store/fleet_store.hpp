// SPDX-License-Identifier: Apache-2.0
// What the service remembers, behind a seam with one back end today (SQLite). Every call is one transaction that may be retried.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
#include "service/rollout/rollout_store.hpp"

namespace cardea::service {

struct UpdateState {
  std::string phase;
  std::string last_result;
  std::string last_version;
  std::string last_reason;
};

struct Device {
  std::string spki;             // lower-case hex SHA-256 of its public key: the identity
  std::string model;
  std::string serial;
  std::string certificate_pem;
  std::int64_t registered_s = 0;
  bool blocked = false;
  bool hint = false;            // the next check-in is told to look for an update
  std::string state;
  std::string version;
  std::string label;              // an operator's word for a group: "canary"
  std::int64_t last_seen_s = 0;   // 0: never
  std::int64_t next_visit_s = 0;  // when we asked it to come again
  UpdateState update;
};

struct CheckIn {
  std::string state;
  std::string version;
  UpdateState update;
  std::int64_t at_s = 0;
  std::int64_t next_visit_s = 0;
};

struct TelemetryPoint {
  std::int64_t at_s = 0;
  std::string name;
  std::int64_t value = 0;
};

struct AuditEntry {
  std::int64_t at_s = 0;
  std::string who;
  std::string what;
};

// A device that refused an update. The version is empty when it refused the metadata before it knew of any release.
struct Refusal {
  std::string model;
  std::string version;
  std::string spki;
  std::int64_t at_s = 0;
  std::string reason;
};

struct RefusedRelease {
  std::string model;
  std::string version;
  std::uint32_t devices = 0;
  std::int64_t first_s = 0;
  std::int64_t last_s = 0;
  std::string reason;  // of one of them
};

class FleetStore {
 public:
  virtual ~FleetStore() = default;

  virtual Status add_device(const Device& device) = 0;                      // Err::exists: this key or serial is known
  virtual Status add_devices(const std::vector<Device>& devices) = 0;       // all or none
  virtual Result<Device> device_by_key(const std::string& spki) = 0;        // Err::not_found
  virtual Result<Device> device_by_serial(const std::string& serial) = 0;   // Err::not_found
  virtual Result<std::vector<Device>> devices(std::uint32_t max) = 0;
  virtual Status set_blocked(const std::string& serial, bool blocked) = 0;
  virtual Status set_hint(const std::string& serial) = 0;
  virtual Status set_label(const std::string& serial, const std::string& label) = 0;
  // Stores the visit and takes the hint away; returns whether one was set.
  virtual Result<bool> check_in(const std::string& spki, const CheckIn& visit) = 0;

  virtual Status put_policy(const std::string& model, Bytes policy) = 0;
  virtual Result<Buffer> policy(const std::string& model) = 0;              // Err::not_found
  virtual Result<std::vector<std::string>> models() = 0;

  // All or nothing. A point that is here already (same device, time and name) is not stored twice: a device repeats what was not acknowledged.
  virtual Status add_telemetry(const std::string& spki, const std::vector<TelemetryPoint>& points) = 0;
  virtual Result<std::vector<TelemetryPoint>> telemetry(const std::string& spki, std::uint32_t max) = 0;

  virtual Status audit(const AuditEntry& entry) = 0;
  virtual Result<std::vector<AuditEntry>> audit_log(std::uint32_t max) = 0;

  // Forgets what is older than `forget_before_s`. False: this device's refusal of this release is known.
  virtual Result<bool> add_refusal(const Refusal& refusal, std::int64_t forget_before_s) = 0;
  virtual Result<std::uint32_t> count_refusals(const std::string& model, const std::string& version, std::int64_t since_s) = 0;
  virtual Result<std::vector<RefusedRelease>> refused_releases(std::int64_t since_s, std::uint32_t least_devices) = 0;

  virtual RolloutStore& rollouts() = 0;
};

Result<std::unique_ptr<FleetStore>> open_sqlite_store(const std::string& path);

}  // namespace cardea::service
