// SPDX-License-Identifier: Apache-2.0
// Certificates (RFC 5280): making requests, issuing from one of our CAs, reading what we need.
// ECDSA P-256 with SHA-256 throughout.
#pragma once

#include <optional>
#include <vector>

#include "lib/crypto/keys.hpp"

namespace cardea::crypto {

struct CertificateInfo {
  std::string subject_common_name;
  std::string serial_hex;
  std::string issuer_common_name;
  std::int64_t not_before_s = 0;
  std::int64_t not_after_s = 0;
  std::string spki_sha256_hex;
};

struct CertificateTerms {
  std::string common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  std::int64_t not_before_s = 0;
  std::int64_t not_after_s = 0;
  bool is_ca = false;
  bool server_auth = false;
  bool client_auth = false;
};

// PKCS#10 (RFC 2986), DER. Proves possession of the key.
Result<Buffer> make_csr(Signer& key, const std::string& common_name);

// Only verify_csr makes one: who holds it, holds a request whose sender has the private key.
struct VerifiedCsr {
  PublicKey key;
  std::string common_name;

 private:
  friend Result<VerifiedCsr> verify_csr(Bytes der);
  VerifiedCsr(PublicKey key_in, std::string common_name_in) : key(std::move(key_in)), common_name(std::move(common_name_in)) {}
};
// Refuses anything but DER, P-256 and SHA-256; extensions that the request asks for are not read: the authority decides.
Result<VerifiedCsr> verify_csr(Bytes der);

// All certificates go in and out as PEM text; of a text with several, the first is meant.
Result<std::string> self_signed(Signer& key, const CertificateTerms& terms);
// The serial number is random. Refuses an authority that may not issue, or whose certificate is for another key than `ca_key`.
Result<std::string> issue(Signer& ca_key, const std::string& ca_pem, const PublicKey& subject_key, const CertificateTerms& terms);
Result<CertificateInfo> certificate_info_pem(const std::string& pem);
Result<CertificateInfo> parse_certificate_der(Bytes der);
Result<Buffer> pem_to_der(const std::string& pem);
Result<PublicKey> certificate_public_key(const std::string& pem);
std::string spki_sha256_hex(const PublicKey& key);
// Checks that `pem` was issued by `ca_pem` itself and that both are valid at `now_s`: Err::expired outside their time,
// Err::unauthentic for any other reason.
Status verify_issued(const std::string& pem, const std::string& ca_pem, std::int64_t now_s);

}  // namespace cardea::crypto
