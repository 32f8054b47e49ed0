// SPDX-License-Identifier: Apache-2.0
// The files that say what starts with the system: units of systemd, inittab(5), inetd.conf(5). Of a command only its program is
// taken along: what follows may be a secret.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

inline constexpr std::size_t kStartFileMax = 1U << 20;
inline constexpr std::size_t kStartedMax = 500;  // a file

// One unit, with its drop-ins behind it: what comes later counts.
struct UnitFile {
  std::string program;  // of the first ExecStart
  std::string user;     // empty: root
  bool dynamic_user = false;
  bool as_root_anyhow = false;  // "+" before a command: User= does not hold for it
};
Result<UnitFile> parse_unit_file(Bytes file);

struct Started {
  std::string name;  // what the file calls it
  std::string program;
  std::string user = "root";
  std::string terminal = {};  // on which it reads: "ttyS0"
};
Result<std::vector<Started>> parse_inittab(Bytes file);
Result<std::vector<Started>> parse_inetd(Bytes file);

}  // namespace cardea::assess
