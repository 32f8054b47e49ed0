// SPDX-License-Identifier: Apache-2.0
// What vault answers. No message carries a private key, in either direction: no export call exists.
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::contract {

struct Signature {
  Buffer der;  // ECDSA P-256, RFC 3279
  auto fields() { return std::tie(der); }
};

// gate only: the TLS key of the device's own pages.
struct SignLocalTls {
  static constexpr ipc::Op kOp{0x0101};
  using Reply = Signature;
  std::array<std::uint8_t, 32> digest{};
  auto fields() { return std::tie(digest); }
};

// courier only: the device's identity towards the associated service.
struct SignDevice {
  static constexpr ipc::Op kOp{0x0102};
  using Reply = Signature;
  std::array<std::uint8_t, 32> digest{};
  auto fields() { return std::tie(digest); }
};

struct Epoch {
  std::uint64_t value = 0;
  auto fields() { return std::tie(value); }
};

// updater and warden: the security epoch below which no image may run.
struct ReadEpoch {
  static constexpr ipc::Op kOp{0x0103};
  using Reply = Epoch;
  auto fields() { return std::tie(); }
};

// warden only, at confirm. Lower than the stored value: refused (Err::rollback).
struct RaiseEpoch {
  static constexpr ipc::Op kOp{0x0104};
  using Reply = Epoch;
  std::uint64_t value = 0;
  auto fields() { return std::tie(value); }
};

struct ProviderReport {
  std::string provider;  // "file (development: keys are files readable by this user)"
  bool hardware = false;
  auto fields() { return std::tie(provider, hardware); }
};

// warden, gate: which root of trust holds the keys (shown on the status page, visible to the assessor).
struct ReadProvider {
  static constexpr ipc::Op kOp{0x0105};
  using Reply = ProviderReport;
  auto fields() { return std::tie(); }
};

}  // namespace cardea::contract
