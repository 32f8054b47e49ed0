// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/keys.hpp"

#include <gtest/gtest.h>

#include "lib/crypto/crypto.hpp"
#include "lib/crypto/openssl.hpp"

namespace cardea::crypto {
namespace {

Buffer hex(std::string_view text) {
  return *from_hex(text);
}

SecretBytes secret_hex(std::string_view text) {
  return SecretBytes(Bytes(hex(text)));
}

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

TEST(EcKeys, sign_what_their_public_half_verifies) {
  const auto key = new_key();
  const Digest256 digest = sha256(as_bytes("message"));
  const auto signature = key->sign_digest(digest);
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(verify_ecdsa_p256(key->public_key(), digest, *signature).ok());
}

TEST(EcKeys, another_digest_is_refused) {
  const auto key = new_key();
  const auto signature = key->sign_digest(sha256(as_bytes("message")));
  EXPECT_EQ(refusal(verify_ecdsa_p256(key->public_key(), sha256(as_bytes("massage")), *signature)), Err::unauthentic);
}

TEST(EcKeys, another_key_is_refused) {
  const auto key = new_key();
  const Digest256 digest = sha256(as_bytes("message"));
  const auto signature = key->sign_digest(digest);
  EXPECT_EQ(refusal(verify_ecdsa_p256(new_key()->public_key(), digest, *signature)), Err::unauthentic);
}

TEST(EcKeys, every_shorter_or_longer_signature_is_refused) {
  const auto key = new_key();
  const Digest256 digest = sha256(as_bytes("message"));
  auto signature = *key->sign_digest(digest);
  for (std::size_t size = 0; size < signature.size(); ++size) {
    EXPECT_EQ(refusal(verify_ecdsa_p256(key->public_key(), digest, Bytes(signature).first(size))), Err::unauthentic) << size;
  }
  signature.push_back(0);
  EXPECT_EQ(refusal(verify_ecdsa_p256(key->public_key(), digest, signature)), Err::unauthentic);
}

TEST(EcKeys, come_back_from_der_and_pem) {
  const auto key = new_key();
  const auto from_der = EcKey::from_der(*key->to_der());
  const auto from_pem = EcKey::from_pem(*key->to_pem());
  ASSERT_TRUE(from_der.ok());
  ASSERT_TRUE(from_pem.ok());
  EXPECT_EQ((*from_der)->public_key().spki, key->public_key().spki);
  EXPECT_EQ((*from_pem)->public_key().spki, key->public_key().spki);
}

TEST(EcKeys, come_from_what_openssl_wrote_and_go_where_openssl_reads) {
  const Pkey made(EVP_EC_gen("P-256"));
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Release<PKCS8_PRIV_KEY_INFO_free>> info(EVP_PKEY2PKCS8(made.get()));
  unsigned char* der = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
  ASSERT_GT(size, 0);
  const SecretBytes spelled(Bytes(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  const auto ours = EcKey::from_der(spelled);
  ASSERT_TRUE(ours.ok());
  EXPECT_TRUE(equal((*ours)->to_der()->expose_secret(), spelled.expose_secret()));
  const Pkey public_half = *load_p256((*ours)->public_key());
  EXPECT_EQ(EVP_PKEY_eq(public_half.get(), made.get()), 1);
}

TEST(EcKeys, make_signatures_that_openssl_verifies_and_verify_what_openssl_signed) {
  const auto key = new_key();
  const Pkey public_half = *load_p256(key->public_key());
  const Digest256 digest = sha256(as_bytes("message"));
  const PkeyContext verifying(EVP_PKEY_CTX_new(public_half.get(), nullptr));
  ASSERT_EQ(EVP_PKEY_verify_init(verifying.get()), 1);
  for (int i = 0; i < 200; ++i) {  // numbers of every length: one in 256 is shorter, one in two has a zero in front
    const Buffer signature = *key->sign_digest(digest);
    EXPECT_EQ(EVP_PKEY_verify(verifying.get(), signature.data(), signature.size(), digest.data(), digest.size()), 1);
  }
  const Pkey theirs(EVP_EC_gen("P-256"));
  unsigned char* spki = nullptr;
  const int spki_size = i2d_PUBKEY(theirs.get(), &spki);
  const PublicKey their_half{Buffer(spki, spki + spki_size)};
  OPENSSL_free(spki);
  const PkeyContext signing(EVP_PKEY_CTX_new(theirs.get(), nullptr));
  ASSERT_EQ(EVP_PKEY_sign_init(signing.get()), 1);
  for (int i = 0; i < 200; ++i) {
    Buffer signature(80);
    std::size_t size = signature.size();
    ASSERT_EQ(EVP_PKEY_sign(signing.get(), signature.data(), &size, digest.data(), digest.size()), 1);
    EXPECT_TRUE(verify_ecdsa_p256(their_half, digest, Bytes(signature).first(size)).ok());
  }
}

TEST(EcKeys, truncated_der_is_refused_at_every_length) {
  const auto der = *new_key()->to_der();
  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT_EQ(refusal(EcKey::from_der(SecretBytes(der.expose_secret().first(size)))), Err::bad_value) << size;
  }
}

TEST(EcKeys, bytes_behind_the_der_are_refused) {
  const auto der = *new_key()->to_der();
  Buffer longer = to_buffer(der.expose_secret());
  longer.push_back(0);
  EXPECT_EQ(refusal(EcKey::from_der(SecretBytes(Bytes(longer)))), Err::bad_value);
}

TEST(EcKeys, a_private_key_with_the_public_half_of_another_is_refused) {
  const auto mine = *new_key()->to_der();
  const Buffer other = new_key()->public_key().spki;
  Buffer mixed = to_buffer(mine.expose_secret());
  std::copy(other.end() - 64, other.end(), mixed.end() - 64);  // the optional public key ends RFC 5915's structure
  EXPECT_EQ(refusal(EcKey::from_der(SecretBytes(Bytes(mixed)))), Err::bad_value);
}

TEST(EcKeys, a_key_of_another_algorithm_is_refused) {
  // RFC 8410 section 10.3: an Ed25519 private key in PKCS#8.
  const auto ed25519 =
      secret_hex("302e020100300506032b657004220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842");
  EXPECT_EQ(refusal(EcKey::from_der(ed25519)), Err::bad_value);
}

TEST(EcKeys, text_that_is_no_private_key_is_refused) {
  EXPECT_EQ(refusal(EcKey::from_pem(SecretBytes(std::string_view("hello")))), Err::bad_value);
  EXPECT_EQ(refusal(EcKey::from_pem(SecretBytes(std::string(5000, 'x')))), Err::too_large);
  EXPECT_EQ(
      refusal(EcKey::from_pem(SecretBytes(std::string_view("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")))),
      Err::bad_value);
}

TEST(EcPublicKeys, a_point_outside_the_curve_is_refused) {
  const auto key = new_key();
  PublicKey broken = key->public_key();
  broken.spki.back() ^= 1;
  const Digest256 digest{};
  EXPECT_EQ(refusal(verify_ecdsa_p256(broken, digest, *key->sign_digest(digest))), Err::bad_value);
}

TEST(EcPublicKeys, truncated_or_longer_der_is_refused) {
  const auto key = new_key();
  const Digest256 digest{};
  const Buffer signature = *key->sign_digest(digest);
  PublicKey longer = key->public_key();
  longer.spki.push_back(0);
  EXPECT_EQ(refusal(verify_ecdsa_p256(longer, digest, signature)), Err::bad_value);
  PublicKey shorter = key->public_key();
  while (!shorter.spki.empty()) {
    shorter.spki.pop_back();
    EXPECT_EQ(refusal(verify_ecdsa_p256(shorter, digest, signature)), Err::bad_value);
  }
}

struct Rfc8032 {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

constexpr Rfc8032 kRfc8032[] = {
    // section 7.1, tests 1 to 3
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7"
     "a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612b"
     "b0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1"
     "ec40a"},
};

TEST(Ed25519Keys, sign_as_rfc_8032_says) {
  for (const Rfc8032& row : kRfc8032) {
    const auto key = Ed25519Key::from_seed(secret_hex(row.seed));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(to_hex((*key)->public_key()), row.public_key);
    EXPECT_EQ(to_hex(*(*key)->sign(hex(row.message))), row.signature);
    EXPECT_TRUE(verify_ed25519(hex(row.public_key), hex(row.message), hex(row.signature)).ok());
    EXPECT_EQ(to_hex((*key)->seed().expose_secret()), row.seed);
  }
}

TEST(Ed25519Keys, a_changed_message_signature_or_key_is_refused) {
  const Rfc8032& row = kRfc8032[2];
  const Buffer key = hex(row.public_key);
  Buffer signature = hex(row.signature);
  EXPECT_EQ(refusal(verify_ed25519(key, hex("af83"), signature)), Err::unauthentic);
  EXPECT_EQ(refusal(verify_ed25519(hex(kRfc8032[1].public_key), hex(row.message), signature)), Err::unauthentic);
  signature[40] ^= 1;
  EXPECT_EQ(refusal(verify_ed25519(key, hex(row.message), signature)), Err::unauthentic);
}

TEST(Ed25519Keys,
     a_signature_plus_the_group_order_is_refused) {  // RFC 8032 section 5.1.7: S below L, or anyone makes a second signature
  const Buffer order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  Buffer signature = hex(kRfc8032[1].signature);
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_EQ(refusal(verify_ed25519(hex(kRfc8032[1].public_key), hex(kRfc8032[1].message), signature)), Err::unauthentic);
}

TEST(Ed25519Keys, wrong_sizes_are_refused) {
  EXPECT_EQ(refusal(Ed25519Key::from_seed(SecretBytes(std::string_view("short")))), Err::bad_value);
  EXPECT_EQ(refusal(verify_ed25519(Buffer(31), Buffer{}, Buffer(64))), Err::bad_value);
  EXPECT_EQ(refusal(verify_ed25519(hex(kRfc8032[0].public_key), Buffer{}, Buffer(63))), Err::unauthentic);
}

}  // namespace
}  // namespace cardea::crypto
