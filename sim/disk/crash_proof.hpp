// SPDX-License-Identifier: Apache-2.0
// Proves, for a store, that no power cut loses what was acknowledged and that every start afterwards can read what it finds:
//
//   - the steps of the store are run once on a recorded disk; after each of its calls the power is cut, in every outcome that the
//     disk may have (volume.hpp), and a new life opens what is left;
//   - that life must find the state after the last acknowledged step or after the one under way, nothing else, and must be able to
//     go on with the rest of the steps. Some of these lives are recorded and cut again, while they recover;
//   - each call is made to fail once (EIO, ENOSPC, EINTR, a short write), with the same demands, and without a power cut.
#pragma once

#include <functional>
#include <memory>
#include <unordered_set>

#include "lib/base/result.hpp"
#include "sim/disk/volume.hpp"

namespace cardea::sim {

// One life of a store: from opening its folder until the power goes or it is closed.
class Life {
 public:
  virtual ~Life() = default;
  // Err of the store itself. Step `index` may find its own work done already: an earlier life got so far without being thanked.
  virtual Status step(std::size_t index) = 0;
  // What a user of the store can see of it, in words: equal texts are equal states.
  virtual Result<std::string> look() = 0;
};

struct Subject {
  std::string name;
  std::size_t steps = 0;
  std::function<void(const std::string& folder)> prepare;  // what the factory leaves; durable
  std::function<Result<std::unique_ptr<Life>>(const std::string& folder)> open;
};

struct Budget {
  std::size_t outcomes_per_cut = 40;
  std::size_t recoveries_cut = 200;  // lives that are cut again while they recover
  std::size_t outcomes_per_recovery_cut = 8;
};

struct Proof {
  std::size_t operations = 0;      // that the steps asked of the disk
  std::size_t states = 0;          // distinct contents of the disk that a life was started from
  std::size_t failed_calls = 0;    // runs in which a call failed
  std::vector<std::string> lost;   // what went wrong, at most kLostMax of them
  static constexpr std::size_t kLostMax = 20;
};

Proof prove_against_power_cuts(const Subject& subject, const Budget& budget = {});
Proof prove_against_failed_calls(const Subject& subject);

}  // namespace cardea::sim
