// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/import.hpp"
#include "assess/sheets/workbook.hpp"
#include "tools/fuzz/fuzz.hpp"

constexpr std::int64_t kLate2026 = 1'795'000'000;

// A whole file: what is accepted is written back the same, and becomes a declaration or findings.
void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto workbook = assess::parse_workbook(input);
  if (!workbook) return require(!workbook.error().message.empty(), "a refusal says what is wrong");
  const auto printed = assess::print_workbook(*workbook);
  if (printed) require(*assess::parse_workbook(*printed) == *workbook, "a workbook comes back");
  const assess::SheetImport imported = assess::declaration_of(*workbook, kLate2026);
  require(imported.usable == !imported.toml.empty(), "what cannot be assessed is not written");
  require(imported.usable || !imported.findings.empty(), "what cannot be assessed has a reason");
}
