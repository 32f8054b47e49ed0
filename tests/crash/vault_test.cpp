// SPDX-License-Identifier: Apache-2.0
#include "device/vault/file_provider.hpp"
#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

class VaultLife final : public Life {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& folder) {
    auto life = std::make_unique<VaultLife>();
    TRY(life->keys_, vault::FileProvider::open(folder));
    return std::unique_ptr<Life>(std::move(life));
  }
  Status step(std::size_t index) override { return keys_->raise_epoch((index + 1) * 1000); }
  Result<std::string> look() override {
    TRY_(keys_->sign_device({}));
    TRY_(keys_->sign_local({}));
    return "epoch " + std::to_string(keys_->epoch());
  }

 private:
  std::unique_ptr<vault::FileProvider> keys_;
};

void made_by_the_factory(const std::string& folder) {
  if (!vault::FileProvider::make(folder)) std::abort();
}

const Subject kVault{"vault, keys as files", 6, made_by_the_factory, VaultLife::open};

TEST(CrashVault, keeps_its_keys_and_an_epoch_that_never_goes_back) {
  expect_survives_power_cuts(kVault, 30);
}

TEST(CrashVault, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kVault, 60);
}

}  // namespace
}  // namespace cardea::sim
