// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_traffic.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Outcome<Driver> with(const std::string& traffic) {
  return parse_driver(as_bytes(R"({"target": {"address": "127.0.0.1"}, "traffic": )" + traffic + "}"));
}

TEST(DriverTraffic, says_where_to_listen_and_what_is_sent) {
  const auto driver = with(R"({"command": ["tcpdump", "-w", "-"], "bench": ["127.0.0.1:9", "[::1]:10"],
    "ends": {"ComMech-Service": ":443"}, "secrets": {"SecParam-Key": {"value_file": "key"}},
    "data": {"PersData-Name": {"put": {"path": "/n"}, "send": {"path": "/s"}, "again": {"command": ["back"]}}},
    "settle_ms": 5000, "hold_ms": 100})");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  const TrafficActs& acts = driver->traffic;
  EXPECT_TRUE(acts.wanted);
  EXPECT_EQ(acts.command, (Command{"tcpdump", "-w", "-"}));
  ASSERT_EQ(acts.bench.size(), 2U);
  EXPECT_EQ(acts.bench[1].address, "::1");
  EXPECT_EQ(acts.bench[1].port, 10);
  EXPECT_EQ(acts.ends.at("ComMech-Service").address, "");
  EXPECT_EQ(acts.ends.at("ComMech-Service").port, 443);
  EXPECT_EQ(acts.secrets.at("SecParam-Key").file, "key");
  EXPECT_EQ(acts.data.at("PersData-Name").again.command, Command{"back"});
  EXPECT_EQ(acts.settle_ms, 5000);
}

TEST(DriverTraffic, is_not_listened_to_where_no_table_asks_for_it) {
  const auto driver = parse_driver(as_bytes(R"({"target": {"address": "127.0.0.1"}})"));
  ASSERT_TRUE(driver.ok());
  EXPECT_FALSE(driver->traffic.wanted);
  EXPECT_TRUE(with("{}")->traffic.wanted);
}

TEST(DriverTraffic, with_places_that_are_none_or_unknown_keys_is_refused) {
  for (const char* traffic :
       {R"({"interface": "lo", "command": ["x"]})", R"({"bench": ["127.0.0.1"]})", R"({"bench": ["host.example.com:443"]})",
        R"({"ends": {"ComMech-A": "127.0.0.1:0"}})", R"({"ends": {"ComMech-A": "127.0.0.1:65536"}})",
        R"({"ends": {"ComMech-A": "]:1"}})", R"({"ends": {"ComMech-A": 443}})", R"({"secrets": {"SecParam-A": {}}})",
        R"({"secrets": {"SecParam-A": {"value": "x"}}})", R"({"data": {"PersData-A": {"send": {"path": "/s"}}}})",
        R"({"hold_ms": 1})", R"({"everything": true})"}) {
    EXPECT_FALSE(with(traffic).ok()) << traffic;
  }
}

}  // namespace
}  // namespace cardea::assess
