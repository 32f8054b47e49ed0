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

// RSASSA-PSS over "metadata", made with OpenSSL's command line: salt of 32 bytes, the longest salt, PKCS#1 v1.5, and a key too
// short.
constexpr const char* kRsaKey =
    "308201a2300d06092a864886f70d01010105000382018f003082018a0282018100d77e19a24fc9b564637292567cc62d6270"
    "9fbb7e1dc16956fa6da692e9073a7d7793eef5824ff6073563cdde572871636e162d01c29d8613418dd818cae83a1e3c7f57"
    "e10c03ad979978c885fa096683ad93b7c03473f51ce056144e150c4c28b04886ca49e1b7b500e034dd1b2c35cf261fc826fc"
    "57d70412fedfffe616ad357bb549a06ea24cb1c14e548a3e9734f74bd8bdf1fc14f6cb36eb5bd69fe43bb95c61336c79ffbc"
    "136f12d7445c9bd6ced1cbd666e599bd512c544d90d0d786eedfc8df641744849d8decdfdf1ea36a6eef9d986245c6b59312"
    "8044622f63d46bb50136a0cf8ad5841478dc5cf021092292312da4958938ad3850d75aab36477bc1b338039a191a7253fdaf"
    "fc6bfe758b4075e3277855f602488a409bf9f36ba8f5beb25c7f3a077144a60d9102a951eefeda8c6884f3a3cba91fa6a28d"
    "bf0bf57a5bcd37fe805e04cfed0e99957a110be72993ccabb1b3817911522c3c922d4a15626e8602f268c13250d660e02221"
    "a624c7b0f6dc76a29fbf2eb5f1add60eb70203010001";
constexpr const char* kRsaSignature =
    "161ed3698f5da5c333ead5231c043e0a890fac452f30e29393e0b44a981dddc91bb7fe1c515b6dcc36606026e92d24f6f359"
    "26fc363347c39a34389dc7902d2dd2d9dddad9a1198af196397b50b1b91e75dae5449402ad7c1e870ff6170791ce95ed1889"
    "c92a2aba783711fa666e3b85869596204fcf749b09a4fbddb3a28e5927a6a562f8c078ebac68d07f036ef0f69324bee1c451"
    "dfe819544267880a3bb6c9b8861a52a41009e95f5a1be83de7ce3510e8fe98e01086a57bf2144092d61a2e542f6c094da735"
    "d23b16560e9bf9df539a1055267f11931546c7966b89903a822b3fb79ae99747c3099953aefd180fe507522550484005cd41"
    "1216a4353f38d959aab03dd5fe67467fc770f531155a5797482318d8527d00799cb53ade78b8ba339dccc09a358ea19784ea"
    "92aab26114235c092e9b678aa9dda225a3afb6fe476519491b516c807c6204f01729c1b87666c7e6ae3736d4f2a4ba882449"
    "1bf930fb5e10597b3ff8e085dc8f8785cb31165712b528c9fae16871a71051633264";
constexpr const char* kRsaLongSalt =
    "7969fe417e96e9261e74a758aaf0651f80b6b955fc46d49f5d8066835ca1a810a97a516852f5f394c1e6aac5380bac38fd02"
    "7ce5a0e8d43d89486d232e85b54ede341e90598a80d84905dd3e67562706ed1245b73ceaf684de8d1fe9aa94c69812f21272"
    "4e8a39a6f790972679b3d31698032a9f6592d33c0850e38ed51f9eb07abc734994ea3ff315e953aa4edc7f6aa577f89f8ba0"
    "95f618de0a2568ffa3084bd0a219faf37a12d3ceee1267be7ecb9b9663da01c9002aae48e32fa5744999f3d9259c2e63f9ba"
    "aa29abe1c52168ff92ddb63a416bc4b9df5b18a8f85ce89f773dbebe65a9c313bb715840f3102236dbecfaacc91dfeca042a"
    "5834ca24dbb9b011b6d7b5ad29623ef75388357db466c99c6174781b574db3113cc05114d487b85bba11468ac46822cd2e8c"
    "d2e18a7a292bdecb01aaaa797eb02585935f45cd04ca29a2afeeeed6eb1addc68894b44fbd926c8ac719c8662f1acea03ab8"
    "dc66ad77d7d3e2a67c9cda2942d3be1afef6aa8172eb53545319c37ee0573ee08346";
constexpr const char* kRsaOldPadding =
    "97ddc1faa2dd8ecceef4e38a8226606bc9c4dc65429dded10ac600ba081702f59273dd43bd8dbfc72956fdf729aefaf7571b"
    "686f92aebf6ecd5464c8c9221f4a1c3f2a846955a4b27f72f40b15c7e67c770610eca438a92919f0ad8aac5d7ad25a2a9a6f"
    "28c00c2239490e6b1ea0f6ad7597b41e11eecc1ee27d8448a2356184b9b7c4cca6a2d06302c9f853c68c9c449f8e0b27cd40"
    "2955f072f16d6bfc5197c7792b9aacb2d41d2d0ccf788d144d214af683722bfb2b7630fc69edbd59c157250c6160b9dc36b6"
    "77bf937ec446bb6e289632dc565cf6c13eedb76850dd2478d18715326977d0241338b253467de2fab06594276b757412218c"
    "a0f9f265537c199b886f9914300463bdb6a7e56b74a84f1d457b75f01f58a610d993e95d993396e407634e49eff7321e483d"
    "5a68802c6424c66b8239c61b72a3f9ef1c734f2ded9e3e48bcfc6088db5b4988b8a12fe08d7f80b2f3460a063b06e8dd6ee6"
    "6ed3327bf7c76596f9ad1a2bc7e1153b3493f4fc2002f09cdc9f6da951308040be5b";
constexpr const char* kShortRsaKey =
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100cf95271cca78fabdafd7dcd8466f684688"
    "2bd45240815b4b88e34d60ed6d1a19fac3a7dc35215d7a232f3b0473fe3df634bee2b1747624a7954dd0342a7e98351b96c2"
    "29f9803d5b55596e064b6716464d54489fa0c1a5869c3149b5e2a8ed3a1d6d1f166076c2cd12a69c214e26f3d20102a7e996"
    "3603df5182f9b8eca2e2c31664d5e07c70bb64a3cea58f6e759ed787baf7323a43d3f983c09652adc766f58fcfdc00e86296"
    "fd7292b703b7b694072e10aa310278e3edaf40103055370d4098fb0b4e1484568aefd1bc3b1da2f8fe6950dff17b665b0100"
    "7722d101cc69a552268ed9a43fbf31c8ca301a4c0e6cbbbc8eb1092f36e33b61bc6b244ad66dff0203010001";
constexpr const char* kShortRsaSignature =
    "5e3e82bb0fadb68a56cf091d39934731c727a1961ecdd2215bca42505fda249254ffacc4b3085bde6ce0ad700c60cf1f094a"
    "399ddfd57aafc2285c76418db570b3a575390c2351fe4a3c8fceb3d7d73f98d0a13b8fbb17934b9c5299e700d1cbe8530a37"
    "a92b0bf7830ee52bd6405230dd3eca448101ca92d8f262e628daabf9317342bac4470c66ba15cf972eac9db084e09ee63408"
    "0d54c12ffacbac8dcb903a72a9a72146495aaa4fe6e2362b36a4fc1c731c4643805f39327a64424c178cc8d7de165a6b9cd6"
    "ccf48123756fd25866a075c331824e8393d11471d8c9d97ef4cf07af3268be186dcdfef9482f67c1985c6ea3f55ee9b3494a"
    "b7518f6bf8c6";

TEST(RsaPss, verifies_whatever_the_salt_and_nothing_else) {
  const PublicKey key{hex(kRsaKey)};
  const Digest256 digest = sha256(as_bytes("metadata"));
  EXPECT_TRUE(verify_rsa_pss_sha256(key, digest, hex(kRsaSignature)).ok());
  EXPECT_TRUE(verify_rsa_pss_sha256(key, digest, hex(kRsaLongSalt)).ok());
  EXPECT_EQ(refusal(verify_rsa_pss_sha256(key, digest, hex(kRsaOldPadding))), Err::unauthentic);
  EXPECT_EQ(refusal(verify_rsa_pss_sha256(key, sha256(as_bytes("Metadata")), hex(kRsaSignature))), Err::unauthentic);
  EXPECT_EQ(refusal(verify_rsa_pss_sha256(key, digest, Buffer{})), Err::unauthentic);
}

TEST(RsaPss, short_keys_and_keys_of_another_kind_are_refused) {
  const Digest256 digest = sha256(as_bytes("metadata"));
  EXPECT_EQ(refusal(verify_rsa_pss_sha256({hex(kShortRsaKey)}, digest, hex(kShortRsaSignature))), Err::unsupported);
  EXPECT_EQ(refusal(verify_rsa_pss_sha256((*EcKey::generate())->public_key(), digest, hex(kRsaSignature))), Err::bad_value);
  EXPECT_EQ(refusal(verify_rsa_pss_sha256({Buffer(2000)}, digest, hex(kRsaSignature))), Err::too_large);
  Buffer longer = hex(kRsaKey);
  longer.push_back(0);
  EXPECT_EQ(refusal(verify_rsa_pss_sha256({longer}, digest, hex(kRsaSignature))), Err::bad_value);
}

}  // namespace
}  // namespace cardea::crypto
