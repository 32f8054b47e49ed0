// SPDX-License-Identifier: Apache-2.0
// A real device, a real service and a real release in a staged roll-out: the device finds the release in the signed metadata at
// once, gets no byte of it before its stage is open, and is counted when it runs it.
#include <gtest/gtest.h>

#include <thread>

#include "household/updates.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/codec/json.hpp"

namespace cardea::household {
namespace {

constexpr int kLooksMax = 600;
constexpr auto kLook = std::chrono::milliseconds(150);

template <class T>
T must(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message);
  return std::move(*outcome);
}

class StagedUpdate : public ::testing::Test {
 protected:
  StagedUpdate()
      : home_(must(Home::found({folder_ / "home", CARDEA_BIN_DIR, CARDEA_SOURCE_DIR "/products"}, screen_))),
        desk_(must(MakersDesk::found(*home_))),
        room_(must(home_->add_device("speaker", must(desk_.image("speaker", "1.0.0", CARDEA_BIN_DIR)).file))),
        operators_(
            must(service::FleetClient::open({home_->operator_folder(), home_->service().address, home_->service().api_port}))) {
    must(home_->set_up(*room_));
  }

  std::string start_for_canaries(const std::string& version) {
    Value body;
    const std::string plan =
        R"({"model":")" + room_->label.model + R"(","version":")" + version + R"(","stages":[{"label":"canary"}]})";
    body.set("plan", parse_json(as_bytes(plan)).value_or(Value())).set("unpublished", true);
    const Value started = must(operators_.post("/v1/rollouts", body));
    return std::to_string(started.integer("id").value_or(0));
  }
  Value rollout(const std::string& id) { return must(operators_.get("/v1/rollouts/" + id)); }
  static std::int64_t count(const Value& rollout, const char* what) {
    return rollout.find("devices")->integer(what).value_or(-1);
  }
  void label(const char* text) {
    Value body;
    must(operators_.put_json("/v1/devices/" + room_->label.serial + "/label", body.set("label", text)));
  }

  template <class Met>
  void look_until(Met met) {
    for (int looks = 0; looks < kLooksMax; ++looks) {
      if (met()) return;
      std::this_thread::sleep_for(kLook);
    }
    FAIL() << "it never came so far";
  }

  TemporaryFolder folder_;
  Screen screen_;
  std::unique_ptr<Home> home_;
  MakersDesk desk_;
  Room* room_;
  service::FleetClient operators_;
};

//= EN303645 5.9-3   type=test
TEST_F(StagedUpdate, reaches_a_device_when_its_stage_is_open_and_not_before) {
  const std::string id = start_for_canaries("1.1.0");
  must(desk_.publish(must(desk_.image("speaker", "1.1.0", CARDEA_BIN_DIR))));
  const Consumer owner = must(home_->visit(*room_));
  must(home_->hint(*room_));
  look_until([&] {
    const auto update = owner.read("/api/update");
    return update && !update->text("turn_at").value_or("").empty();
  });
  EXPECT_EQ(must(owner.read("/api/update")).text("last_result").value_or(""), "none");  // nothing went wrong
  EXPECT_EQ(count(rollout(id), "offered"), 0);

  label("canary");
  look_until([&] { return rollout(id).text("state").value_or("") == "completed"; });
  EXPECT_EQ(count(rollout(id), "confirmed"), 1);
  look_until([&] {
    const auto update = owner.read("/api/update");
    return update && update->text("running_version").value_or("") == "1.1.0";
  });
}

}  // namespace
}  // namespace cardea::household
