// SPDX-License-Identifier: Apache-2.0
// For the tests of this folder: a child process that confines itself, tries something and tells by its exit code.
#pragma once

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <functional>

#include "lib/base/fd.hpp"
#include "lib/confine/confine.hpp"

namespace cardea::confine::testing {

inline constexpr Identity kOwnUser{61234, 61234};
inline constexpr std::uint32_t kNobody = 65534;
inline constexpr int kNotConfined = 200;  // the child could not confine itself
inline constexpr int kKilled = 1000;      // plus the signal

// 0, or the errno of a call that returned -1.
inline int tried(long result) { return result < 0 ? errno : 0; }

enum class As : std::uint8_t { own_user, ordinary_user };

inline const char* name_of(As as) { return as == As::own_user ? "root, with a user of its own" : "an ordinary user"; }

// As whom the walls can be tried: without root there is only the second.
inline std::vector<As> everyone() {
  return geteuid() == 0 ? std::vector<As>{As::own_user, As::ordinary_user} : std::vector<As>{As::ordinary_user};
}

inline void become(As as, Rules& rules) {
  if (as == As::own_user) rules.identity = kOwnUser;
  if (as != As::ordinary_user || geteuid() != 0) return;
  if (setgroups(0, nullptr) != 0 || setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0) _exit(kNotConfined);
}

// Runs `act` in a child; returns its exit code, or kKilled + signal.
inline int in_child(const std::function<int()>& act) {
  const int child = fork();
  if (child == 0) _exit(act());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? kKilled + WTERMSIG(status) : WEXITSTATUS(status);
}

// The same, after the child has confined itself.
inline int confined(As as, Rules rules, const std::function<int(const Confined&)>& act) {
  return in_child([&] {
    become(as, rules);
    const Result<Confined> done = confine(rules);
    if (!done) dprintf(STDERR_FILENO, "not confined: %s\n", Problem::describe(done.error()).c_str());
    return done ? act(*done) : kNotConfined;
  });
}

inline int confined(As as, Rules rules, const std::function<int()>& act) {
  return confined(as, std::move(rules), [&](const Confined&) { return act(); });
}

inline Rules rules_with(std::vector<Allow> allow) {
  Rules rules;
  rules.process = "test";
  rules.allow = std::move(allow);
  return rules;
}

// Two folders that everybody may write, as far as the ordinary permissions go: inside/ for grants and outside/.
class WithFolders : public ::testing::Test {
 protected:
  WithFolders() {
    char name[] = "/tmp/cardea-confine-XXXXXX";
    EXPECT_NE(mkdtemp(name), nullptr);
    root_ = name;
    for (const char* folder : {"", "/inside", "/outside"}) {
      mkdir((root_ + folder).c_str(), 0777);
      EXPECT_EQ(chmod((root_ + folder).c_str(), 0777), 0);
    }
    for (const char* file : {"/inside/file", "/outside/file"}) {
      std::ofstream(root_ + file) << "content";
      EXPECT_EQ(chmod((root_ + file).c_str(), 0666), 0);
    }
  }
  ~WithFolders() override { EXPECT_EQ(std::system(("rm -rf " + root_).c_str()), 0); }

  std::string inside(const char* name = "file") const { return root_ + "/inside/" + name; }
  std::string outside(const char* name = "file") const { return root_ + "/outside/" + name; }

  Rules reading() const {
    Rules rules = rules_with({Allow::files_read});
    rules.paths = {{root_ + "/inside"}};
    return rules;
  }
  Rules writing() const {
    Rules rules = rules_with({Allow::files_read, Allow::files_write});
    rules.paths = {{root_ + "/inside", /*write=*/true}};
    return rules;
  }

  std::string root_;
};

}  // namespace cardea::confine::testing
