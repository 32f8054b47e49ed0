// SPDX-License-Identifier: Apache-2.0
// What is installed, by the databases of package managers that are text: dpkg, opkg, apk.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

inline constexpr std::size_t kPackagesMax = 3000;
inline constexpr std::size_t kPackageFileMax = 32U << 20;

struct Packages {
  std::vector<std::string> installed;  // "openssl 3.0.11-1"
  bool complete = true;                // false: there are more, or one without a name
};

// /var/lib/dpkg/status and opkg's file of that name: only what is installed, not what was or will be.
Result<Packages> parse_control_packages(Bytes file);
// /lib/apk/db/installed
Result<Packages> parse_apk_packages(Bytes file);

}  // namespace cardea::assess
