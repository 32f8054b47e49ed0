// SPDX-License-Identifier: Apache-2.0
// The record that says which slot to start: two trials, one confirmed, one given up.
#include "device/boards/boot_choice.hpp"
#include "device/boards/dirboard.hpp"
#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

using board::Slot;

board::SlotRecord image(const std::string& version) {
  return {.version = version, .size = 4096, .epoch = 1, .image_sha256 = {}, .root = {}};
}

void made_by_the_factory(const std::string& device) {
  std::filesystem::create_directory(device + "/boot");
  board::BootRecord record;
  record.slot_a = image("1.0.0");
  if (!board::write_boot_record(device, record)) std::abort();
}

class BoardLife final : public Life {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& device) {
    TRY_(board::read_boot_record(device));
    auto life = std::make_unique<BoardLife>();
    life->device_ = device;
    return std::unique_ptr<Life>(std::move(life));
  }
  Status step(std::size_t index) override {
    switch (index) {
      case 0: return running(Slot::a).start_trial(image("1.1.0"), 3);
      case 1: return start();
      case 2: return running(Slot::b).confirm();
      case 3: return running(Slot::b).start_trial(image("1.2.0"), 1);
      case 4: return start();
      case 5: return start();  // no try is left: back to 1.1.0
      default: return running(Slot::b).forget_failure();
    }
  }
  Result<std::string> look() override {
    TRY(const board::BootRecord record, board::read_boot_record(device_));
    return to_hex(board::encode_boot_record(record));
  }

 private:
  board::DirBoard running(Slot slot) const { return {device_, slot, UniqueFd()}; }
  Status start() const {  // what the boot step does before anything runs
    TRY(const board::BootRecord record, board::read_boot_record(device_));
    TRY(const board::BootChoice choice, board::choose(record));
    return board::write_boot_record(device_, choice.record);
  }
  std::string device_;
};

const Subject kBoard{"boot record", 7, made_by_the_factory, BoardLife::open};

TEST(CrashBootRecord, always_names_a_slot_that_starts) {
  expect_survives_power_cuts(kBoard, 35);
}

TEST(CrashBootRecord, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kBoard, 60);
}

}  // namespace
}  // namespace cardea::sim
