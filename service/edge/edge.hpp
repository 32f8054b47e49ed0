// SPDX-License-Identifier: Apache-2.0
// The devices' door: mutual TLS, and who a device is comes from its certificate alone.
#pragma once

#include "lib/base/clock.hpp"
#include "service/edge/governor.hpp"
#include "service/http/router.hpp"
#include "service/rollout/rollouts.hpp"
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
  Rollouts& rollouts;
  Governor governor;
  VisitPlan visits;
};

// The handler of the edge listener, which also knows the `more` routes. The world must outlive it.
net::HttpServer::Handler edge_handler(EdgeWorld& world, std::vector<Route> more = {});

// When a device that is here now shall come again: earlier when its turn in a roll-out comes before its ordinary visit.
std::uint32_t next_visit_s(const VisitPlan& plan, const Turn& turn);
Member member_of(const Device& device);

// Streams a repository file to a device that may have it now. To another: 429 with `retry-after`.
void send_release_file(EdgeWorld& world, const Call& call, const std::string& file, net::Responder responder);

// Streams a repository file, whole or a single range of it; 404, 416 or 503 when it cannot.
void send_repository_file(const net::HttpRequest& request, Result<UpdateRepository::File> file, net::Responder responder);

}  // namespace cardea::service
