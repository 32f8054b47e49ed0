// SPDX-License-Identifier: Apache-2.0
// The factory button: either nothing was erased, or the next start finishes what was begun.
#include "device/warden/factory_reset.hpp"

#include "device/boards/dirboard.hpp"
#include "lib/store/file.hpp"
#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

namespace fs = std::filesystem;

void used_by_a_household(const std::string& device) {
  for (const char* folder : {"boot", "buttons", "state", "state/steward"}) fs::create_directory(device + '/' + folder);
  const auto put = [&](const char* name, std::string_view text) {
    if (!store::write_file(device + '/' + name, as_bytes(text))) std::abort();
  };
  put("state/steward/factory.cbor", "verifier of the label");
  put("state/steward/steward.db", "canary: ada");
  put("state/steward/steward.db-wal", "canary: her last words");
  put("state/steward/export", "canary: a copy");
  put("buttons/reset", "");
}

class ButtonLife final : public Life {
 public:
  // What warden does before any process runs.
  static Result<std::unique_ptr<Life>> open(const std::string& device) {
    auto life = std::make_unique<ButtonLife>();
    life->device_ = device;
    TRY_(life->finish());
    return std::unique_ptr<Life>(std::move(life));
  }
  Status step(std::size_t) override {
    const Status begun = warden::begin_factory_reset(device_);
    const Status done = begun ? finish() : begun;
    stopped_ = !done.ok();  // warden starts nothing upon a half-erased state
    return done;
  }
  Result<std::string> look() override {
    if (stopped_) return Error{Err::unavailable, "nothing runs"};
    if (!store::file_exists(device_ + "/state/steward/factory.cbor")) return Error{Err::broken, "the label's verifier is gone"};
    std::error_code failed;
    std::size_t found = 0;
    for (fs::directory_iterator entry(device_ + "/state/steward", failed), end; !failed && entry != end; entry.increment(failed)) {
      found += entry->path().filename() != "factory.cbor";
    }
    if (failed) return Error{Err::io, "the folder cannot be read", failed.value()};
    return found == 0 ? "erased" : found == 3 ? "untouched" : "half erased: " + std::to_string(found);
  }

 private:
  Status finish() const {
    board::DirBoard board(device_, board::Slot::a, UniqueFd());
    TRY_(warden::finish_factory_reset(device_, board));
    return kOk;
  }
  std::string device_;
  bool stopped_ = false;
};

const Subject kButton{"factory reset", 1, used_by_a_household, ButtonLife::open};

TEST(CrashFactoryReset, erases_everything_or_nothing) {
  expect_survives_power_cuts(kButton, 8);
}

TEST(CrashFactoryReset, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kButton, 20);
}

}  // namespace
}  // namespace cardea::sim
