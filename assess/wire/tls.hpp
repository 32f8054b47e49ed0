// SPDX-License-Identifier: Apache-2.0
// A TLS client that will speak anything OpenSSL can still speak, so that it can find out what a target accepts.
// It verifies nothing by itself: certificates are facts here, and no secret of ours depends on them except those that
// the driver gives for this very target (and then only after its pin was checked).
#pragma once

#include <optional>

#include "assess/wire/socket.hpp"

struct ssl_st;
struct ssl_session_st;

namespace cardea::assess {

struct TlsOffer {
  int version_min = 0;  // TLS1_VERSION..TLS1_3_VERSION of OpenSSL; 0: whatever is known
  int version_max = 0;
  std::string ciphers = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";  // up to TLS 1.2
  std::string suites;                                       // TLS 1.3; empty: OpenSSL's own
  std::string groups;                                       // empty: OpenSSL's own
  ssl_session_st* resume = nullptr;
  bool fell_back = false;       // says that it came down from a newer version (RFC 7507)
  bool ask_revocation = false;  // asks for a stapled answer of OCSP
  std::string server_name;      // SNI; empty: none
};

class TlsStream final : public Stream {
 public:
  static Result<std::unique_ptr<TlsStream>> open(const Endpoint& endpoint, const TlsOffer& offer, const Deadline& deadline);
  ~TlsStream() override;
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Status send(Bytes bytes, const Deadline& deadline) override;
  Result<std::size_t> receive(MutableBytes into, const Deadline& deadline) override;

  ssl_st* native() const { return ssl_; }
  Buffer peer_certificate_der() const;  // empty when the target showed none
  // Asks for a renegotiation (TLS 1.2 and older) and says whether the target went along.
  Result<bool> renegotiate(const Deadline& deadline);

 private:
  explicit TlsStream(UniqueFd fd) : fd_(std::move(fd)) {}
  Status wait_after(int result, const char* what, const Deadline& deadline);

  UniqueFd fd_;
  ssl_st* ssl_ = nullptr;
};

// Lower-case hex SHA-256 of the SubjectPublicKeyInfo in a DER certificate.
Result<std::string> spki_pin_of(Bytes certificate_der);

}  // namespace cardea::assess
