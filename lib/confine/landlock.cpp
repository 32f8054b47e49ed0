// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/landlock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "lib/base/fd.hpp"
#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

// The kernel's interface up to ABI 7, declared here because the headers of Debian 12 know only ABI 2.
struct RulesetAttr {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;  // since ABI 4
  std::uint64_t scoped;              // since ABI 6
};
struct [[gnu::packed]] PathBeneathAttr {
  std::uint64_t allowed_access;
  std::int32_t parent_fd;
};
struct NetPortAttr {
  std::uint64_t allowed_access;
  std::uint64_t port;
};
constexpr unsigned kQueryVersion = 1;
constexpr int kRulePathBeneath = 1;
constexpr int kRuleNetPort = 2;

constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }
constexpr std::uint64_t kExecute = bit(0);
constexpr std::uint64_t kWriteFile = bit(1);
constexpr std::uint64_t kReadFile = bit(2);
constexpr std::uint64_t kReadDir = bit(3);
constexpr std::uint64_t kRemoveDir = bit(4);
constexpr std::uint64_t kRemoveFile = bit(5);
constexpr std::uint64_t kMakeDir = bit(7);
constexpr std::uint64_t kMakeReg = bit(8);
constexpr std::uint64_t kRefer = bit(13);     // ABI 2: rename and link between directories
constexpr std::uint64_t kTruncate = bit(14);  // ABI 3
constexpr std::uint64_t kIoctlDev = bit(15);  // ABI 5
constexpr std::uint64_t kBindTcp = bit(0);
constexpr std::uint64_t kConnectTcp = bit(1);
constexpr std::uint64_t kScopeAbstractSocket = bit(0);
constexpr std::uint64_t kScopeSignal = bit(1);

constexpr std::uint64_t kForFiles = kExecute | kWriteFile | kReadFile | kTruncate | kIoctlDev;

std::uint64_t every_right_of(int abi) {
  std::uint64_t rights = bit(13) - 1;  // ABI 1
  if (abi >= 2) rights |= kRefer;
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctlDev;
  return rights;
}

std::uint64_t rights_of(const PathGrant& grant) {
  std::uint64_t rights = kReadFile | kReadDir;
  if (grant.write) rights |= kWriteFile | kTruncate | kMakeReg | kMakeDir | kRemoveFile | kRemoveDir | kRefer;
  if (grant.execute) rights |= kExecute;
  return rights;
}

WallFact fact_of(std::string_view wall, int abi, int needs, std::string_view what) {
  const std::string version = "Landlock ABI " + std::to_string(abi);
  if (abi == 0) return {std::string(wall), false, "this kernel has no Landlock"};
  if (abi < needs) return {std::string(wall), false, version + " cannot do this: it takes ABI " + std::to_string(needs)};
  return {std::string(wall), true, version + ": " + std::string(what)};
}

std::string ports_text(const Rules& rules) {
  std::string text = "no TCP port may be opened, connections to";
  if (rules.connect_ports.empty()) return text + " none";
  for (const std::uint16_t port : rules.connect_ports) text += ' ' + std::to_string(port);
  return text;
}

Result<UniqueFd> create_ruleset(const LandlockPlan& plan) {
  const RulesetAttr attr{plan.handled_fs, plan.handled_net, plan.scoped};
  const std::size_t size = plan.abi >= 6 ? 24 : plan.abi >= 4 ? 16 : 8;
  UniqueFd ruleset(static_cast<int>(syscall(SYS_landlock_create_ruleset, &attr, size, 0U)));
  if (!ruleset.valid()) return io_error("cannot make a Landlock ruleset");
  return ruleset;
}

// False when the path does not exist: a grant to nothing grants nothing.
Result<bool> grant_path(const UniqueFd& ruleset, const PathRule& rule) {
  const UniqueFd place(open(rule.path.c_str(), O_PATH | O_CLOEXEC));
  if (!place.valid() && errno == ENOENT) return false;
  struct stat what {};
  if (!place.valid() || fstat(place.get(), &what) != 0) return io_error("cannot open a granted path");
  const std::uint64_t access = S_ISDIR(what.st_mode) ? rule.access : rule.access & kForFiles;
  const PathBeneathAttr attr{access, place.get()};
  if (syscall(SYS_landlock_add_rule, ruleset.get(), kRulePathBeneath, &attr, 0U) != 0) return io_error("cannot grant a path");
  return true;
}

Status grant_port(const UniqueFd& ruleset, std::uint16_t port) {
  const NetPortAttr attr{kConnectTcp, port};
  if (syscall(SYS_landlock_add_rule, ruleset.get(), kRuleNetPort, &attr, 0U) != 0) return io_error("cannot grant a port");
  return kOk;
}

}  // namespace

int landlock_abi() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, kQueryVersion);
  return version < 0 ? 0 : static_cast<int>(std::min<long>(version, kLandlockAbiMax));
}

LandlockPlan plan_landlock(const Rules& rules, int abi) {
  LandlockPlan plan;
  plan.abi = abi;
  plan.facts = {fact_of("landlock.fs", abi, 1, std::to_string(rules.paths.size()) + " granted paths, no others"),
                fact_of("landlock.net", abi, 4, ports_text(rules)),
                fact_of("landlock.scope", abi, 6, "no signal to and no abstract socket of other processes")};
  if (abi == 0) return plan;
  plan.handled_fs = every_right_of(abi);
  for (const PathGrant& grant : rules.paths) plan.paths.push_back({grant.path, rights_of(grant) & plan.handled_fs});
  if (abi >= 4) {
    plan.handled_net = kBindTcp | kConnectTcp;
    if (allows(rules, Allow::connect)) plan.connect_ports = rules.connect_ports;
  }
  if (abi >= 6 && !allows(rules, Allow::spawn)) plan.scoped = kScopeAbstractSocket | kScopeSignal;
  if (allows(rules, Allow::spawn)) plan.facts[2] = {"landlock.scope", false, "signals the processes that it starts"};
  return plan;
}

Result<std::vector<WallFact>> restrict_reach(const Rules& rules) {
  LandlockPlan plan = plan_landlock(rules, landlock_abi());
  if (plan.abi == 0) return std::move(plan.facts);
  TRY(const UniqueFd ruleset, create_ruleset(plan));
  for (const PathRule& rule : plan.paths) {
    TRY(const bool there, grant_path(ruleset, rule));
    if (!there) plan.facts[0].detail += "; not there: " + rule.path;
  }
  for (const std::uint16_t port : plan.connect_ports) TRY_(grant_port(ruleset, port));
  if (syscall(SYS_landlock_restrict_self, ruleset.get(), 0U) != 0) return io_error("cannot enforce the Landlock rules");
  return std::move(plan.facts);
}

}  // namespace cardea::confine
