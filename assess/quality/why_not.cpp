// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/why_not.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess::quality {

namespace {

struct Reason {
  std::string_view table;  // empty: of any
  std::string_view field;  // empty: of a row that was dropped
  std::string_view word;   // empty: any
  std::string_view why;
};

// The first that fits holds.
constexpr std::array<Reason, 27> kReasons{{
    {"SoftServ", "", "", "no page of the product names the path, so nothing leads a probe to it"},
    {"ExtAPI", "", "", "another row of ExtAPI stays, and no field ties a function to its programming interface"},
    {"SecParam", "", "", "another parameter is for the same use, and no field ties a mechanism to its parameter"},
    {"PersData", "", "", "no probe reads what is stored, and no field ties a function to its data"},
    {"TelData", "", "", "no probe reads what is sent to the service"},
    {"InpVal", "", "", "another row covers the same source"},
    {"SoftComp", "", "", "a twin has no image; of a real one a person compares the packages with the components"},
    {"SoftServ", "status", "",
     "a process without a port, which no probe compares with the services that are on, or a sign-in that refuses everybody "
     "either way"},
    {"Intf", "status", "", "only eyes see whether the power is connected"},
    {"AuthMech", "used_in", "", "machines sign in with it, and no probe does"},
    {"SoftServ", "authentication_mechanism", "", "another mechanism stays, and that two are asked for no probe tries"},
    {"", "communication_mechanisms", "", "a twin sends nothing on that could be listened to"},
    {"TelData", "personal_data", "", "no probe reads what is sent to the service"},
    {"PersData", "stored_on", "", "what a service stores the assessor cannot see"},
    {"UpdMech", "delivery", "", "the other way of delivery stays, and media are not tried"},
    {"UpdMech", "initiation", "", "another way stays, and who may start an update no probe tries"},
    {"SecParam", "security_guarantees", "", "more than the type of the parameter needs"},
    {"SecParam", "used_for", "", "another parameter is for the same use"},
    {"InpVal", "source", "", "another row covers the same source"},
    {"SoftServ", "allows_configuration", "",
     "hides nothing: whatever changes the device is tried as configuration; the word itself a person reads (5.5-5-1.a)"},
    {"SoftServ", "changes", "", "a POST may change nothing"},
    {"Intf", "debug_interface", "", "asked of interfaces within reach alone"},
    {"Intf", "physically_accessible", "", "only eyes see it"},
    {"Intf", "protection", "", "asked of debug interfaces alone"},
    {"DelFunc", "confirmation", "", "5.11-4 is answered N"},
    {"UpdMech", "notification_before_interruption", "", "5.3-12 is answered N, whatever the row promises"},
    {"SecParam", "unique_per_device", "", "asked of critical parameters alone"},
}};

}  // namespace

std::string why_not(const Mutant& mutant) {
  const std::string word = mutant.value.if_text() != nullptr ? *mutant.value.if_text() : std::string();
  const auto reason = std::find_if(kReasons.begin(), kReasons.end(), [&](const Reason& one) {
    return (one.table.empty() || one.table == mutant.table) && one.field == mutant.field &&
           (one.word.empty() || one.word == word);
  });
  return reason == kReasons.end() ? std::string() : std::string(reason->why);
}

}  // namespace cardea::assess::quality
