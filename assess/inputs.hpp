// SPDX-License-Identifier: Apache-2.0
// What goes into a run: the declaration and the driver, read once, and what is frozen of them before anything is looked at.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/evidence/fact.hpp"
#include "lib/base/clock.hpp"
#include "product/declaration.hpp"

namespace cardea::assess {

struct Inputs {
  product::Declaration declaration;
  Driver driver;
  Buffer declaration_file;
  Buffer driver_file;
};

// Only a declaration without an error of the lint is fit to assess; only a driver whose addresses may be touched.
Outcome<Inputs> read_inputs(const std::string& declaration, const std::string& driver, const Clock& clock);

// The first records of a run: bench, declaration, interfaces, plan. The same inputs on the same machine give the same records.
Result<FactList> freeze(const Inputs& inputs);

}  // namespace cardea::assess
