// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/x509.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "lib/crypto/x509_parts.hpp"

namespace cardea::crypto {
namespace {

constexpr std::int64_t kStart = 1'800'000'000;
constexpr std::int64_t kEnd = kStart + 1000;

std::unique_ptr<EcKey> new_key() {
  auto key = EcKey::generate();
  EXPECT_TRUE(key.ok());
  return std::move(*key);
}

template <class T>
Err refusal(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Err{} : result.error().code;
}

CertificateTerms terms(std::string name) {
  CertificateTerms out;
  out.common_name = std::move(name);
  out.not_before_s = kStart;
  out.not_after_s = kEnd;
  return out;
}

CertificateTerms ca_terms() {
  CertificateTerms out = terms("factory");
  out.is_ca = true;
  return out;
}

class Authority : public testing::Test {
 protected:
  std::string issue_leaf(const CertificateTerms& leaf_terms) {
    auto pem = issue(*ca_key_, ca_, leaf_key_->public_key(), leaf_terms);
    EXPECT_TRUE(pem.ok());
    return std::move(pem).value_or({});
  }

  std::unique_ptr<EcKey> ca_key_ = new_key();
  std::string ca_ = *self_signed(*ca_key_, ca_terms());
  std::unique_ptr<EcKey> leaf_key_ = new_key();
};

// The same content with the outer length in one byte more than it needs: BER, not DER.
Buffer with_longer_length(const Buffer& der) {
  Buffer out = {der[0], static_cast<std::uint8_t>(der[1] + 1),
                0};  // "length in n bytes" becomes "in n + 1", the first of them zero
  out.insert(out.end(), der.begin() + 2, der.end());
  return out;
}

// A signer in another process that answers with the signature of a key it should not use.
class WrongSigner final : public Signer {
 public:
  WrongSigner() : shown_(new_key()), used_(new_key()) {}
  PublicKey public_key() const override { return shown_->public_key(); }
  Result<Buffer> sign_digest(const Digest256& digest) override { return used_->sign_digest(digest); }

 private:
  std::unique_ptr<EcKey> shown_;
  std::unique_ptr<EcKey> used_;
};

TEST(Requests, prove_possession_and_carry_name_and_key) {
  const auto key = new_key();
  const auto der = make_csr(*key, "speaker-1");
  ASSERT_TRUE(der.ok());
  const auto csr = verify_csr(*der);
  ASSERT_TRUE(csr.ok());
  EXPECT_EQ(csr->common_name, "speaker-1");
  EXPECT_EQ(csr->key.spki, key->public_key().spki);
}

TEST(Requests, with_any_changed_byte_are_refused) {
  const Buffer der = *make_csr(*new_key(), "speaker-1");
  for (std::size_t at = 0; at < der.size(); ++at) {
    Buffer changed = der;
    changed[at] ^= 0x01;
    EXPECT_FALSE(verify_csr(changed).ok()) << at;
  }
}

TEST(Requests, with_a_broken_proof_of_possession_are_refused) {
  Buffer der = *make_csr(*new_key(), "speaker-1");
  der.back() ^= 0x01;  // inside s of the signature
  EXPECT_EQ(refusal(verify_csr(der)), Err::unauthentic);
}

TEST(Requests, with_the_key_of_another_are_refused) {
  const auto key = new_key();
  Buffer der = *make_csr(*key, "speaker-1");
  const Buffer mine = key->public_key().spki;
  const Buffer other = new_key()->public_key().spki;
  const auto at = std::search(der.begin(), der.end(), mine.begin(), mine.end());
  ASSERT_NE(at, der.end());
  std::copy(other.begin(), other.end(), at);
  EXPECT_EQ(refusal(verify_csr(der)), Err::unauthentic);
}

TEST(Requests, truncated_or_longer_are_refused) {
  Buffer der = *make_csr(*new_key(), "speaker-1");
  for (std::size_t size = 0; size < der.size(); ++size)
    EXPECT_EQ(refusal(verify_csr(Bytes(der).first(size))), Err::bad_value) << size;
  der.push_back(0);
  EXPECT_EQ(refusal(verify_csr(der)), Err::bad_value);
  EXPECT_EQ(refusal(verify_csr(Buffer(9000, 0x30))), Err::too_large);
}

TEST(Requests, in_another_encoding_than_der_are_refused) {
  EXPECT_EQ(refusal(verify_csr(with_longer_length(*make_csr(*new_key(), "speaker-1")))), Err::bad_value);
}

TEST(Requests, are_not_made_with_a_bad_name_or_by_a_wrong_signer) {
  const auto key = new_key();
  EXPECT_EQ(refusal(make_csr(*key, "")), Err::bad_value);
  EXPECT_EQ(refusal(make_csr(*key, std::string(65, 'x'))), Err::bad_value);
  EXPECT_EQ(refusal(make_csr(*key, "a\nb")), Err::bad_value);
  EXPECT_EQ(refusal(make_csr(*key, "\xff\xfe")), Err::bad_value);
  WrongSigner wrong;
  EXPECT_EQ(refusal(make_csr(wrong, "speaker-1")), Err::unauthentic);
}

TEST_F(Authority, certificates_say_what_their_terms_say) {
  const auto info = certificate_info_pem(issue_leaf(terms("speaker-1")));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->subject_common_name, "speaker-1");
  EXPECT_EQ(info->issuer_common_name, "factory");
  EXPECT_EQ(info->not_before_s, kStart);
  EXPECT_EQ(info->not_after_s, kEnd);
  EXPECT_EQ(info->spki_sha256_hex, spki_sha256_hex(leaf_key_->public_key()));
}

TEST_F(Authority, the_public_key_of_a_certificate_can_be_read) {
  const auto key = certificate_public_key(issue_leaf(terms("speaker-1")));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->spki, leaf_key_->public_key().spki);
  EXPECT_FALSE(certificate_public_key("no certificate"));
}

TEST_F(Authority, times_past_2049_are_kept) {  // RFC 5280 section 4.1.2.5: another encoding from 2050 on
  CertificateTerms late = terms("speaker-1");
  late.not_after_s = 253402300799;
  const auto info = certificate_info_pem(issue_leaf(late));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->not_after_s, 253402300799);
}

TEST_F(Authority, serial_numbers_have_more_than_128_random_bits) {
  std::set<std::string> serials;
  for (int i = 0; i < 20; ++i) serials.insert(certificate_info_pem(issue_leaf(terms("speaker-1")))->serial_hex);
  EXPECT_EQ(serials.size(), 20U);
  for (const std::string& serial : serials) EXPECT_EQ(serial.size(), 36U);
}

TEST_F(Authority, leaves_may_sign_and_authorities_may_issue) {
  CertificateTerms leaf_terms = terms("speaker-1");
  leaf_terms.server_auth = true;
  leaf_terms.dns_names = {"speaker.local"};
  leaf_terms.ip_addresses = {"127.0.0.1", "::1"};
  const auto leaf = read_certificate_pem(issue_leaf(leaf_terms));
  ASSERT_TRUE(leaf.ok());
  EXPECT_EQ(X509_check_ca(leaf->get()), 0);
  EXPECT_EQ(X509_get_extension_flags(leaf->get()) & EXFLAG_CA, 0U);
  EXPECT_EQ(X509_get_key_usage(leaf->get()), static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE));
  EXPECT_EQ(X509_get_extended_key_usage(leaf->get()), static_cast<std::uint32_t>(XKU_SSL_SERVER));
  EXPECT_EQ(X509_check_host(leaf->get(), "speaker.local", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(leaf->get(), "other.local", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(leaf->get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf->get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf->get(), "127.0.0.2", 0), 0);

  const auto authority = read_certificate_pem(ca_);
  ASSERT_TRUE(authority.ok());
  EXPECT_EQ(X509_check_ca(authority->get()), 1);
  EXPECT_EQ(X509_get_key_usage(authority->get()), static_cast<std::uint32_t>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
}

TEST_F(Authority, extensions_that_restrict_are_critical) {
  const auto leaf = read_certificate_pem(issue_leaf(terms("speaker-1")));
  for (const int nid : {NID_basic_constraints, NID_key_usage}) {
    X509_EXTENSION* extension = X509_get_ext(leaf->get(), X509_get_ext_by_NID(leaf->get(), nid, -1));
    ASSERT_NE(extension, nullptr);
    EXPECT_EQ(X509_EXTENSION_get_critical(extension), 1);
  }
}

TEST_F(Authority, its_certificates_verify_within_their_time_only) {
  const std::string leaf = issue_leaf(terms("speaker-1"));
  EXPECT_TRUE(verify_issued(leaf, ca_, kStart + 500).ok());
  EXPECT_EQ(refusal(verify_issued(leaf, ca_, kStart - 1)), Err::expired);
  EXPECT_EQ(refusal(verify_issued(leaf, ca_, kEnd + 1)), Err::expired);
}

TEST_F(Authority, an_expired_authority_verifies_nothing) {
  CertificateTerms longer = terms("speaker-1");
  longer.not_after_s = kEnd + 1000;
  EXPECT_EQ(refusal(verify_issued(issue_leaf(longer), ca_, kEnd + 500)), Err::expired);
}

TEST_F(Authority, a_certificate_of_a_foreign_authority_is_refused) {
  const auto foreign_key = new_key();
  const std::string foreign = *self_signed(*foreign_key, ca_terms());  // of the same name
  EXPECT_EQ(refusal(verify_issued(*issue(*foreign_key, foreign, leaf_key_->public_key(), terms("speaker-1")), ca_, kStart + 500)),
            Err::unauthentic);
  EXPECT_EQ(refusal(verify_issued(*self_signed(*leaf_key_, terms("speaker-1")), ca_, kStart + 500)), Err::unauthentic);
}

TEST_F(Authority, a_certificate_issued_below_an_intermediate_is_not_issued_by_the_root) {
  const auto middle_key = new_key();
  CertificateTerms middle_terms = terms("middle");
  middle_terms.is_ca = true;
  const std::string middle = *issue(*ca_key_, ca_, middle_key->public_key(), middle_terms);
  const std::string leaf = *issue(*middle_key, middle, leaf_key_->public_key(), terms("speaker-1"));
  EXPECT_EQ(X509_get_pathlen(read_certificate_pem(middle)->get()), 0);  // it issues leaves, not authorities
  EXPECT_TRUE(verify_issued(middle, ca_, kStart + 500).ok());
  EXPECT_TRUE(verify_issued(leaf, middle, kStart + 500).ok());
  EXPECT_EQ(refusal(verify_issued(leaf, ca_, kStart + 500)), Err::unauthentic);
}

TEST_F(Authority, a_changed_certificate_is_refused) {
  Buffer der = *pem_to_der(issue_leaf(terms("speaker-1")));
  const std::string name = "speaker-1";
  const auto at = std::search(der.begin(), der.end(), name.begin(), name.end());
  ASSERT_NE(at, der.end());
  at[8] = '2';
  const std::string pem = "-----BEGIN CERTIFICATE-----\n" + to_base64(der) + "\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(certificate_info_pem(pem)->subject_common_name, "speaker-2");
  EXPECT_EQ(refusal(verify_issued(pem, ca_, kStart + 500)), Err::unauthentic);
}

TEST_F(Authority, a_leaf_may_not_issue) {
  const std::string leaf = issue_leaf(terms("speaker-1"));
  EXPECT_EQ(refusal(issue(*leaf_key_, leaf, new_key()->public_key(), terms("forged"))), Err::refused);
}

TEST_F(Authority, does_not_issue_with_another_key_or_through_a_wrong_signer) {
  EXPECT_EQ(refusal(issue(*leaf_key_, ca_, leaf_key_->public_key(), terms("speaker-1"))), Err::bad_value);
  WrongSigner wrong;
  EXPECT_EQ(refusal(self_signed(wrong, ca_terms())), Err::unauthentic);
}

TEST_F(Authority, refuses_terms_that_make_no_sense) {
  const auto refused = [&](auto change) {
    CertificateTerms bad = terms("speaker-1");
    change(bad);
    return refusal(issue(*ca_key_, ca_, leaf_key_->public_key(), bad));
  };
  EXPECT_EQ(refused([](CertificateTerms& t) { t.not_after_s = t.not_before_s; }), Err::bad_value);
  EXPECT_EQ(refused([](CertificateTerms& t) { t.not_before_s = -1; }), Err::bad_value);
  EXPECT_EQ(refused([](CertificateTerms& t) { t.not_after_s = 253402300800; }), Err::bad_value);
  EXPECT_EQ(refused([](CertificateTerms& t) { t.common_name = ""; }), Err::bad_value);
  EXPECT_EQ(refused([](CertificateTerms& t) { t.dns_names = {"a,DNS:b"}; }), Err::bad_value);
  EXPECT_EQ(refused([](CertificateTerms& t) { t.dns_names = {""}; }), Err::bad_value);
  EXPECT_EQ(refused([](CertificateTerms& t) { t.ip_addresses = {"127.0.0.256"}; }), Err::bad_value);
  EXPECT_EQ(refusal(issue(*ca_key_, ca_, PublicKey{Buffer(91)}, terms("speaker-1"))), Err::bad_value);
}

TEST_F(Authority, certificates_truncated_or_longer_are_refused) {
  Buffer der = *pem_to_der(issue_leaf(terms("speaker-1")));
  EXPECT_TRUE(parse_certificate_der(der).ok());
  for (std::size_t size = 0; size < der.size(); ++size)
    EXPECT_EQ(refusal(parse_certificate_der(Bytes(der).first(size))), Err::bad_value) << size;
  der.push_back(0);
  EXPECT_EQ(refusal(parse_certificate_der(der)), Err::bad_value);
  EXPECT_EQ(refusal(parse_certificate_der(Buffer(70000))), Err::too_large);
}

TEST_F(Authority, certificates_in_another_encoding_than_der_are_refused) {
  EXPECT_EQ(refusal(parse_certificate_der(with_longer_length(*pem_to_der(ca_)))), Err::bad_value);
}

TEST(Pem, without_a_certificate_is_refused) {
  EXPECT_EQ(refusal(certificate_info_pem("")), Err::bad_value);
  EXPECT_EQ(refusal(pem_to_der("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n")), Err::bad_value);
  EXPECT_EQ(refusal(certificate_info_pem(std::string(300 << 10, 'x'))), Err::too_large);
}

}  // namespace
}  // namespace cardea::crypto
