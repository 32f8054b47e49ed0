// SPDX-License-Identifier: Apache-2.0
#include <grp.h>
#include <unistd.h>

#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

// The way back must be seen to be closed: some systems have let a failed change pass in silence.
Status no_way_back(const Identity& identity) {
  uid_t real = 0;
  uid_t effective = 0;
  uid_t saved = 0;
  if (getresuid(&real, &effective, &saved) != 0) return io_error("cannot read the user");
  if (real != identity.uid || effective != identity.uid || saved != identity.uid) return Error{Err::broken, "the user did not change"};
  if (setresuid(0, 0, 0) == 0 || setuid(0) == 0) return Error{Err::broken, "the process could become root again"};
  if (setresgid(0, 0, 0) == 0 && identity.gid != 0) return Error{Err::broken, "the process could get root's group again"};
  if (getgroups(0, nullptr) != 0) return Error{Err::broken, "groups are left over"};
  return kOk;
}

}  // namespace

Result<WallFact> switch_user(const Rules& rules) {
  const std::string now = std::to_string(geteuid());
  if (!is_root()) return WallFact{"user", false, "not root: runs as the caller's user, uid " + now};
  if (!rules.identity) return WallFact{"user", false, "stays root: its rules name no user"};
  const Identity& identity = *rules.identity;
  if (identity.uid == 0) return Error{Err::bad_value, "root is no user of one's own"};
  if (setgroups(0, nullptr) != 0) return io_error("cannot leave the groups");
  if (setresgid(identity.gid, identity.gid, identity.gid) != 0) return io_error("cannot change the group");
  if (setresuid(identity.uid, identity.uid, identity.uid) != 0) return io_error("cannot change the user");
  TRY_(no_way_back(identity));
  return WallFact{"user", true, "uid " + std::to_string(identity.uid) + ", no supplementary groups"};
}

}  // namespace cardea::confine
