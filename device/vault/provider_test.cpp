// SPDX-License-Identifier: Apache-2.0
// What every provider must do, asked of all three: files, a TPM 2.0 (swtpm) and a PKCS#11 token (SoftHSM).
#include "device/vault/provider.hpp"

#include "device/vault/root_under_test.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault {
namespace {

namespace fs = std::filesystem;
using testing::RootUnderTest;

class EveryProvider : public ::testing::TestWithParam<const char*> {
 protected:
  EveryProvider() : root_(GetParam()) {
    const Status made = root_.make();
    EXPECT_TRUE(made.ok()) << made.error().what;
    keys_ = root_.open();
  }
  void SetUp() override { ASSERT_NE(keys_, nullptr); }
  void restart() {
    keys_.reset();
    keys_ = root_.open();
    ASSERT_NE(keys_, nullptr);
  }
  Buffer sealed(std::string_view text, std::string_view context = "person 1") const {
    auto blob = keys_->seal(context, SecretBytes(text));
    EXPECT_TRUE(blob.ok()) << blob.error().what;
    return blob ? *blob : Buffer();
  }
  Err refusal(Bytes blob, std::string_view context = "person 1") const {
    const auto opened = keys_->unseal(context, blob);
    EXPECT_FALSE(opened.ok());
    return opened ? Err::io : opened.error().code;
  }
  std::string opened(Bytes blob, std::string_view context = "person 1") const {
    const auto secret = keys_->unseal(context, blob);
    EXPECT_TRUE(secret.ok()) << secret.error().what;
    return secret ? std::string(as_text(secret->expose_secret())) : "";
  }

  RootUnderTest root_;
  std::unique_ptr<Provider> keys_;
};

TEST_P(EveryProvider, signs_with_two_keys_that_stay_over_a_restart) {
  const crypto::Digest256 digest = crypto::sha256(as_bytes("hello"));
  const crypto::PublicKey device = keys_->device_public_key();
  const crypto::PublicKey local = keys_->local_public_key();
  for (int life = 0; life < 2; ++life) {
    for (int i = 0; i < 20; ++i) {  // one in 256 halves of a signature begins with a zero
      EXPECT_TRUE(crypto::verify_ecdsa_p256(device, digest, *keys_->sign_device(digest)).ok());
      EXPECT_TRUE(crypto::verify_ecdsa_p256(local, digest, *keys_->sign_local(digest)).ok());
    }
    EXPECT_FALSE(crypto::verify_ecdsa_p256(device, digest, *keys_->sign_local(digest)).ok());
    restart();
  }
}

TEST_P(EveryProvider, makes_its_keys_once) {
  keys_.reset();  // a TPM without a resource manager serves one at a time
  EXPECT_EQ(root_.make().error().code, Err::exists);
}

TEST_P(EveryProvider, keeps_the_epoch_over_a_restart_and_never_lowers_it) {
  EXPECT_EQ(keys_->epoch(), 0U);
  ASSERT_TRUE(keys_->raise_epoch(7).ok());
  restart();
  EXPECT_EQ(keys_->epoch(), 7U);
  EXPECT_EQ(keys_->raise_epoch(6).error().code, Err::rollback);
  EXPECT_TRUE(keys_->raise_epoch(7).ok());
  ASSERT_TRUE(keys_->raise_epoch(std::uint64_t{1} << 40).ok());
  restart();
  EXPECT_EQ(keys_->epoch(), std::uint64_t{1} << 40);
}

TEST_P(EveryProvider, unseals_what_it_sealed_also_after_a_restart) {
  const Buffer blob = sealed("a person's data key");
  const Buffer largest = sealed(std::string(kSecretMax, 'x'));
  EXPECT_EQ(opened(blob), "a person's data key");
  restart();
  EXPECT_EQ(opened(blob), "a person's data key");
  EXPECT_EQ(opened(largest), std::string(kSecretMax, 'x'));
}

TEST_P(EveryProvider, seals_small_secrets_only) {
  EXPECT_EQ(keys_->seal("c", SecretBytes()).error().code, Err::bad_value);
  EXPECT_EQ(keys_->seal("c", SecretBytes(std::string(kSecretMax + 1, 'x'))).error().code, Err::too_large);
  EXPECT_EQ(keys_->seal(std::string(kContextMax + 1, 'c'), SecretBytes("x")).error().code, Err::too_large);
}

TEST_P(EveryProvider, refuses_a_blob_for_another_context) {
  EXPECT_EQ(refusal(sealed("key", "person 1"), "person 2"), Err::unauthentic);
}

TEST_P(EveryProvider, refuses_a_blob_with_any_byte_changed_or_missing) {
  const Buffer blob = sealed("key");
  for (std::size_t i = 0; i < blob.size(); ++i) {
    Buffer changed = blob;
    changed[i] ^= 0x40;
    EXPECT_FALSE(keys_->unseal("person 1", changed).ok()) << "byte " << i;
    EXPECT_FALSE(keys_->unseal("person 1", Bytes(blob).first(i)).ok()) << "first " << i;
  }
  Buffer changed = blob;
  changed.back() ^= 1;
  EXPECT_EQ(refusal(changed), Err::unauthentic);
}

TEST_P(EveryProvider, refuses_a_blob_of_another_device) {
  const Buffer blob = sealed("key");
  keys_.reset();  // a PKCS#11 module serves one token folder at a time
  const RootUnderTest other(GetParam());
  ASSERT_TRUE(other.make().ok());
  const auto others = other.open();
  ASSERT_NE(others, nullptr);
  EXPECT_FALSE(others->unseal("person 1", blob).ok());
}

TEST_P(EveryProvider, opens_after_a_raise_what_was_resealed_and_nothing_else) {
  const Buffer erased = sealed("erased");
  const Buffer kept_before = sealed("kept", "person 2");
  const std::uint64_t before = keys_->counter();
  const auto kept = keys_->reseal("person 2", kept_before);
  ASSERT_TRUE(kept.ok()) << kept.error().what;
  EXPECT_EQ(refusal(*kept, "person 2"), Err::unavailable);  // not yet
  EXPECT_EQ(opened(erased), "erased");                      // still
  ASSERT_TRUE(keys_->raise_counter().ok());
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(keys_->counter(), before + 1);
    EXPECT_EQ(opened(*kept, "person 2"), "kept");
    EXPECT_EQ(refusal(erased), Err::rollback);
    EXPECT_EQ(refusal(kept_before, "person 2"), Err::rollback);
    EXPECT_EQ(opened(sealed("new")), "new");
    restart();
  }
}

TEST_P(EveryProvider, keeps_the_old_blobs_when_power_fails_before_the_raise) {
  const Buffer blob = sealed("key");
  const auto resealed = keys_->reseal("person 1", blob);
  ASSERT_TRUE(resealed.ok());
  restart();
  EXPECT_EQ(opened(blob), "key");
  EXPECT_EQ(refusal(*resealed), Err::unavailable);
  // The raise is begun anew, and what was resealed for the one that never came is noise.
  const auto again = keys_->reseal("person 1", blob);
  ASSERT_TRUE(again.ok() && keys_->raise_counter().ok());
  EXPECT_EQ(opened(*again), "key");
  EXPECT_EQ(refusal(*resealed), Err::unauthentic);
}

TEST_P(EveryProvider, raises_without_anything_to_keep) {
  const Buffer blob = sealed("key");
  ASSERT_TRUE(keys_->raise_counter().ok());
  ASSERT_TRUE(keys_->raise_counter().ok());
  EXPECT_EQ(refusal(blob), Err::rollback);
  EXPECT_EQ(opened(sealed("new")), "new");
}

TEST_P(EveryProvider, reseals_only_what_it_would_open) {
  Buffer blob = sealed("key");
  EXPECT_EQ(keys_->reseal("person 2", blob).error().code, Err::unauthentic);
  ASSERT_TRUE(keys_->raise_counter().ok());
  EXPECT_EQ(keys_->reseal("person 1", blob).error().code, Err::rollback);
}

TEST_P(EveryProvider, says_what_it_is) {
  EXPECT_TRUE(keys_->check().ok());
  EXPECT_FALSE(keys_->hardware());  // none of the three under test is
  EXPECT_FALSE(keys_->description().empty());
}

TEST_P(EveryProvider, does_not_serve_without_its_state) {
  keys_.reset();
  for (const auto& entry : fs::directory_iterator(root_.vault_folder())) fs::remove_all(entry.path());
  EXPECT_FALSE(root_.try_open().ok());
}

INSTANTIATE_TEST_SUITE_P(Of, EveryProvider, ::testing::Values("file", "tpm2", "pkcs11"),
                         [](const auto& one) { return std::string(one.param); });

TEST(ProviderChoice, refuses_a_root_of_trust_that_it_does_not_know) {
  const RootUnderTest root("file");
  ASSERT_TRUE(store::write_file(root.device() + "/identity/key-store", as_bytes("cloud\n")).ok());
  EXPECT_EQ(root.make().error().code, Err::unsupported);
  EXPECT_EQ(root.try_open().error().code, Err::unsupported);
}

}  // namespace
}  // namespace cardea::vault
