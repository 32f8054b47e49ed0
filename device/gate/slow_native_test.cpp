// SPDX-License-Identifier: Apache-2.0
// The same thousand slow connections at gate as it runs on a device: confined, with its limits of descriptors and memory.
#include <charconv>

#include "device/gate/native_device.hpp"
#include "device/gate/slow_crowd.hpp"

namespace cardea::gate {
namespace {

using test::NativeDevice;
using test::SlowCrowd;

constexpr std::uint64_t kBytesPerConnection = 128 * 1024;
constexpr std::size_t kOwnDescriptors = 24;  // peers, listener, epoll, log and what the loader left

std::uint64_t peak_memory_kib(int pid) {
  const std::string status = net::test::must(store::read_text("/proc/" + std::to_string(pid) + "/status"));
  std::string_view rest(status);
  rest.remove_prefix(rest.find("VmHWM:") + 6);
  rest.remove_prefix(rest.find_first_not_of(" \t"));
  std::uint64_t kib = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), kib);
  return kib;
}

std::size_t open_descriptors(int pid) {
  const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(NativeSlowConnections, a_thousand_stop_nobody_from_signing_in_and_cost_a_bounded_amount) {
  NativeDevice device;
  ASSERT_EQ(device
                .call("POST", "/api/setup",
                      R"({"label_password":"KQXM-7TRA-W2ZP-9HVC","name":"ada","new_password":"plum kettle orbit"})")
                .status,
            200);
  const int gate = device.pid("gate");
  const std::uint64_t before_kib = peak_memory_kib(gate);
  SlowCrowd crowd(device.loop(), device.trust(), device.port());
  crowd.gather();
  for (int i = 0; i < 3; ++i) {
    crowd.press_on();
    const auto session = device.call("POST", "/api/session", R"({"name":"ada","password":"plum kettle orbit"})");
    ASSERT_EQ(session.status, 200) << session.text;
    EXPECT_EQ(device.call("GET", "/api/status", "", *session.json.text("token")).status, 200);
    EXPECT_EQ(device.call("GET", "/").status, 200);
  }
  EXPECT_LE(crowd.still_there(), kHttpLimits.connections_max);
  EXPECT_LE(open_descriptors(gate), kHttpLimits.connections_max + kOwnDescriptors);
  EXPECT_LE(peak_memory_kib(gate) - before_kib, kHttpLimits.connections_max * kBytesPerConnection / 1024);
  for (const char* name : {"vault", "steward", "gate"}) EXPECT_TRUE(device.alive(name)) << name;
}

}  // namespace
}  // namespace cardea::gate
