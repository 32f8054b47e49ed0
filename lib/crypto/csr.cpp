// SPDX-License-Identifier: Apache-2.0
// Certification requests: made for a Signer, and verified before anybody reads them.
#include "lib/crypto/x509_parts.hpp"

namespace cardea::crypto {
namespace {

constexpr std::size_t kCsrMax = 8U << 10;  // ours have about 230 bytes

Result<Request> read_request(Bytes der) {
  if (der.size() > kCsrMax) return Error{Err::too_large, "a certification request is longer than its bound"};
  const unsigned char* at = der.data();
  Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  if (!request) return failed(Err::bad_value, "not a certification request");
  if (at != der.data() + der.size()) return Error{Err::bad_value, "bytes follow the certification request"};
  TRY(const Buffer again, encode_der<const X509_REQ>(request.get(), i2d_X509_REQ));
  if (!equal(again, der)) return Error{Err::bad_value, "a certification request that is not in DER"};
  return request;
}

Status fill(X509_REQ* request, Signer& key, const std::string& common_name) {
  TRY(const Pkey subject_key, load_p256(key.public_key()));
  if (X509_REQ_set_version(request, X509_REQ_VERSION_1) != 1 || X509_REQ_set_pubkey(request, subject_key.get()) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot fill a certification request");
  }
  return set_common_name(X509_REQ_get_subject_name(request), common_name);
}

Status sign(X509_REQ* request, Signer& key) {
  const AlgorithmId algorithm(X509_ALGOR_new());
  std::unique_ptr<ASN1_BIT_STRING, Release<ASN1_BIT_STRING_free>> bits(ASN1_BIT_STRING_new());
  if (!algorithm || !bits) return failed(Err::exhausted, "OpenSSL has no memory for a signature");
  TRY_(set_ecdsa_sha256(algorithm.get()));
  if (X509_REQ_set1_signature_algo(request, algorithm.get()) != 1)
    return failed(Err::exhausted, "OpenSSL cannot name the signature algorithm");
  TRY(const Buffer body, encode_der(request, i2d_re_X509_REQ_tbs));
  TRY(const Buffer signature, sign_checked(key, body));
  TRY_(set_signature(bits.get(), signature));
  X509_REQ_set0_signature(request, bits.release());
  return kOk;
}

}  // namespace

Result<Buffer> make_csr(Signer& key, const std::string& common_name) {
  const Request request(X509_REQ_new());
  if (!request) return failed(Err::exhausted, "OpenSSL has no memory for a certification request");
  TRY_(fill(request.get(), key, common_name));
  TRY_(sign(request.get(), key));
  return encode_der<const X509_REQ>(request.get(), i2d_X509_REQ);
}

Result<VerifiedCsr> verify_csr(Bytes der) {
  TRY(const Request request, read_request(der));
  if (X509_REQ_get_version(request.get()) != X509_REQ_VERSION_1)
    return Error{Err::bad_value, "a certification request of an unknown version"};
  if (X509_REQ_get_signature_nid(request.get()) != NID_ecdsa_with_SHA256)
    return Error{Err::refused, "a certification request that is not signed with ECDSA and SHA-256"};
  PublicKey key = public_key_of(X509_REQ_get_X509_PUBKEY(request.get()));
  TRY(const Pkey loaded, load_p256(key));
  if (X509_REQ_verify(request.get(), loaded.get()) != 1)
    return failed(Err::unauthentic, "a certification request without proof of possession of its key");
  TRY(std::string common_name, common_name_of(X509_REQ_get_subject_name(request.get())));
  if (common_name.empty()) return Error{Err::bad_value, "a certification request without a common name"};
  return VerifiedCsr(std::move(key), std::move(common_name));
}

}  // namespace cardea::crypto
