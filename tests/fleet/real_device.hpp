// SPDX-License-Identifier: Apache-2.0
// For the tests beside it: a household with its service, its maker and one device, all real, set up by its owner. Processes of
// their own are asked over HTTPS until they have come so far; nothing tells us from inside.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "household/updates.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/codec/json.hpp"

namespace cardea::household {

template <class T>
T must(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message);
  return std::move(*outcome);
}

class RealDevice : public ::testing::Test {
 protected:
  explicit RealDevice(const std::string& product = "speaker")
      : home_(must(Home::found({folder_ / "home", CARDEA_BIN_DIR, CARDEA_SOURCE_DIR "/products"}, screen_))),
        desk_(must(MakersDesk::found(*home_))),
        room_(must(home_->add_device(product, must(desk_.image(product, "1.0.0", CARDEA_BIN_DIR)).file))) {
    must(home_->set_up(*room_));
  }

  // With a rest between two looks: a device answers no source without end.
  template <class Met>
  static void look_until(Met met) {
    constexpr int kLooksMax = 600;
    for (int looks = 0; looks < kLooksMax; ++looks) {
      if (met()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
    }
    FAIL() << "it never came so far";
  }

  TemporaryFolder folder_;
  Screen screen_;
  std::unique_ptr<Home> home_;
  MakersDesk desk_;
  Room* room_;
};

}  // namespace cardea::household
