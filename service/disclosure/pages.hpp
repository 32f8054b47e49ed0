// SPDX-License-Identifier: Apache-2.0
// What anybody may read without an account: the disclosure policy (5.2-1), security.txt (RFC 9116), and a page a model with its
// support period (5.3-13), personal data (6-1), telemetry (6-5) and sensors (5.8-3), made from the declaration.
#pragma once

#include <string>

#include "lib/base/clock.hpp"
#include "product/policy.hpp"
#include "service/http/router.hpp"
#include "service/store/fleet_store.hpp"

namespace cardea::service {

struct DisclosureTerms {
  std::string contact;                 // "mailto:security@example.com"
  std::string policy_url;              // where this policy is reachable
  std::uint32_t acknowledge_days = 5;  // a report is acknowledged within
  std::uint32_t status_days = 14;      // and its reporter told the status at least each
};

std::string security_txt(const DisclosureTerms& terms, std::int64_t now_s);
std::string policy_page(const DisclosureTerms& terms);
std::string model_page(const product::ProductPolicy& policy);

struct PublicWorld {
  FleetStore& store;
  const Clock& clock;
  DisclosureTerms terms;
};

net::HttpServer::Handler public_handler(PublicWorld& world);

}  // namespace cardea::service
