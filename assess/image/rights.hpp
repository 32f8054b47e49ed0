// SPDX-License-Identifier: Apache-2.0
// Files of an image that give rights to whoever starts them, and programs made for debugging: every file is looked at, none is
// opened, no link is followed.
#pragma once

#include <string>
#include <vector>

#include "assess/image/root_tree.hpp"

namespace cardea::assess {

inline constexpr std::size_t kEntriesMax = 300'000;
inline constexpr int kDepthMax = 64;
inline constexpr std::size_t kRightsToldMax = 200;  // of each kind

struct FileRights {
  std::vector<std::string> set_user_id;   // "/usr/bin/su (uid 0, 4755)"
  std::vector<std::string> set_group_id;  // "/usr/bin/wall (gid 5, 2755)"
  std::vector<std::string> capabilities;  // "/usr/bin/ping (cap_net_raw)"
  std::vector<std::string> open_to_all;   // of these: whoever may sign in can put another program into them
  std::vector<std::string> debug_programs;
  std::int64_t files = 0;
  bool of_root = false;  // some file belongs to root: false means that unpacking lost all owners, and with them these rights
  bool complete = true;
};

FileRights rights_in(const RootTree& tree);

}  // namespace cardea::assess
