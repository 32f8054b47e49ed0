// SPDX-License-Identifier: Apache-2.0
// A real device, a real service and a real release in a staged roll-out: the device finds the release in the signed metadata at
// once, gets no byte of it before its stage is open, and is counted when it runs it.
#include "tests/fleet/real_device.hpp"

namespace cardea::household {
namespace {

class StagedUpdate : public RealDevice {
 protected:
  StagedUpdate()
      : operators_(
            must(service::FleetClient::open({home_->operator_folder(), home_->service().address, home_->service().api_port}))) {}

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
