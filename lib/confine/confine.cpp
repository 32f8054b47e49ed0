// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/confine.hpp"

#include <unistd.h>

#include <algorithm>

#include "lib/confine/walls.hpp"

namespace cardea::confine {

bool allows(const Rules& rules, Allow what) {
  return what == Allow::base || std::find(rules.allow.begin(), rules.allow.end(), what) != rules.allow.end();
}

bool is_root() { return geteuid() == 0; }

//= EN303645 5.6-7
//= EN303645 5.6-6
Result<Confined> confine(const Rules& rules) {
  TRY_(forbid_dumps());
  TRY(WallFact privileges, forbid_new_privileges());  // Landlock and seccomp need it
  TRY(std::vector<WallFact> facts, restrict_reach(rules));
  TRY(const std::string not_given_up, give_up_future_capabilities(rules));
  TRY(WallFact user, switch_user(rules));
  TRY(WallFact capabilities, drop_capabilities(rules, not_given_up));
  TRY(WallFact dumpable, forbid_dumps());
  if (rules.start_threads) TRY_(rules.start_threads());  // they inherit what stands
  TRY(WallFact limits, limit_resources(rules));          // of the whole process; it forbids more threads
  TRY(WallFact calls, filter_system_calls(rules));  // last: it forbids the calls that the others are made of
  facts.insert(facts.begin(), {std::move(user), std::move(capabilities), std::move(privileges), std::move(calls)});
  facts.insert(facts.end(), {std::move(limits), std::move(dumpable)});
  return Confined(std::move(facts));
}

}  // namespace cardea::confine
