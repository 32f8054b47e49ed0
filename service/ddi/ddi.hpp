// SPDX-License-Identifier: Apache-2.0
// hawkBit's device interface (DDI), so that clients that speak it are updated by the same roll-outs: one translation, no second
// core. Who the client is comes from its certificate: the controller id in the path must be its common name or the serial number
// in it, and any other id is answered as if nothing were there. A client checks the artifact's own signature; we vouch for
// nothing.
#pragma once

#include "service/edge/edge.hpp"

namespace cardea::service {

inline constexpr std::string_view kDdiTenant = "default";

// For edge_handler.
std::vector<Route> ddi_routes(EdgeWorld& world);

}  // namespace cardea::service
