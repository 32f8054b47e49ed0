// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/driver.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto driver = assess::parse_driver(input);
  if (!driver) {
    require(!driver.error().message.empty(), "a refusal says what is wrong");
    return;
  }
  require(assess::may_touch(*driver, driver->target.address), "an accepted target may be touched");
}
