// SPDX-License-Identifier: Apache-2.0
// Who a confined process is, what it may still start, and what its facts say of it.
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <csignal>

#include "lib/confine/confined_child.hpp"
#include "lib/confine/landlock.hpp"
#include "lib/confine/process_facts.hpp"
#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

using testing::As;
using testing::confined;
using testing::everyone;
using testing::in_child;
using testing::kKilled;
using testing::kNobody;
using testing::kNotConfined;
using testing::kOwnUser;
using testing::rules_with;
using testing::tried;

const WallFact* find(const std::vector<WallFact>& facts, std::string_view wall) {
  const auto it = std::find_if(facts.begin(), facts.end(), [&](const WallFact& f) { return f.wall == wall; });
  return it == facts.end() ? nullptr : &*it;
}

// A confined child that waits; looked at from outside, and ended at the end.
class Waiting {
 public:
  Waiting(As as, Rules rules) {
    int ready[2];
    EXPECT_EQ(pipe(ready), 0);
    pid_ = fork();
    if (pid_ == 0) {
      testing::become(as, rules);
      const bool done = confine(rules).ok();
      if (write(ready[1], done ? "y" : "n", 1) != 1) _exit(1);
      for (;;) pause();
    }
    char byte = 0;
    EXPECT_EQ(read(ready[0], &byte, 1), 1);
    EXPECT_EQ(byte, 'y');
    close(ready[0]);
    close(ready[1]);
  }
  ~Waiting() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  int pid() const { return pid_; }

 private:
  int pid_ = -1;
};

TEST(ConfinedIdentity, from_outside_the_process_has_its_user_and_no_power) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    const Waiting child(as, {});
    const auto facts = facts_of_process(child.pid());
    ASSERT_TRUE(facts.ok());
    EXPECT_EQ(facts->capabilities_permitted | facts->capabilities_effective | facts->capabilities_ambient, 0U);
    EXPECT_TRUE(facts->no_new_privs);
    EXPECT_EQ(facts->seccomp, SeccompMode::filter);
    EXPECT_EQ(facts->groups, 0U);
    EXPECT_NE(facts->uid_effective, 0U);
    EXPECT_EQ(facts->uid_real, facts->uid_effective);
    EXPECT_EQ(facts->uid_saved, facts->uid_effective);
    if (as != As::own_user) continue;
    EXPECT_EQ(facts->uid_effective, kOwnUser.uid);
    EXPECT_EQ(facts->gid_effective, kOwnUser.gid);
    EXPECT_EQ(facts->capabilities_bounding, 0U);
  }
}

TEST(ConfinedIdentity, there_is_no_way_back_even_without_a_filter) {
  if (geteuid() != 0) GTEST_SKIP() << "takes root";
  Rules rules;
  rules.identity = kOwnUser;
  const auto without_filter = [&](const std::function<int()>& act) {
    return in_child([&] {
      const auto not_given_up = give_up_future_capabilities(rules);
      if (!not_given_up || !switch_user(rules) || !drop_capabilities(rules, *not_given_up)) return kNotConfined;
      return act();
    });
  };
  EXPECT_EQ(without_filter([] { return tried(setresuid(0, 0, 0)); }), EPERM);
  EXPECT_EQ(without_filter([] { return tried(setresgid(0, 0, 0)); }), EPERM);
  EXPECT_EQ(without_filter([] { return tried(setgroups(0, nullptr)); }), EPERM);
  EXPECT_EQ(without_filter([] { return tried(prctl(PR_SET_KEEPCAPS, 1)); }), EPERM);
  EXPECT_EQ(without_filter([] { return static_cast<int>(getuid() == kOwnUser.uid ? 0 : 1); }), 0);
}

TEST(ConfinedIdentity, another_process_of_the_same_user_cannot_trace_it) {
  if (geteuid() != 0) GTEST_SKIP() << "takes root";
  const auto attach = [](int pid) {
    return in_child([&] {
      if (setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0) return kNotConfined;
      return tried(ptrace(PTRACE_ATTACH, pid, nullptr, nullptr));
    });
  };
  const Waiting child(As::ordinary_user, {});
  EXPECT_EQ(attach(child.pid()), EPERM);
}

TEST(ConfinedIdentity, root_as_a_user_of_its_own_is_refused) {
  if (geteuid() != 0) GTEST_SKIP() << "takes root";
  Rules rules;
  rules.identity = Identity{0, 0};
  EXPECT_EQ(in_child([&] { return confine(rules).ok() ? 0 : 1; }), 1);
}

TEST(ConfinedFacts, name_every_wall_once_and_in_order) {
  const auto check = [](const Confined& done) {
    const std::vector<std::string> walls{"user", "capabilities", "no_new_privs", "seccomp", "landlock.fs", "landlock.net",
                                         "landlock.scope", "rlimits", "dumpable"};
    if (done.facts().size() != walls.size()) return 1;
    for (std::size_t i = 0; i < walls.size(); ++i) {
      if (done.facts()[i].wall != walls[i] || done.facts()[i].detail.empty()) return 2;
    }
    return 0;
  };
  for (const As as : everyone()) EXPECT_EQ(confined(as, {}, check), 0);
}

bool should_stand(std::string_view wall, As as, int abi) {
  if (wall == "user") return as == As::own_user;
  if (wall == "landlock.fs") return abi >= 1;
  if (wall == "landlock.net") return abi >= 4;
  if (wall == "landlock.scope") return abi >= 6;
  return true;
}

TEST(ConfinedFacts, tell_of_each_wall_whether_it_stands_and_why_not) {
  const int abi = landlock_abi();  // asked here: behind the filter there is no answer
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    const auto check = [&](const Confined& done) {
      for (const WallFact& fact : done.facts()) {
        if (fact.enforced == should_stand(fact.wall, as, abi)) continue;
        dprintf(STDERR_FILENO, "%s: %s\n", fact.wall.c_str(), fact.detail.c_str());
        return 1;
      }
      const bool tells_why = find(done.facts(), "user")->detail.find("not root") != std::string::npos;
      return tells_why == (as == As::ordinary_user) ? 0 : 2;
    };
    EXPECT_EQ(confined(as, {}, check), 0);
  }
}

TEST(ConfinedFacts, say_that_root_without_a_user_stays_root) {
  if (geteuid() != 0) GTEST_SKIP() << "takes root";
  EXPECT_EQ(in_child([] {
    const auto done = confine({});
    if (!done) return kNotConfined;
    const WallFact* user = find(done->facts(), "user");
    return !user->enforced && user->detail == "stays root: its rules name no user" ? 0 : 1;
  }), 0);
}

// --- the spawner

Rules spawner() {
  Rules rules = rules_with({Allow::files_read, Allow::spawn});
  rules.paths = {{"/usr", false, true}, {"/lib", false, true}, {"/lib64", false, true}, {"/bin", false, true}, {"/etc", false, false}};
  rules.limits.processes = 4096;
  return rules;
}

int run_true() {
  return in_child([] {
    execl("/bin/true", "true", nullptr);
    return 100 + errno;
  });
}

TEST(ConfinedSpawner, starts_programs_below_its_grants) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, spawner(), [] { return run_true(); }), 0);
    Rules nowhere = spawner();
    for (PathGrant& grant : nowhere.paths) grant.execute = false;
    if (landlock_abi() == 0) continue;
    EXPECT_EQ(confined(as, nowhere, [] { return run_true(); }), 100 + EACCES);
  }
}

TEST(ConfinedSpawner, makes_no_namespaces_and_traces_nobody) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, spawner(), [] { return tried(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, 0)); }), EPERM);
    EXPECT_EQ(confined(as, spawner(), [] { return tried(unshare(CLONE_NEWUSER)); }), kKilled + SIGSYS);
    EXPECT_EQ(confined(as, spawner(), [] { return tried(ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr)); }), kKilled + SIGSYS);
    EXPECT_EQ(confined(as, spawner(), [] { return tried(socket(AF_INET, SOCK_STREAM, 0)); }), EPERM);
  }
}

TEST(ConfinedSpawner, ends_what_it_started) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, spawner(),
                       [] {
                         const int child = fork();
                         if (child < 0) return errno;
                         if (child == 0) {
                           for (;;) pause();
                         }
                         if (kill(child, SIGTERM) != 0) return errno;
                         return tried(waitpid(child, nullptr, 0));
                       }),
              0);
  }
}

TEST(ConfinedSpawner, as_root_keeps_only_what_it_needs_and_its_children_confine_themselves) {
  if (geteuid() != 0) GTEST_SKIP() << "takes root";
  const int outcome = in_child([] {
    if (!confine(spawner())) return kNotConfined;
    Rules child;
    child.identity = kOwnUser;
    const int of_child = in_child([&] {
      const auto done = confine(child);
      if (!done) return kNotConfined;
      if (getuid() != kOwnUser.uid) return 2;
      return find(done->facts(), "user")->enforced && tried(fork()) == EPERM ? 0 : 3;
    });
    if (of_child != 0) return of_child;
    return tried(sethostname("x", 1));  // takes a capability that is gone, and a call that kills
  });
  EXPECT_EQ(outcome, kKilled + SIGSYS);

  const Waiting spawns(As::own_user, spawner());  // with a user of its own it keeps none
  EXPECT_EQ(facts_of_process(spawns.pid())->capabilities_effective, 0U);
}

TEST(ConfinedSpawner, as_root_cannot_load_modules_trace_or_reconfigure_the_network) {
  if (geteuid() != 0) GTEST_SKIP() << "takes root";
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const int child = fork();
  if (child == 0) {
    const bool done = confine(spawner()).ok();
    if (write(ready[1], done ? "y" : "n", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  const auto facts = facts_of_process(child);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  ASSERT_TRUE(facts.ok());
  // chown, dac_override, fowner, kill, setgid, setuid, setpcap
  constexpr std::uint64_t kKept = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8;
  EXPECT_EQ(facts->capabilities_effective & ~kKept, 0U);
  EXPECT_EQ(facts->capabilities_bounding & ~kKept, 0U);
  EXPECT_NE(facts->capabilities_effective & (1 << 7), 0U);
}

}  // namespace
}  // namespace cardea::confine
