// SPDX-License-Identifier: Apache-2.0
// Writes what goes into a run as its first facts: the declaration row by row, the bench, the assessor itself. From then on
// the judges need neither file.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/evidence/fact.hpp"
#include "product/declaration.hpp"

namespace cardea::assess {

Status freeze_declaration(const product::Declaration& declaration, Recorder& recorder);
Status freeze_bench(const Driver& driver, Bytes driver_file, Bytes declaration_file, Recorder& recorder);
// After the declaration: where each declared interface is found on this bench.
Status freeze_interfaces(const Driver& driver, std::span<const Fact> declaration, Recorder& recorder);

}  // namespace cardea::assess
