// SPDX-License-Identifier: Apache-2.0
// What was understood of a status is all that counts: said again in its shortest form, it is understood the same.
#include <cinttypes>

#include "lib/confine/process_facts.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

std::string shortest(const cardea::confine::ProcessFacts& f) {
  char numbers[512];
  std::snprintf(numbers, sizeof numbers,
                "\nUid:\t%u\t%u\t%u\nGid:\t0\t%u\nCapPrm:\t%" PRIx64 "\nCapEff:\t%" PRIx64 "\nCapBnd:\t%" PRIx64 "\nCapAmb:\t%" PRIx64
                "\nNoNewPrivs:\t%d\nSeccomp:\t%d\nGroups:\t",
                f.uid_real, f.uid_effective, f.uid_saved, f.gid_effective, f.capabilities_permitted, f.capabilities_effective,
                f.capabilities_bounding, f.capabilities_ambient, f.no_new_privs ? 1 : 0, static_cast<int>(f.seccomp));
  std::string text = "Name:\t" + f.name + numbers;
  for (std::size_t i = 0; i < f.groups; ++i) text += "1 ";
  return text + '\n';
}

}  // namespace

void fuzz(cardea::Bytes input) {
  const auto facts = cardea::confine::parse_proc_status(input);
  if (!facts) return;
  const std::string said = shortest(*facts);
  if (said.size() > cardea::confine::kProcStatusMax) return;
  const auto again = cardea::confine::parse_proc_status(cardea::as_bytes(said));
  require(again.ok(), "what was understood cannot be said again");
  require(shortest(*again) == said, "what was understood means something else said again");
}
