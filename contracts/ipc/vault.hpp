// SPDX-License-Identifier: Apache-2.0
// What vault answers. No message carries a private key, in either direction: no export call exists. The one key that leaves is
// made to: the ring key, under which steward keeps the data keys of persons.
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
  std::string trouble;  // not empty: it does not answer, and why
  auto fields() { return std::tie(provider, hardware, trouble); }
};

// warden, gate: which root of trust holds the keys (shown on the status page, visible to the assessor).
struct ReadProvider {
  static constexpr ipc::Op kOp{0x0105};
  using Reply = ProviderReport;
  auto fields() { return std::tie(); }
};

// --- steward's key ring (device/steward/data_keys.hpp): its key is sealed here, to the boot state and to a counter ---
struct NewRing {
  SecretBytes key;  // 32 bytes
  Buffer sealed;    // the same, as OpenRing takes it
  auto fields() { return std::tie(key, sealed); }
};
// steward only. A new ring key, sealed for the present value of the counter, or for the one that the next RaiseCounter brings.
struct MakeRing {
  static constexpr ipc::Op kOp{0x0106};
  using Reply = NewRing;
  bool after_raise = false;
  auto fields() { return std::tie(after_raise); }
};

struct RingKey {
  SecretBytes key;
  auto fields() { return std::tie(key); }
};
// steward only. Err::rollback: sealed before the counter was raised, so it opens nowhere any more. Err::unavailable: sealed for a
// raise that has not come. Err::unauthentic: not ours, changed, or for a raise that never came. Err::refused: another boot state.
struct OpenRing {
  static constexpr ipc::Op kOp{0x0107};
  using Reply = RingKey;
  Buffer sealed;
  auto fields() { return std::tie(sealed); }
};

struct Counter {
  std::uint64_t value = 0;
  auto fields() { return std::tie(value); }
};
// steward only. Ends every ring that was sealed before, in every copy. `keeps_ring`: one was made for it since vault started, or
// nothing is raised (Err::refused): a counter that rises without its ring would end the household's data.
struct RaiseCounter {
  static constexpr ipc::Op kOp{0x0108};
  using Reply = Counter;
  bool keeps_ring = true;
  auto fields() { return std::tie(keeps_ring); }
};

struct LocalKey {
  Buffer spki;  // DER SubjectPublicKeyInfo
  auto fields() { return std::tie(spki); }
};
// steward only: the public half of the key of the device's own pages, whose SHA-256 the label carries.
struct ReadLocalKey {
  static constexpr ipc::Op kOp{0x010a};
  using Reply = LocalKey;
  auto fields() { return std::tie(); }
};

// warden only: the boot states (device/vault/provider.hpp) under which what is sealed opens. The running image's, and during a
// trial also the one that it came from.
struct AllowBoots {
  static constexpr ipc::Op kOp{0x0109};
  using Reply = ipc::Done;
  std::vector<std::array<std::uint8_t, 32>> states;
  auto fields() { return std::tie(states); }
};

}  // namespace cardea::contract
