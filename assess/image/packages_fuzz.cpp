// SPDX-License-Identifier: Apache-2.0
#include "assess/image/packages.hpp"
#include "assess/image/plain_fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  for (const auto& packages : {assess::parse_control_packages(input), assess::parse_apk_packages(input)}) {
    if (!packages) continue;
    require(packages->installed.size() <= assess::kPackagesMax, "packages are bounded");
    for (const std::string& package : packages->installed) {
      std::string_view rest = package;
      require_plain(assess::next_field(rest, ' '));
      require_plain(rest);
    }
  }
}
