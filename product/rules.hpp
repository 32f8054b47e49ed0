// SPDX-License-Identifier: Apache-2.0
// The checks of a whole declaration, after every row has been read: each adds what it finds and none stops at the first.
#pragma once

#include "product/declaration.hpp"

namespace cardea::product {

void check_product(const Declaration& declaration, std::int64_t now_s, Findings& findings);  // dates, languages
void check_rows(const Declaration& declaration, Findings& findings);                         // each row by itself
void check_references(const Declaration& declaration, Findings& findings);                   // every id leads to a row
void check_enforced(const Declaration& declaration, Findings& findings);                     // ports, functions, telemetry
void check_answers(const Declaration& declaration, Findings& findings);  // Table B.1: complete, allowed, reasoned
void check_claims(const Declaration& declaration, Findings& findings);   // a Y is borne out by the tables

}  // namespace cardea::product
