// SPDX-License-Identifier: Apache-2.0
// The extended attribute security.capability of a program: the rights that it has whoever starts it (capabilities(7)).
#pragma once

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

struct FileCapabilities {
  std::uint64_t permitted = 0;
  std::uint64_t inheritable = 0;
  bool effective = false;

  std::string names() const;  // of what is permitted: "cap_net_raw, cap_net_admin"; a bit without a name is "cap_63"
};

// Revisions 1, 2 and 3, each in its own length.
Result<FileCapabilities> parse_file_capabilities(Bytes attribute);

}  // namespace cardea::assess
