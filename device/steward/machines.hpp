// SPDX-License-Identifier: Apache-2.0
// The accounts of machine clients (5.1-1, 5.5-4). Where a person's account holds a password's verifier, theirs holds the public
// key of their certificate and the moment until which it is good.
#pragma once

#include <optional>
#include <set>

#include "device/steward/people.hpp"
#include "lib/base/clock.hpp"

namespace cardea::steward {

struct MachineKey {
  crypto::PublicKey key;
  std::int64_t until_s = 0;
};

// Err::bad_value: not a P-256 key.
Result<std::string> verifier_of_machine(const MachineKey& machine);
// Nothing: the account is a person's.
std::optional<MachineKey> machine_of(const Person& person);

// What a machine client signs. Challenges are not kept: each carries its own proof of being ours and young, so that strangers who
// ask for many crowd nobody out. Only those that signed somebody in are remembered, until they are too old to be used again.
class Challenges {
 public:
  explicit Challenges(const Clock& clock);

  std::string make() const;
  // Ours, young, and not used before.
  bool good(std::string_view challenge) const;
  // It has signed somebody in. Err::exhausted: too many within a minute; then it must not count.
  Status use(std::string_view challenge);

 private:
  std::optional<std::uint64_t> made_at(std::string_view challenge) const;

  const Clock& clock_;
  SecretBytes key_;
  std::set<std::pair<std::uint64_t, std::string>> used_;  // when made; the text
};

}  // namespace cardea::steward
