// SPDX-License-Identifier: Apache-2.0
// What a TPM adds to what every provider does: the boot, the counters that outlive every copy of the disk, and keys that cannot
// leave. A real software TPM, which keeps its state over power cuts.
#include "device/vault/tpm2/tpm2_provider.hpp"

#include "device/vault/file_provider.hpp"
#include "device/vault/root_under_test.hpp"
#include "device/vault/tpm2/shapes.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::vault::tpm2 {
namespace {

using testing::RootUnderTest;
namespace fs = std::filesystem;

constexpr board::Digest kImage{1};
constexpr board::Digest kUpdate{2};

class Tpm2 : public ::testing::Test {
 protected:
  Tpm2() {
    root_.tpm().boot(kImage);
    EXPECT_TRUE(root_.make().ok());
    keys_ = root_.open();
  }
  void SetUp() override { ASSERT_NE(keys_, nullptr); }

  void boot(const board::Digest& image) {
    keys_.reset();
    root_.tpm().power_cycle();
    root_.tpm().boot(image);
    keys_ = root_.open();
    ASSERT_NE(keys_, nullptr);
  }
  // The TPM itself, while no provider is open.
  std::unique_ptr<Tpm> tpm() {
    keys_.reset();
    auto tpm = Tpm::connect(root_.tpm().connect(), root_.tpm().keys().pcr);
    EXPECT_TRUE(tpm.ok());
    return std::move(*tpm);
  }
  Buffer sealed(std::string_view text = "key") const { return *keys_->seal("c", SecretBytes(text)); }
  Err refusal(Bytes blob) const { return keys_->unseal("c", blob).error().code; }
  StoredObject stored(const std::string& name) const {
    return *parse_stored_object(*store::read_file(root_.vault_folder() + '/' + name));
  }
  // What an owner of the TPM may do to any index: TPM2_NV_UndefineSpace.
  void delete_counter(TPM2_HANDLE index) {
    const UniqueFd fd = root_.tpm().connect();
    const Buffer command = Writer().u16(TPM2_ST_SESSIONS).u32(31).u32(TPM2_CC_NV_UndefineSpace).u32(TPM2_RH_OWNER).u32(index)
                               .u32(9).u32(TPM2_RS_PW).u16(0).u8(0).u16(0).take();
    ASSERT_TRUE(board::send_command(fd.get(), command).ok());
    ASSERT_EQ(board::parse_tpm_head(*board::receive_response(fd.get()))->code, 0U);
  }

  RootUnderTest root_{"tpm2"};
  std::unique_ptr<Provider> keys_;
};

TEST_F(Tpm2, refuses_to_unseal_after_another_boot) {
  const Buffer blob = sealed();
  boot(kUpdate);
  EXPECT_EQ(refusal(blob), Err::refused);
  EXPECT_EQ(keys_->seal("c", SecretBytes("x")).error().code, Err::refused);
  boot(kImage);
  EXPECT_TRUE(keys_->unseal("c", blob).ok());
}

TEST_F(Tpm2, refuses_to_unseal_once_more_is_measured) {
  const Buffer blob = sealed();
  keys_.reset();
  // Without the reset that measure_boot begins with: a program that was measured after the boot.
  const UniqueFd fd = root_.tpm().connect();
  const Buffer extend = Writer().u16(TPM2_ST_SESSIONS).u32(65).u32(TPM2_CC_PCR_Extend).u32(23).u32(9).u32(TPM2_RS_PW).u16(0).u8(0)
                            .u16(0).u32(1).u16(TPM2_ALG_SHA256).raw(kUpdate).take();
  ASSERT_TRUE(board::send_command(fd.get(), extend).ok());
  ASSERT_EQ(board::parse_tpm_head(*board::receive_response(fd.get()))->code, 0U);
  const auto provider = Tpm2Provider::open(root_.vault_folder(), UniqueFd(::dup(fd.get())), root_.tpm().keys());
  ASSERT_TRUE(provider.ok());
  EXPECT_EQ((*provider)->unseal("c", blob).error().code, Err::refused);
}

TEST_F(Tpm2, unseals_after_the_boot_of_an_update_that_was_allowed_before_it) {
  const Buffer blob = sealed();
  const std::array both{board::boot_state_after(kImage), board::boot_state_after(kUpdate)};
  ASSERT_TRUE(keys_->allow_boots(both).ok());
  boot(kUpdate);
  EXPECT_TRUE(keys_->unseal("c", blob).ok());
  boot(kImage);  // the trial failed: back
  EXPECT_TRUE(keys_->unseal("c", blob).ok());
  boot(kUpdate);  // confirmed: the old image is out
  ASSERT_TRUE(keys_->allow_boots(std::vector{board::boot_state_after(kUpdate)}).ok());
  EXPECT_TRUE(keys_->unseal("c", blob).ok());
  boot(kImage);
  EXPECT_EQ(refusal(blob), Err::refused);
}

TEST_F(Tpm2, keeps_the_allowed_boots_over_a_raise) {
  const std::array both{board::boot_state_after(kImage), board::boot_state_after(kUpdate)};
  ASSERT_TRUE(keys_->allow_boots(both).ok());
  ASSERT_TRUE(keys_->raise_counter().ok());
  const Buffer blob = sealed();
  boot(kUpdate);
  EXPECT_TRUE(keys_->unseal("c", blob).ok());
}

TEST_F(Tpm2, lets_only_an_allowed_boot_allow_another) {
  boot(kUpdate);
  EXPECT_EQ(keys_->allow_boots(std::vector{board::boot_state_after(kUpdate)}).error().code, Err::refused);
  EXPECT_EQ(keys_->allow_boots({}).error().code, Err::bad_value);
}

TEST_F(Tpm2, begins_anew_after_another_boot_when_the_counter_is_raised) {
  const Buffer blob = sealed();
  boot(kUpdate);
  ASSERT_TRUE(keys_->raise_counter().ok());
  EXPECT_EQ(refusal(blob), Err::rollback);
  EXPECT_TRUE(keys_->unseal("c", sealed("new")).ok());
}

TEST_F(Tpm2, does_not_believe_a_boot_that_was_written_into_its_file) {
  const Buffer blob = sealed();
  StoredObject object = stored("seal.tpm2");
  object.states.push_back(board::boot_state_after(kUpdate));
  ASSERT_TRUE(store::write_file(root_.vault_folder() + "/seal.tpm2", encode_stored_object(object)).ok());
  boot(kUpdate);
  EXPECT_FALSE(keys_->unseal("c", blob).ok());
  ASSERT_TRUE(keys_->raise_counter().ok());
  EXPECT_EQ(stored("seal.tpm2").states, std::vector{board::boot_state_after(kUpdate)});  // the present one alone, and no list
}

TEST_F(Tpm2, does_not_start_on_an_old_copy_of_the_epoch) {
  ASSERT_TRUE(keys_->raise_epoch(4).ok());
  const TemporaryFolder copy;
  root_.copy_state_to(copy);
  ASSERT_TRUE(keys_->raise_epoch(5).ok());
  keys_.reset();
  root_.put_back(copy);
  EXPECT_EQ(root_.try_open().error().code, Err::rollback);
}

TEST_F(Tpm2, opens_no_erased_secret_on_an_old_copy_of_the_state) {
  const Buffer blob = sealed("erased");
  const TemporaryFolder copy;
  root_.copy_state_to(copy);
  ASSERT_TRUE(keys_->raise_counter().ok());
  keys_.reset();
  root_.put_back(copy);
  keys_ = root_.open();
  ASSERT_NE(keys_, nullptr);
  EXPECT_EQ(refusal(blob), Err::rollback);
  EXPECT_EQ(keys_->seal("c", SecretBytes("x")).error().code, Err::rollback);
  ASSERT_TRUE(keys_->raise_counter().ok());  // the way on: anew, and without the old
  EXPECT_TRUE(keys_->unseal("c", sealed("new")).ok());
}

TEST_F(Tpm2, notices_a_counter_that_was_deleted_and_made_again) {
  const Buffer blob = sealed();
  keys_.reset();
  for (const TPM2_HANDLE index : {kEpochCounter, kSealCounter}) {
    const std::uint64_t before = *tpm()->read_counter(index);
    delete_counter(index);
    EXPECT_EQ(root_.try_open().error().code, Err::broken);
    ASSERT_TRUE(tpm()->make_counter(index).ok());
    EXPECT_GT(*tpm()->read_counter(index), before);
  }
  EXPECT_EQ(root_.try_open().error().code, Err::rollback);
}

TEST_F(Tpm2, refuses_something_else_in_the_place_of_a_counter) {
  keys_.reset();
  delete_counter(kSealCounter);
  const UniqueFd fd = root_.tpm().connect();
  const TPMA_NV ordinary = TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE | TPMA_NV_NO_DA;
  const Buffer define = Writer().u16(TPM2_ST_SESSIONS).u32(45).u32(TPM2_CC_NV_DefineSpace).u32(TPM2_RH_OWNER).u32(9)
                            .u32(TPM2_RS_PW).u16(0).u8(0).u16(0).u16(0).u16(14).u32(kSealCounter).u16(TPM2_ALG_SHA256)
                            .u32(ordinary).u16(0).u16(8).take();
  ASSERT_TRUE(board::send_command(fd.get(), define).ok());
  ASSERT_EQ(board::parse_tpm_head(*board::receive_response(fd.get()))->code, 0U);
  EXPECT_EQ(Tpm2Provider::open(root_.vault_folder(), UniqueFd(::dup(fd.get())), root_.tpm().keys()).error().code, Err::refused);
}

TEST_F(Tpm2, finishes_a_raise_when_power_failed_before_the_counter_rose) {
  ASSERT_TRUE(keys_->raise_epoch(4).ok());
  {
    const auto own = tpm();
    const std::uint64_t counter = *own->read_counter(kEpochCounter);
    const auto next = own->seal(SecretBytes(Bytes(encode_epoch(5))), {kEpochCounter, counter + 1, {}});
    ASSERT_TRUE(next.ok());
    ASSERT_TRUE(store::write_file(root_.vault_folder() + "/epoch.tpm2.next", encode_stored_object(*next)).ok());
  }
  EXPECT_EQ(root_.open()->epoch(), 5U);
  EXPECT_FALSE(fs::exists(root_.vault_folder() + "/epoch.tpm2.next"));
}

TEST_F(Tpm2, finishes_a_raise_when_power_failed_after_the_counter_rose) {
  {
    const auto own = tpm();
    const std::uint64_t counter = *own->read_counter(kEpochCounter);
    const auto next = own->seal(SecretBytes(Bytes(encode_epoch(5))), {kEpochCounter, counter + 1, {}});
    ASSERT_TRUE(next.ok());
    ASSERT_TRUE(store::write_file(root_.vault_folder() + "/epoch.tpm2.next", encode_stored_object(*next)).ok());
    ASSERT_EQ(*own->increment_counter(kEpochCounter), counter + 1);
  }
  EXPECT_EQ(root_.open()->epoch(), 5U);
  EXPECT_EQ(root_.open()->epoch(), 5U);
}

TEST_F(Tpm2, drops_a_torn_raise_that_never_reached_the_counter) {
  ASSERT_TRUE(keys_->raise_epoch(4).ok());
  keys_.reset();
  ASSERT_TRUE(store::write_file(root_.vault_folder() + "/epoch.tpm2.next", as_bytes("torn")).ok());
  EXPECT_EQ(root_.open()->epoch(), 4U);
}

TEST_F(Tpm2, holds_keys_that_can_leave_it_in_no_form) {
  TPMA_OBJECT attributes = 0;
  const Esys esys = *Esys::load_library();
  for (const char* name : {"device.tpm2", "local.tpm2", "epoch.tpm2", "seal.tpm2"}) {
    const StoredObject object = stored(name);
    TPM2B_PUBLIC open{};
    std::size_t at = 0;
    ASSERT_EQ(esys.unmarshal_public(object.public_area.data(), object.public_area.size(), &at, &open), 0U);
    attributes = open.publicArea.objectAttributes;
    EXPECT_NE(attributes & TPMA_OBJECT_FIXEDTPM, 0U) << name;
    EXPECT_NE(attributes & TPMA_OBJECT_FIXEDPARENT, 0U) << name;
    const bool key = open.publicArea.type == TPM2_ALG_ECC;
    EXPECT_EQ((attributes & TPMA_OBJECT_SENSITIVEDATAORIGIN) != 0, key) << name;
    EXPECT_EQ((attributes & TPMA_OBJECT_USERWITHAUTH) != 0, key) << name << ": sealed ones open by their policy alone";
  }
}

TEST_F(Tpm2, refuses_a_key_that_does_not_say_that_it_was_made_inside) {
  const Esys esys = *Esys::load_library();
  StoredObject key = stored("device.tpm2");
  TPM2B_PUBLIC open{};
  std::size_t at = 0;
  ASSERT_EQ(esys.unmarshal_public(key.public_area.data(), key.public_area.size(), &at, &open), 0U);
  open.publicArea.objectAttributes &= ~TPMA_OBJECT_SENSITIVEDATAORIGIN;
  at = 0;
  ASSERT_EQ(esys.marshal_public(&open, key.public_area.data(), key.public_area.size(), &at), 0U);
  ASSERT_TRUE(store::write_file(root_.vault_folder() + "/device.tpm2", encode_stored_object(key)).ok());
  keys_.reset();
  EXPECT_EQ(root_.try_open().error().code, Err::refused);
}

TEST_F(Tpm2, does_not_start_with_the_keys_of_another_tpm) {
  const TemporaryFolder copy;
  root_.copy_state_to(copy);
  keys_.reset();
  const RootUnderTest other("tpm2");
  ASSERT_TRUE(other.make().ok());
  for (const char* name : {"device.tpm2", "local.tpm2"}) {
    fs::copy(copy / name, other.vault_folder() + '/' + name, fs::copy_options::overwrite_existing);
  }
  EXPECT_EQ(other.try_open().error().code, Err::unauthentic);
}

TEST_F(Tpm2, starts_after_vaults_that_were_killed_with_objects_loaded) {
  keys_.reset();
  const UniqueFd one_line = root_.tpm().connect();  // as warden holds it over all lives of vault
  for (int life = 0; life < 4; ++life) {
    const int child = ::fork();
    if (child == 0) {
      const auto killed = Tpm2Provider::open(root_.vault_folder(), UniqueFd(::dup(one_line.get())), root_.tpm().keys());
      ::_exit(killed.ok() && (*killed)->sign_local({}).ok() ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "life " << life;
  }
}

TEST_F(Tpm2, that_is_gone_makes_calls_fail_and_nothing_else) {
  root_.tpm().power_off();
  EXPECT_EQ(keys_->check().error().code, Err::unavailable);
  EXPECT_EQ(keys_->sign_device({}).error().code, Err::unavailable);
  EXPECT_FALSE(keys_->raise_epoch(9).ok());
  EXPECT_EQ(keys_->epoch(), 0U);
  EXPECT_EQ(root_.try_open().error().code, Err::unavailable);
}

TEST_F(Tpm2, says_that_software_is_no_hardware) {
  EXPECT_FALSE(keys_->hardware());
  EXPECT_TRUE(keys_->description().starts_with("software TPM 2.0")) << keys_->description();
}

}  // namespace
}  // namespace cardea::vault::tpm2
