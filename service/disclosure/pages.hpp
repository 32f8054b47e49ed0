// SPDX-License-Identifier: Apache-2.0
// What anybody may read without an account: the disclosure policy (5.2-1), security.txt (RFC 9116), and a page a model with its
// support period (5.3-13), newest update, personal data (6-1), telemetry (6-5) and sensors (5.8-3), made from the declaration.
#pragma once

#include <string>

#include "lib/base/clock.hpp"
#include "product/policy.hpp"
#include "service/http/router.hpp"
#include "service/store/fleet_store.hpp"
#include "service/update/release_index.hpp"

namespace cardea::service {

struct DisclosureTerms {
  std::string contact;                 // "mailto:security@example.com"
  std::string policy_url;              // where this policy is reachable
  std::uint32_t acknowledge_days = 5;  // a report is acknowledged within
  std::uint32_t status_days = 14;      // and its reporter told the status at least each
};

std::string security_txt(const DisclosureTerms& terms, std::int64_t now_s);
std::string policy_page(const DisclosureTerms& terms);
// `newest`: the newest release of the model, or nullptr when there is none. What it says is its maker's, in both languages (5.3-11, 5.3-12).
std::string model_page(const product::ProductPolicy& policy, const tuf::ReleaseInfo* newest);

struct PublicWorld {
  FleetStore& store;
  const Clock& clock;
  const Notices& notices;
  DisclosureTerms terms;
};

net::HttpServer::Handler public_handler(PublicWorld& world);

}  // namespace cardea::service
