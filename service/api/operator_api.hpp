// SPDX-License-Identifier: Apache-2.0
// The operators' door: mutual TLS with certificates of the operator CA, and an audit line for each thing that was changed.
#pragma once

#include "lib/base/clock.hpp"
#include "service/http/router.hpp"
#include "service/rollout/rollouts.hpp"
#include "service/store/fleet_store.hpp"
#include "service/update/repository.hpp"

namespace cardea::service {

struct ApiWorld {
  FleetStore& store;
  UpdateRepository& repository;
  const Clock& clock;
  Rollouts& rollouts;
  Notices& notices;
  std::string factory_ca_pem;  // whose devices may be registered
};

net::HttpServer::Handler operator_handler(ApiWorld& world);

}  // namespace cardea::service
