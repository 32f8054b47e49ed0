// SPDX-License-Identifier: Apache-2.0
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "lib/confine/groups.hpp"
#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

struct Release {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

bool contains(std::span<const std::string_view> calls, std::string_view call) {
  return std::find(calls.begin(), calls.end(), call) != calls.end();
}

bool allowed_outright(const Rules& rules, std::string_view call) {
  return std::any_of(groups().begin(), groups().end(),
                     [&](const Group& group) { return allows(rules, group.allow) && contains(group.calls, call); });
}

Status add(const Filter& filter, std::uint32_t action, std::string_view call, std::span<const scmp_arg_cmp> when = {}) {
  const int number = seccomp_syscall_resolve_name(std::string(call).c_str());
  if (number == __NR_SCMP_ERROR) return Error{Err::unsupported, "libseccomp does not know a system call of the table"};
  const int failed = seccomp_rule_add_array(filter.get(), action, number, static_cast<unsigned>(when.size()), when.data());
  if (failed == 0) return kOk;
  errno = -failed;
  return io_error("cannot add a rule to the system call filter");
}

Status add_groups(const Filter& filter, const Rules& rules) {
  for (const Group& group : groups()) {
    if (!allows(rules, group.allow)) continue;
    for (const std::string_view call : group.calls) TRY_(add(filter, SCMP_ACT_ALLOW, call));
  }
  return kOk;
}

Status add_conditional(const Filter& filter, const Rules& rules) {
  for (const ConditionalCall& row : conditional_calls()) {
    if (!allows(rules, row.allow) || allowed_outright(rules, row.call)) continue;
    std::vector<scmp_arg_cmp> when;
    for (const Condition& c : row.when) {
      const std::uint64_t value = c.value == kOwnPid ? static_cast<std::uint64_t>(getpid()) : c.value;
      when.push_back({c.argument, SCMP_CMP_MASKED_EQ, c.mask, value});
    }
    TRY_(add(filter, SCMP_ACT_ALLOW, row.call, when));
  }
  return kOk;
}

Status add_deadly(const Filter& filter, const Rules& rules) {
  for (const std::string_view call : deadly_calls()) {
    if (!allowed_outright(rules, call)) TRY_(add(filter, SCMP_ACT_KILL_PROCESS, call));
  }
  return kOk;
}

Result<Filter> build(const Rules& rules) {
  Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
  if (!filter) return Error{Err::exhausted, "cannot make a system call filter"};
  // A call by way of another architecture's numbers is no accident.
  if (seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0 ||
      seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2) != 0 ||
      seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) {  // every thread of the process
    return Error{Err::unsupported, "libseccomp cannot make the filter that is needed"};
  }
  TRY_(add_groups(filter, rules));
  TRY_(add_conditional(filter, rules));
  TRY_(add_deadly(filter, rules));
  // Its flags are behind a pointer, which a filter cannot read; glibc falls back to clone, which it can.
  TRY_(add(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3"));
  return filter;
}

}  // namespace

Result<WallFact> filter_system_calls(const Rules& rules) {
  if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL) {
    return WallFact{"seccomp", false, "this kernel has no system call filters"};
  }
  TRY(const Filter filter, build(rules));
  if (const int failed = seccomp_load(filter.get()); failed != 0) {
    errno = -failed;
    return io_error("cannot load the system call filter");
  }
  return WallFact{"seccomp", true, allows(rules, Allow::spawn) ? "filter with the calls to start others" : "filter"};
}

}  // namespace cardea::confine
