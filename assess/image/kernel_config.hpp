// SPDX-License-Identifier: Apache-2.0
// How the kernel was built: its configuration, as it lies in /boot or as /proc/config.gz gives it. Only options that matter
// against attacks are taken along.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

inline constexpr std::size_t kKernelConfigMax = 4U << 20;  // unpacked as well

struct KernelConfig {
  std::int64_t options = 0;          // how many the file speaks of
  std::vector<std::string> hardens;  // are on, and guard: "STACKPROTECTOR_STRONG"
  std::vector<std::string> lacks;    // could be on and are not
  std::vector<std::string> silent;   // are not spoken of: this kernel or machine has no such option
  std::vector<std::string> opens;    // are on, and help whoever has come in: "DEVMEM", "KGDB"
};

// As text, or packed by gzip. Err::too_large when it unpacks to more than the bound.
Result<KernelConfig> parse_kernel_config(Bytes file);

}  // namespace cardea::assess
