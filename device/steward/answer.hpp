// SPDX-License-Identifier: Apache-2.0
// Joins the messages of the contract to the functions of Steward.
#pragma once

#include "device/steward/steward.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::steward {

void answer_with(ipc::Server& server, Steward& steward);

}  // namespace cardea::steward
