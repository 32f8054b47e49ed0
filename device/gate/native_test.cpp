// SPDX-License-Identifier: Apache-2.0
// gate, steward and vault as they run on a device: three confined processes, real TLS, a key that only vault holds.
#include "device/gate/native_device.hpp"

namespace cardea::gate {
namespace {

using test::NativeDevice;

constexpr const char* kSetUp = R"({"label_password":"KQXM-7TRA-W2ZP-9HVC","name":"ada","new_password":"plum kettle orbit"})";
constexpr const char* kSignIn = R"({"name":"ada","password":"plum kettle orbit"})";

std::string token_of(const NativeDevice::Answer& answer) {
  const auto token = answer.json.text("token");
  EXPECT_TRUE(token) << answer.text;
  return token ? *token : "";
}

TEST(NativePeople, set_up_sign_in_and_erase_over_real_tls) {
  NativeDevice device;
  EXPECT_EQ(*device.call("GET", "/api/state").json.text("state"), "factory_default");
  EXPECT_EQ(device.call("POST", "/api/session", kSignIn).status, 409);
  EXPECT_EQ(
      device.call("POST", "/api/setup", R"({"label_password":"wrong","name":"ada","new_password":"plum kettle orbit"})").status,
      401);
  EXPECT_EQ(
      device.call("POST", "/api/setup", R"({"label_password":"KQXM-7TRA-W2ZP-9HVC","name":"ada","new_password":"password123"})")
          .status,
      422);
  const auto set_up = device.call("POST", "/api/setup", kSetUp);
  ASSERT_EQ(set_up.status, 200) << set_up.text;
  EXPECT_EQ(device.call("POST", "/api/setup", kSetUp).status, 409);

  const std::string token = token_of(device.call("POST", "/api/session", kSignIn));
  EXPECT_EQ(device.call("GET", "/api/status").status, 401);
  const auto status = device.call("GET", "/api/status", "", token);
  EXPECT_EQ(status.status, 200);
  EXPECT_EQ((*status.json.array("processes"))->size(), 3U);
  EXPECT_FALSE(status.json.text("key_store")->empty());
  EXPECT_EQ(device.call("POST", "/api/update/check", "", token).status, 202);

  const auto erased = device.call("POST", "/api/erase", R"({"password":"plum kettle orbit"})", token);
  EXPECT_EQ(erased.status, 200) << erased.text;
  device.turn_until([&] { return device.restarts_asked() == 1; });
  EXPECT_EQ(*device.call("GET", "/api/state").json.text("state"), "factory_default");
  EXPECT_EQ(device.call("GET", "/api/status", "", token).status, 401);
}

TEST(NativePeople, what_was_acknowledged_is_there_after_the_power_went) {
  NativeDevice device;
  const std::string token = token_of(device.call("POST", "/api/setup", kSetUp));
  EXPECT_EQ(device
                .call("PUT", "/api/settings",
                      R"({"device_name":"Kitchen","language":"zh","telemetry_consent":true)"
                      R"(,"automatic_updates":true,"updates_postponed_until":null,"setup_finished":true)"
                      R"(,"quiet_from":null,"quiet_to":null,"utc_offset_min":0})",
                      token)
                .status,
            200);
  device.stop();
  device.start();
  const auto settings = device.call("GET", "/api/settings", "", token);
  EXPECT_EQ(settings.status, 200);
  EXPECT_EQ(*settings.json.text("device_name"), "Kitchen");
}

TEST(NativePeople, guessing_is_slowed_down) {
  NativeDevice device;
  token_of(device.call("POST", "/api/setup", kSetUp));
  std::map<int, int> statuses;
  for (int i = 0; i < 12; ++i)
    ++statuses[device.call("POST", "/api/session", R"({"name":"ada","password":"not this one"})").status];
  EXPECT_GE(statuses[401], 5);
  EXPECT_GE(statuses[429], 1);
}

TEST(NativePeople, hostile_bytes_leave_all_processes_standing) {
  NativeDevice device;
  EXPECT_EQ(device.call("GET", "/api/state%00").status, 400);
  EXPECT_EQ(device.call("POST", "/api/session", std::string(kBodyMax + 1, '{')).status, 413);
  EXPECT_EQ(device.call("POST", "/api/session", std::string(kBodyMax, '[')).status, 400);
  EXPECT_EQ(device.call("POST", "/api/session", "{\"name\":\"\\u0000\",\"password\":\"\\ud800\"}").status, 400);
  for (const char* name : {"vault", "steward", "gate"}) EXPECT_TRUE(device.alive(name)) << name;
  EXPECT_EQ(device.call("GET", "/").status, 200);
}

TEST(NativePeople, gate_holds_no_file_but_the_log_and_its_sockets) {
  NativeDevice device;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(device.pid("gate")) + "/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    EXPECT_FALSE(target.starts_with(device.path(""))) << target;
  }
}

TEST(NativePeople, walls_that_a_process_reports_as_standing_are_the_kernels_too) {
  NativeDevice device;
  for (const char* name : {"steward", "gate"}) {
    const std::string status = *store::read_text("/proc/" + std::to_string(device.pid(name)) + "/status");
    EXPECT_NE(status.find("NoNewPrivs:\t1"), std::string::npos) << name;
    EXPECT_NE(status.find("Seccomp:\t2"), std::string::npos) << name;
    EXPECT_FALSE(device.ready().at(name).empty());
  }
}

}  // namespace
}  // namespace cardea::gate
