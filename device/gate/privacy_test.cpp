// SPDX-License-Identifier: Apache-2.0
#include "device/gate/privacy.hpp"

#include <gtest/gtest.h>

namespace cardea::gate {
namespace {

product::ProductPolicy declared() {
  product::ProductPolicy policy;
  policy.sensors.push_back({"ExtSens-Microphone", {"Hears", "听"}});
  policy.personal_data.push_back({"PersData-Usage",
                                  {"Counters", "计数"},
                                  {"Care", "维护"},
                                  product::Basis::consent,
                                  {product::Storage::device, product::Storage::associated_service},
                                  {"the manufacturer"},
                                  90,
                                  true});
  policy.telemetry.push_back(
      {"TelData-Uptime", "uptime_s", {"Seconds", "秒"}, {"Care", "维护"}, product::Basis::consent, "the manufacturer", 90, 0, 9});
  policy.services.push_back({"AssocServ-Home", "service.example.com", 8443, {"Updates", "更新"}});
  return policy;
}

//= EN303645 5.8-3   type=test
TEST(Privacy, lists_each_declared_sensor_in_both_languages) {
  const Value report = privacy_json(declared());
  const Value& sensor = (*report.array("sensors"))->at(0);
  EXPECT_EQ(*sensor.find("what")->text("en"), "Hears");
  EXPECT_EQ(*sensor.find("what")->text("zh"), "听");
}

//= EN303645 6-1   type=test
TEST(Privacy, says_of_personal_data_what_why_where_who_and_how_long) {
  const Value report = privacy_json(declared());
  const Value& row = (*report.array("personal_data"))->at(0);
  EXPECT_EQ(*row.text("basis"), "consent");
  EXPECT_EQ(*(*row.array("where"))->at(1).if_text(), "associated_service");
  EXPECT_EQ(*(*row.array("recipients"))->at(0).if_text(), "the manufacturer");
  EXPECT_EQ(*row.integer("retention_days"), 90);
  EXPECT_TRUE(*row.flag("sensitive"));
}

//= EN303645 6-5   type=test
TEST(Privacy, lists_telemetry_and_the_services_that_are_talked_to) {
  const Value report = privacy_json(declared());
  EXPECT_EQ(*(*report.array("telemetry"))->at(0).find("purpose")->text("zh"), "维护");
  EXPECT_EQ(*(*report.array("services"))->at(0).text("host"), "service.example.com");
}

TEST(Privacy, of_a_device_that_senses_nothing_is_an_empty_list_and_not_absent) {
  const Value report = privacy_json({});
  EXPECT_TRUE((*report.array("sensors"))->empty());
}

}  // namespace
}  // namespace cardea::gate
