// SPDX-License-Identifier: Apache-2.0
// For tests: a target whose data of people is one file of its state, and ways to delete it that are right and wrong.
#pragma once

#include <filesystem>

#include "assess/testing/twin_bench.hpp"

namespace cardea::assess::testing {

inline Command shell(const std::string& words) {
  return {"/bin/sh", "-c", words};
}

// What the commands of a deletion do, in the folder of state.
struct Erasable {
  std::string put = "cat >data";
  std::string show = "cat data 2>/dev/null; true";
  std::string erase = "rm data";
};

inline DeletionActs acts_of(const std::string& state_folder, const Erasable& erasable) {
  const std::string there = "cd " + state_folder + " && ";
  const auto act = [&](const std::string& words) { return Act{words.empty() ? Command{} : shell(there + words), {}, {}, {}}; };
  return {act(erasable.put), act(erasable.show), act(erasable.erase), {}, 300};
}

// One declared way to delete, carried out on such a target.
inline void declare_erasable(TwinBench& bench, const Erasable& erasable, const std::string& from = "device") {
  std::filesystem::create_directory(bench.scratch / "state");
  bench.driver.state_folder = bench.scratch / "state";
  bench.declare("DelFunc", "DelFunc-All", R"({"target_type":[")" + from + R"("]})");
  bench.driver.deletion["DelFunc-All"] = acts_of(bench.driver.state_folder, erasable);
}

}  // namespace cardea::assess::testing
