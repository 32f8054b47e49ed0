// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 (RFC 8446) and nothing older. The algorithms are those of crypto/policy. A private key is
// either bytes (the associated service, tools) or a Signer that asks another process (gate, courier).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/base/secret.hpp"
#include "lib/crypto/keys.hpp"

struct ssl_ctx_st;

namespace cardea::net {

// Who the other side must be. Anchors and pin given: both must hold.
struct PeerCheck {
  std::string ca_pem;       // trust anchors, PEM; empty: trust only the pin
  std::string spki_pin;     // lower-case hex SHA-256 of the peer's SubjectPublicKeyInfo; empty: no pin
  std::string server_name;  // DNS name or IP address the certificate must carry; client side only.
                            // Empty: with anchors, the Exchange's host; with a pin alone, no name is needed
  bool required = true;     // server side: refuse a client without certificate
  // No moment before this is the present. A clock that shows one is wrong, and certificates are then judged by everything but
  // their dates: a device without a battery for its clock would else never reach the service again.
  std::int64_t clock_floor_s = 0;
};

struct TlsIdentity {
  std::string certificate_pem;             // leaf first, then intermediates
  std::shared_ptr<crypto::Signer> signer;  // signs for the leaf's key
};

class TlsContext {
 public:
  // `client_check` empty: the server asks for no client certificate.
  static Result<std::shared_ptr<TlsContext>> server(TlsIdentity identity, std::optional<PeerCheck> client_check);
  // `identity` empty: the client offers no certificate.
  static Result<std::shared_ptr<TlsContext>> client(PeerCheck server_check, std::optional<TlsIdentity> identity);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  ssl_ctx_st* native() const { return ctx_; }
  const PeerCheck& check() const { return check_; }
  bool has_identity() const { return has_identity_; }

 private:
  TlsContext() = default;
  static Result<std::shared_ptr<TlsContext>> with_policy(bool is_server);
  Status identify(const TlsIdentity& identity);
  Status demand(PeerCheck check, int verify_mode);

  ssl_ctx_st* ctx_ = nullptr;
  PeerCheck check_;
  bool has_identity_ = false;
};

}  // namespace cardea::net
