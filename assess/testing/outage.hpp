// SPDX-License-Identifier: Apache-2.0
// For tests: a target whose function is a file, and outages that it bears well and badly.
#pragma once

#include "assess/testing/erasable.hpp"

namespace cardea::assess::testing {

struct Outage {
  std::string cut = "true";
  std::string mend = "true";
  std::string works = "cat state/setting";
};

// A function that is away as long as the power is.
inline Outage of_power() {
  return {"mv state/setting away", "mv away state/setting", "cat state/setting"};
}

inline OutageActs acts_of(const std::string& folder, const Outage& outage) {
  const std::string there = "cd " + folder + " && ";
  return {shell(there + outage.cut), shell(there + outage.mend), {shell(there + outage.works), {}, {}, {}}, 300, 300};
}

// One declared measure against an outage of that type, put to the test on such a target.
inline void declare_outage(TwinBench& bench, const Outage& outage, const std::string& type) {
  std::filesystem::create_directory(bench.scratch / "state");
  bench.write("state/setting", "warm");
  bench.declare("ResMech", "ResMech-One", R"({"type":[")" + type + R"("]})");
  bench.driver.outage["ResMech-One"] = acts_of(bench.scratch.path(), outage);
}

}  // namespace cardea::assess::testing
