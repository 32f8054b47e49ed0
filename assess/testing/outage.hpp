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

// One declared measure against an outage of that type, put to the test on such a target.
inline void declare_outage(TwinBench& bench, const Outage& outage, const std::string& type) {
  std::filesystem::create_directory(bench.scratch / "state");
  bench.write("state/setting", "warm");
  bench.declare("ResMech", "ResMech-One", R"({"type":[")" + type + R"("]})");
  const std::string there = "cd " + bench.scratch.path() + " && ";
  bench.driver.outage["ResMech-One"] = {
      shell(there + outage.cut), shell(there + outage.mend), {shell(there + outage.works), {}, {}, {}}, 300, 300};
}

}  // namespace cardea::assess::testing
