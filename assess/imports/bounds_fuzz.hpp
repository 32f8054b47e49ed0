// SPDX-License-Identifier: Apache-2.0
// For the fuzzers of this folder: what every import keeps to, whatever the file was.
#pragma once

#include <algorithm>

#include "assess/imports/import.hpp"
#include "lib/codec/json.hpp"
#include "tools/fuzz/fuzz.hpp"

inline bool comes_back(const std::string& text) {
  const auto again = cardea::parse_json(cardea::as_bytes(cardea::print_json(cardea::Value(text))));
  return again.ok() && *again->if_text() == text;
}

inline void require_bounds(const cardea::Outcome<cardea::assess::Import>& import) {
  using namespace cardea::assess;
  if (!import) return require(!import.error().message.empty(), "a refusal says what is wrong");
  require(!import->findings.empty() && import->findings.size() <= kImportFindingsMax + 1, "there are findings, and not too many");
  require(import->tool.size() <= kImportSubjectMax && import->tool_version.size() <= kImportSubjectMax, "a short name of the tool");
  for (const ImportedFinding& one : import->findings) {
    require(one.subject.size() <= kImportSubjectMax && one.text.size() <= kImportTextMax, "texts are bounded");
    require(comes_back(one.subject) && comes_back(one.text), "a text is UTF-8: evidence gives it back as it was");
    require((one.port != 0) == !one.transport.empty(), "a port is there exactly with its transport");
  }
}
