// SPDX-License-Identifier: Apache-2.0
// For tests that listen to a network: one of their own, in which nobody else talks and nobody needs rights on this machine.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "assess/evidence/fact.hpp"

namespace cardea::assess::testing {

// What `work` found, in a process of its own; nothing where this machine makes no such network for this user.
std::optional<std::vector<Fact>> in_own_network(const std::function<std::vector<Fact>()>& work);

}  // namespace cardea::assess::testing
