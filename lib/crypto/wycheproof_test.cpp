// SPDX-License-Identifier: Apache-2.0
// Vectors of Project Wycheproof (its version stands in the file): edge cases that have broken real implementations.
#include <gtest/gtest.h>
#include <openssl/ec.h>

#include <fstream>
#include <iterator>

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/openssl.hpp"

namespace cardea::crypto {
namespace {

Value vectors() {
  std::ifstream in(CARDEA_SOURCE_DIR "/lib/crypto/vectors/wycheproof.json");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto parsed = parse_json(as_bytes(text));
  EXPECT_TRUE(parsed.ok());
  return std::move(parsed).value_or(Value{});
}

Buffer hex(const Value& row, std::string_view key) {
  return *from_hex(*row.text(key));
}

PublicKey key_of(const Buffer& point) {
  PublicKey key{*from_hex("3059301306072a8648ce3d020106082a8648ce3d030107034200")};
  key.spki.insert(key.spki.end(), point.begin(), point.end());
  return key;
}

// r and s as two numbers of 32 bytes each, into the DER form that we verify.
Buffer der_of(Bytes raw) {
  const std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw.data(), 32, nullptr), BN_bin2bn(raw.data() + 32, 32, nullptr));
  Buffer der(80);
  unsigned char* at = der.data();
  der.resize(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), &at)));
  return der;
}

TEST(Wycheproof, ecdsa_p256_sha256) {
  const Value file = vectors();
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (const Value& group : **file.array("ecdsa_p256_sha256_raw")) {
    const PublicKey key = key_of(hex(group, "pub"));
    for (const Value& row : **group.array("tests")) {
      const Buffer raw = hex(row, "sig");
      const bool expected = *row.text("r") == "v";
      ++(expected ? valid : invalid);
      if (raw.size() != 64) {  // the raw form has two halves of 32 bytes: what has not, is no signature
        EXPECT_FALSE(expected) << *row.text("c");
        continue;
      }
      EXPECT_EQ(verify_ecdsa_p256(key, sha256(hex(row, "msg")), der_of(raw)).ok(), expected)
          << *row.text("c") << " " << *row.text("sig");
    }
  }
  EXPECT_EQ(valid, 173U);
  EXPECT_EQ(invalid, 89U);
}

TEST(Wycheproof, hkdf_sha256) {
  const Value file = vectors();
  std::size_t count = 0;
  for (const Value& row : **file.array("hkdf_sha256")) {
    ASSERT_EQ(*row.text("r"), "v");
    const auto out = hkdf_sha256(SecretBytes(Bytes(hex(row, "ikm"))), hex(row, "salt"), as_text(hex(row, "info")),
                                 static_cast<std::size_t>(*row.integer("size")));
    EXPECT_EQ(to_hex(out.expose_secret()), *row.text("okm"));
    ++count;
  }
  EXPECT_EQ(count, 75U);
}

}  // namespace
}  // namespace cardea::crypto
