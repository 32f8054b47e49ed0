// SPDX-License-Identifier: Apache-2.0
// What is a token's own besides what every provider does, with SoftHSM.
#include "device/vault/pkcs11/pkcs11_provider.hpp"

#include "device/vault/file_provider.hpp"
#include "device/vault/root_under_test.hpp"

namespace cardea::vault::pkcs11 {
namespace {

using testing::RootUnderTest;

class Pkcs11 : public ::testing::Test {
 protected:
  Pkcs11() { EXPECT_TRUE(root_.make().ok()); }
  std::unique_ptr<Token> token() {
    auto token = Token::open({keys_.module, keys_.label}, SecretBytes("2580-softhsm"));
    EXPECT_TRUE(token.ok());
    return std::move(*token);
  }
  void write_pin(std::string_view pin, unsigned mode = 0600) {
    EXPECT_TRUE(store::write_file(root_.vault_folder() + "/pin", as_bytes(pin), mode).ok());
  }

  RootUnderTest root_{"pkcs11"};
  board::TokenKeys keys_{"/usr/lib/softhsm/libsofthsm2.so", "home"};
};

TEST_F(Pkcs11, gives_no_private_and_no_sealing_key_away) {
  const auto own = token();
  const std::vector<Object> device = *own->find(CKO_PRIVATE_KEY, "cardea-device");
  const std::vector<Object> local = *own->find(CKO_PRIVATE_KEY, "cardea-local");
  const std::vector<Object> sealing = *own->find(CKO_SECRET_KEY, "cardea-seal");
  for (const auto& found : {device, local, sealing}) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(own->attribute(found[0], CKA_VALUE).error().code, Err::refused);
    for (const CK_ATTRIBUTE_TYPE type : {CKA_SENSITIVE, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE, CKA_LOCAL, CKA_PRIVATE}) {
      EXPECT_EQ(*own->attribute(found[0], type), Buffer{CK_TRUE}) << std::hex << type;
    }
    for (const CK_ATTRIBUTE_TYPE type : {CKA_EXTRACTABLE, CKA_MODIFIABLE}) {
      EXPECT_EQ(*own->attribute(found[0], type), Buffer{CK_FALSE}) << std::hex << type;
    }
  }
}

TEST_F(Pkcs11, destroys_the_old_sealing_key_when_the_counter_rises) {
  ASSERT_TRUE(root_.open()->raise_counter().ok());
  const auto own = token();
  const auto left = *own->find(CKO_SECRET_KEY, "cardea-seal");
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(*own->attribute(left[0], CKA_ID), encode_epoch(1));
}

TEST_F(Pkcs11, takes_the_higher_epoch_when_power_failed_between_two) {
  ASSERT_TRUE(token()->write_data("cardea-epoch", encode_epoch(6)).ok());  // beside the 0 that make wrote
  EXPECT_EQ(root_.open()->epoch(), 6U);
  ASSERT_TRUE(root_.open()->raise_epoch(7).ok());
  EXPECT_EQ(token()->find(CKO_DATA, "cardea-epoch")->size(), 1U);
}

TEST_F(Pkcs11, does_not_bring_an_old_epoch_back_with_the_files_beside_the_token) {
  ASSERT_TRUE(root_.open()->raise_epoch(3).ok());
  for (const auto& entry : std::filesystem::directory_iterator(root_.vault_folder())) {
    const auto name = entry.path().filename();
    EXPECT_TRUE(name == "tokens" || name == "pin" || name == "softhsm2.conf") << name;  // nothing else says anything
  }
}

TEST_F(Pkcs11, refuses_a_wrong_pin_and_one_that_others_may_read) {
  write_pin("wrong-pin\n");
  EXPECT_EQ(root_.try_open().error().code, Err::refused);
  write_pin("2580-softhsm\n", 0644);
  EXPECT_EQ(root_.try_open().error().code, Err::refused);
  write_pin("2580-softhsm");
  EXPECT_TRUE(root_.try_open().ok());
}

TEST_F(Pkcs11, says_which_part_is_missing) {
  root_.choose(board::TokenKeys{keys_.module, "office"});
  EXPECT_EQ(root_.try_open().error().code, Err::not_found);
  root_.choose(board::TokenKeys{"/usr/lib/no-such-module.so", "home"});
  EXPECT_EQ(root_.try_open().error().code, Err::unsupported);
  root_.choose(board::TokenKeys{"/lib/x86_64-linux-gnu/libm.so.6", "home"});
  EXPECT_EQ(root_.try_open().error().code, Err::unsupported);
}

TEST_F(Pkcs11, says_what_a_token_cannot_do) {
  const auto keys = root_.open();
  EXPECT_TRUE(keys->description().starts_with("software PKCS#11 token home")) << keys->description();
  EXPECT_NE(keys->description().find("no counter"), std::string::npos);
}

}  // namespace
}  // namespace cardea::vault::pkcs11
