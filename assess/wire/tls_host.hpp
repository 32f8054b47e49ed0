// SPDX-License-Identifier: Apache-2.0
// The server that a target is to meet as a TLS client: it offers one certificate, some versions and some ciphers to whoever
// comes, and says what the guest did. A guest is hostile: one connection has a deadline, and of what it sends only the amount is
// kept.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "assess/wire/client_hello.hpp"
#include "assess/wire/socket.hpp"
#include "lib/base/secret.hpp"

struct ssl_ctx_st;

namespace cardea::assess {

class HostDoor {
 public:
  static Result<HostDoor> open(const std::string& address, std::uint16_t port);  // port 0: any
  std::uint16_t port() const { return port_; }
  Result<UniqueFd> next_guest(const Deadline& deadline) const;  // Err::exhausted: nobody came

 private:
  HostDoor(UniqueFd fd, std::uint16_t port) : fd_(std::move(fd)), port_(port) {}

  UniqueFd fd_;
  std::uint16_t port_;
};

struct HostOffer {
  std::string certificates;  // PEM, the server's own first
  SecretBytes key;           // PEM
  int version_min = 0;       // as in TlsOffer
  int version_max = 0;
  std::string ciphers = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
};

// From least to most trusting.
enum class Conduct : std::uint8_t {
  stayed_away,
  said_nothing,       // not even a hello
  spoke_no_tls,       // or what breaks TLS
  stopped_answering,  // after its hello, without an end
  shared_nothing,     // no version or cipher of this offer is one of its own
  refused,            // broke the handshake off once it had seen the offer
  left,               // completed the handshake and went, without a word
  waited,             // completed the handshake and stayed, without a word
  spoke,              // sent what it had to say
};

std::string_view name_of(Conduct conduct);

struct Visit {
  Conduct conduct = Conduct::stayed_away;
  std::optional<ClientHello> hello;
  std::string alert;    // that the guest sent
  std::string version;  // agreed; empty: none
  std::string cipher;
};

class TlsHost {
 public:
  // Err::unsupported: this OpenSSL cannot make the offer; Err::bad_value: certificate and key are none, or are not of one
  // another.
  static Result<TlsHost> of(const HostOffer& offer);
  Visit receive(const UniqueFd& guest, const Deadline& deadline) const;

 private:
  explicit TlsHost(ssl_ctx_st* context);

  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
};

}  // namespace cardea::assess
