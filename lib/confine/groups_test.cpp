// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/groups.hpp"

#include <gtest/gtest.h>
#include <seccomp.h>

#include <algorithm>
#include <set>

namespace cardea::confine {
namespace {

bool has(const Group& group, std::string_view call) {
  return std::find(group.calls.begin(), group.calls.end(), call) != group.calls.end();
}

bool known(std::string_view call) { return seccomp_syscall_resolve_name(std::string(call).c_str()) != __NR_SCMP_ERROR; }

TEST(ConfineGroups, every_call_of_the_tables_is_known_to_libseccomp) {
  for (const Group& group : groups()) {
    for (const std::string_view call : group.calls) EXPECT_TRUE(known(call)) << call;
  }
  for (const ConditionalCall& row : conditional_calls()) EXPECT_TRUE(known(row.call)) << row.call;
  for (const std::string_view call : deadly_calls()) EXPECT_TRUE(known(call)) << call;
}

TEST(ConfineGroups, every_group_has_its_row_and_no_call_twice) {
  std::set<Allow> seen;
  for (const Group& group : groups()) {
    EXPECT_TRUE(seen.insert(group.allow).second);
    EXPECT_EQ(std::set<std::string_view>(group.calls.begin(), group.calls.end()).size(), group.calls.size());
  }
  EXPECT_EQ(seen.size(), 6U);
}

TEST(ConfineGroups, what_kills_is_in_no_group_but_exec_in_spawn) {
  for (const Group& group : groups()) {
    for (const std::string_view call : deadly_calls()) {
      EXPECT_EQ(has(group, call), group.allow == Allow::spawn && call == "execve") << call;
    }
  }
}

TEST(ConfineGroups, only_spawn_makes_processes_and_changes_users) {
  for (const Group& group : groups()) {
    if (group.allow == Allow::spawn) continue;
    for (const std::string_view call : {"fork", "vfork", "clone", "clone3", "execve", "execveat", "setuid", "setresuid", "setgroups", "capset",
                                        "kill", "tgkill", "mmap", "mprotect", "prctl", "ioctl", "bind", "listen", "socket", "socketpair"}) {
      EXPECT_FALSE(has(group, call)) << call;
    }
  }
}

TEST(ConfineGroups, nobody_opens_a_port_or_a_socket_outright) {
  for (const Group& group : groups()) {
    for (const std::string_view call : {"bind", "listen", "socket"}) EXPECT_FALSE(has(group, call)) << call;
  }
}

}  // namespace
}  // namespace cardea::confine
