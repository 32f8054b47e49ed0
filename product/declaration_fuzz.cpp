// SPDX-License-Identifier: Apache-2.0
// The whole lint of a buffer. The fragment is a small one, so that a run is about the buffer.
#include "product/compile.hpp"
#include "product/lint.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

class SmallFragment final : public cardea::product::FragmentSource {
 public:
  cardea::Outcome<Fragment> fragment(const std::string& name) const override {
    if (name != "cardea-device") return cardea::Problem(cardea::Err::not_found, "no such fragment");
    return Fragment{"cardea-device",
                    "[[AuthMech]]\nid = 'AuthMech-1'\n[UserInfo]\nmodel_designation = 'label'\n[ics.'5.1-1']\nsupport = 'Y'\n"};
  }
};

}  // namespace

void fuzz(cardea::Bytes input) {
  using namespace cardea::product;
  const Lint lint = parse_declaration(input, "product.toml", SmallFragment(), 1'795'000'000);
  require(lint.findings.size() <= kFindingsMax + 1, "more findings than the bound");
  require(lint.declaration.has_value() || !lint.findings.empty(), "a file was refused without a word");
  for (const Finding& finding : lint.findings) require(!finding.what.empty() && !finding.rule.empty(), "a finding says nothing");
  if (!lint.declaration) return;
  const auto policy = compile(*lint.declaration);
  require(!lint.usable() || policy.ok(), "a clean declaration does not compile");
}
