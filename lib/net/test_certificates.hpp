// SPDX-License-Identifier: Apache-2.0
// For tests only: an authority that issues for 127.0.0.1, and the identities of a server and a client.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "lib/crypto/x509.hpp"
#include "lib/net/tls.hpp"

namespace cardea::net::test {

inline constexpr std::int64_t kNow = 1'800'000'000;  // FakeClock's start
inline constexpr std::int64_t kDay = 86'400;

// Tests stop at a fixture that cannot be made.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return std::move(*result);
}

class Authority {
 public:
  explicit Authority(const std::string& name) : key_(must(crypto::EcKey::generate())) {
    crypto::CertificateTerms terms;
    terms.common_name = name;
    terms.not_before_s = kNow - kDay;
    terms.not_after_s = kNow + 1000 * kDay;
    terms.is_ca = true;
    pem_ = must(crypto::self_signed(*key_, terms));
  }

  const std::string& pem() const { return pem_; }

  static crypto::CertificateTerms server_terms() {
    crypto::CertificateTerms terms;
    terms.common_name = "server";
    terms.dns_names = {"service.example.com"};
    terms.ip_addresses = {"127.0.0.1"};
    terms.not_before_s = kNow - kDay;
    terms.not_after_s = kNow + kDay;
    terms.server_auth = true;
    return terms;
  }

  static crypto::CertificateTerms client_terms() {
    crypto::CertificateTerms terms;
    terms.common_name = "device 0001";
    terms.not_before_s = kNow - kDay;
    terms.not_after_s = kNow + kDay;
    terms.client_auth = true;
    return terms;
  }

  TlsIdentity identity(const crypto::CertificateTerms& terms) const {
    std::shared_ptr<crypto::Signer> key = must(crypto::EcKey::generate());
    return {must(crypto::issue(*key_, pem_, key->public_key(), terms)), key};
  }

 private:
  std::unique_ptr<crypto::EcKey> key_;
  std::string pem_;
};

}  // namespace cardea::net::test
