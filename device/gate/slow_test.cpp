// SPDX-License-Identifier: Apache-2.0
// A thousand slow connections, in time that moves when told: who holds on is let go of, and a second client is served meanwhile.
#include "device/gate/slow_crowd.hpp"
#include "device/gate/test_gate.hpp"

namespace cardea::gate {
namespace {

using test::GateTest;
using test::SlowCrowd;

class SlowConnections : public GateTest {
 protected:
  SlowConnections() : crowd_(*loop_, client(), port_) { crowd_.gather(); }

  void turn(int times = 40) {
    for (int i = 0; i < times; ++i) loop_->turn(/*max_wait_ms=*/1);
  }

  SlowCrowd crowd_;
};

TEST_F(SlowConnections, a_thousand_hold_no_more_than_the_places_there_are) {
  turn();
  EXPECT_LE(server_->connections(), kHttpLimits.connections_max);
  EXPECT_LE(crowd_.still_there(), kHttpLimits.connections_max);
}

TEST_F(SlowConnections, a_second_client_signs_in_and_is_served) {
  for (int i = 0; i < 10; ++i) {
    crowd_.press_on();
    turn();
    EXPECT_EQ(call({"POST", "/api/session", {{"content-type", "application/json"}}, test::body_for(Duty::sign_in)}).status, 200);
    EXPECT_EQ(call({.path = "/"}).status, 200);
  }
}

TEST_F(SlowConnections, all_are_let_go_of_although_they_never_pause) {
  for (std::uint64_t waited = 0; waited <= kHttpLimits.request_ms + 2000; waited += 1000) {
    crowd_.press_on();
    turn();
    clock_.advance_ms(1000);
    turn();
  }
  turn_until([&] { return server_->connections() == 0; });
  EXPECT_EQ(crowd_.still_there(), 0U);
}

TEST_F(GateTest, one_source_has_a_quarter_of_the_places) {
  std::vector<UniqueFd> crowd;
  for (std::size_t i = 0; i < 2 * kHttpLimits.connections_per_source_max; ++i) {
    crowd.push_back(net::test::connect_to(port_));
    loop_->turn(/*max_wait_ms=*/1);
    EXPECT_LE(server_->connections(), kHttpLimits.connections_max / 4);
  }
}

TEST_F(GateTest, a_flood_of_connections_from_one_source_is_closed_before_the_handshake_and_the_others_are_not) {
  int shook_hands = 0;
  for (std::uint64_t i = 0; i < kConnectionPace.burst + 20; ++i) shook_hands += raw_client("127.0.0.66")->open ? 1 : 0;
  EXPECT_EQ(shook_hands, static_cast<int>(kConnectionPace.burst));
  EXPECT_EQ(call({.path = "/api/state"}).status, 200);
  EXPECT_TRUE(raw_client("127.0.0.66")->open) << "a second later the source may come again";
}

}  // namespace
}  // namespace cardea::gate
