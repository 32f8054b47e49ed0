// SPDX-License-Identifier: Apache-2.0
// A product whose declaration is true: a twin that answers as the declaration says, probed as in a run. For a lie in the
// declaration it gives the facts that a run of it would have had: what the probes see stays, what they only ask because of a row
// goes with the row.
#pragma once

#include "assess/evidence/fact.hpp"
#include "assess/quality/pair.hpp"
#include "assess/quality/rows.hpp"
#include "product/lint.hpp"

namespace cardea::assess::quality {

class TrueRun {
 public:
  // The declaration of `path`, at the port where the twin answers. Only one that the lint finds nothing in is true.
  static Outcome<std::unique_ptr<TrueRun>> of(const std::string& path, const Places& places);
  virtual ~TrueRun() = default;

  virtual const Rows& truth() const = 0;
  virtual product::Lint lint(const Rows& rows) const = 0;
  virtual std::vector<Fact> facts_of(const product::Declaration& declared) = 0;
};

}  // namespace cardea::assess::quality
