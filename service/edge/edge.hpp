// SPDX-License-Identifier: Apache-2.0
// The devices' door: mutual TLS, and who a device is comes from its certificate alone.
#pragma once

#include "lib/base/clock.hpp"
#include "service/http/router.hpp"
#include "service/store/fleet_store.hpp"
#include "service/update/repository.hpp"

namespace cardea::service {

// When a device is told to come again: spread evenly over [base/2, base*3/2), so that devices that came together part again.
//= EN303645 5.9-3
struct VisitPlan {
  std::uint32_t base_s = 3600;
};
std::uint32_t next_visit_s(const VisitPlan& plan, std::uint32_t random);

struct EdgeWorld {
  FleetStore& store;
  const UpdateRepository& repository;
  const Clock& clock;
  VisitPlan visits;
};

// The handler of the edge listener. The world must outlive it.
net::HttpServer::Handler edge_handler(EdgeWorld& world);

// Streams a repository file, whole or a single range of it; 404, 416 or 503 when it cannot.
void send_repository_file(const net::HttpRequest& request, Result<UpdateRepository::File> file, net::Responder responder);

}  // namespace cardea::service
