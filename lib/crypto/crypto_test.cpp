// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/crypto.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cardea::crypto {
namespace {

Buffer hex(std::string_view text) {
  return *from_hex(text);
}

AeadKey aead_key(std::string_view text) {
  const Buffer raw = hex(text);
  return AeadKey(std::span<const std::uint8_t, 32>(raw.data(), 32));
}

template <class T>
Err refusal(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Err{} : result.error().code;
}

TEST(Hashes, match_fips_180_examples) {
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(Bytes{})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha512(as_bytes("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Hashes, in_parts_equal_the_hash_of_the_whole) {
  Sha256 parts;
  parts.add(as_bytes("a"));
  EXPECT_EQ(parts.so_far(), sha256(as_bytes("a")));
  parts.add(Bytes{});
  parts.add(as_bytes("bc"));
  EXPECT_EQ(parts.so_far(), sha256(as_bytes("abc")));
  EXPECT_EQ(parts.finish(), sha256(as_bytes("abc")));
}

TEST(Hmac, matches_rfc_4231) {
  EXPECT_EQ(to_hex(hmac_sha256(Buffer(20, 0x0b), as_bytes("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(Buffer(131, 0xaa), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, takes_an_empty_key_as_a_key) {
  EXPECT_EQ(to_hex(hmac_sha256(Bytes{}, Bytes{})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hkdf, matches_rfc_5869) {
  const auto one = hkdf_sha256(SecretBytes(Bytes(Buffer(22, 0x0b))), hex("000102030405060708090a0b0c"),
                               as_text(hex("f0f1f2f3f4f5f6f7f8f9")), 42);
  EXPECT_EQ(to_hex(one.expose_secret()), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  const auto three = hkdf_sha256(SecretBytes(Bytes(Buffer(22, 0x0b))), Bytes{}, "", 42);
  EXPECT_EQ(to_hex(three.expose_secret()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, other_salt_or_other_purpose_gives_another_key) {
  const auto derive = [](std::string_view salt, std::string_view info) {
    return to_hex(hkdf_sha256(SecretBytes(std::string_view("key")), as_bytes(salt), info).expose_secret());
  };
  EXPECT_EQ(derive("a", "b"), derive("a", "b"));
  EXPECT_EQ(std::set({derive("a", "b"), derive("a", "c"), derive("b", "b"), derive("ab", "")}).size(), 4U);
}

TEST(HkdfDeathTest, a_size_that_the_function_cannot_give_stops_the_program) {
  EXPECT_DEATH(hkdf_sha256(SecretBytes(std::string_view("key")), Bytes{}, "", 255 * 32 + 1), "");
  EXPECT_DEATH(hkdf_sha256(SecretBytes(std::string_view("key")), Bytes{}, "", 0), "");
}

TEST(Random, never_gives_the_same_twice) {
  std::set<std::string> seen;
  for (int i = 0; i < 64; ++i) {
    seen.insert(to_hex(random_buffer(16)));
    seen.insert(to_hex(random_secret(16).expose_secret()));
  }
  EXPECT_EQ(seen.size(), 128U);
}

TEST(Random, fills_large_buffers_to_their_end) {
  const Buffer out = random_buffer((2U << 20) + 32);
  EXPECT_NE(Bytes(out).last(32).front() | Bytes(out).last(32).back() | out[out.size() - 16], 0);
  EXPECT_TRUE(random_buffer(0).empty());
}

TEST(Aead, unseals_the_gcm_specification_test_case_16) {  // McGrew and Viega, appendix B
  const auto key = aead_key("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const Buffer sealed = hex(
      "cafebabefacedbaddecaf888"
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  const auto plain = unseal(key, hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"), sealed);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(
      to_hex(plain->expose_secret()),
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
}

class Sealed : public testing::Test {
 protected:
  AeadKey key_ = aead_key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  Buffer sealed_ = *seal(key_, as_bytes("context"), as_bytes("plain text"));
};

TEST_F(Sealed, opens_with_the_same_key_and_context) {
  const auto plain = unseal(key_, as_bytes("context"), sealed_);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(as_text(plain->expose_secret()), "plain text");
}

TEST_F(Sealed, never_repeats_its_nonce) {
  EXPECT_NE(*seal(key_, as_bytes("context"), as_bytes("plain text")), sealed_);
}

TEST_F(Sealed, another_context_is_refused) {
  EXPECT_EQ(refusal(unseal(key_, as_bytes("contexu"), sealed_)), Err::unauthentic);
  EXPECT_EQ(refusal(unseal(key_, Bytes{}, sealed_)), Err::unauthentic);
}

TEST_F(Sealed, another_key_is_refused) {
  const auto other = aead_key("010102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  EXPECT_EQ(refusal(unseal(other, as_bytes("context"), sealed_)), Err::unauthentic);
}

TEST_F(Sealed, every_flipped_byte_is_refused) {
  for (std::size_t at = 0; at < sealed_.size(); ++at) {
    Buffer changed = sealed_;
    changed[at] ^= 0x80;
    EXPECT_EQ(refusal(unseal(key_, as_bytes("context"), changed)), Err::unauthentic) << at;
  }
}

TEST_F(Sealed, every_shorter_input_is_refused) {
  for (std::size_t size = 0; size < sealed_.size(); ++size) {
    EXPECT_EQ(refusal(unseal(key_, as_bytes("context"), Bytes(sealed_).first(size))),
              size < 28 ? Err::truncated : Err::unauthentic)
        << size;
  }
}

TEST_F(Sealed, may_be_empty) {
  const Buffer empty = *seal(key_, Bytes{}, Bytes{});
  EXPECT_EQ(empty.size(), 28U);
  const auto plain = unseal(key_, Bytes{}, empty);
  ASSERT_TRUE(plain.ok());
  EXPECT_TRUE(plain->empty());
  EXPECT_EQ(refusal(unseal(key_, as_bytes("x"), empty)), Err::unauthentic);
}

TEST(Comparison, tells_equal_from_unequal) {
  EXPECT_TRUE(same_in_constant_time(as_bytes("same"), as_bytes("same")));
  EXPECT_TRUE(same_in_constant_time(Bytes{}, Bytes{}));
  EXPECT_FALSE(same_in_constant_time(as_bytes("same"), as_bytes("sane")));
  EXPECT_FALSE(same_in_constant_time(as_bytes("same"), as_bytes("sam")));
}

}  // namespace
}  // namespace cardea::crypto
