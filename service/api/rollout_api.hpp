// SPDX-License-Identifier: Apache-2.0
// The part of the operators' door that is about roll-outs.
#pragma once

#include <span>

#include "service/api/operator_api.hpp"

namespace cardea::service {

using ApiAnswer = Result<net::HttpResponse> (*)(ApiWorld& world, const Call& call);

struct ApiRow {
  const char* method;
  const char* pattern;
  ApiAnswer answer;
};

std::span<const ApiRow> rollout_rows();

}  // namespace cardea::service
