// SPDX-License-Identifier: Apache-2.0
#include "device/gate/routes.hpp"

#include <string>

#include "lib/base/log.hpp"

namespace cardea::gate {
namespace {

product::Role declared_as(Who who) {
  switch (who) {
    case Who::nobody: return product::Role::nobody;
    case Who::label: return product::Role::factory;
    case Who::guest: return product::Role::guest;
    case Who::user: return product::Role::user;
    case Who::admin: return product::Role::admin;
  }
  return product::Role::admin;
}

std::string_view objection(const product::ProductPolicy& policy, const Route& route) {
  const product::FunctionPolicy* row = policy.function_at(route.method, route.path);
  if (row == nullptr) return "the declaration does not name it";
  if (row->role != declared_as(route.who)) return "the declaration gives it to another role";
  return {};
}

}  // namespace

//= EN303645 5.6-1
Served declared_routes(const product::ProductPolicy& policy) {
  Served served;
  for (std::size_t i = 0; i < kRoutes.size(); ++i) {
    const std::string_view why_not = objection(policy, kRoutes[i]);
    served[i] = why_not.empty();
    if (served[i]) continue;
    log::warn(
        std::string("not served: ").append(kRoutes[i].method).append(" ").append(kRoutes[i].path).append(": ").append(why_not));
  }
  return served;
}

Match match_route(const Served& served, std::string_view method, std::string_view path) {
  Match match;
  for (std::size_t i = 0; i < kRoutes.size(); ++i) {
    if (!served[i] || kRoutes[i].path != path) continue;
    match.path_known = true;
    if (kRoutes[i].method == method) match.route = &kRoutes[i];
  }
  return match;
}

}  // namespace cardea::gate
