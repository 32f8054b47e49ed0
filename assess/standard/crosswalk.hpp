// SPDX-License-Identifier: Apache-2.0
// From the provisions of EN 303 645 V2.1.1 to what other texts ask: drafts, row by row with a reason, so that one run of facts
// can be read for several laws. A row is never "covered" by default: what has no counterpart says so.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cardea::assess {

enum class Relation : std::uint8_t {
  equal,    // the same demand
  partial,  // one covers a part of the other
  related,  // the same subject, another demand
  none,     // no counterpart; the reason says why
};

struct CrosswalkEnd {
  std::string_view id;  // "Annex I.I(2)(c)", "-1 AUM-5-1"
  std::string_view title_en;
  std::string_view title_zh;
};

struct CrosswalkRow {
  std::string_view provision;
  std::string_view end;  // empty when there is none
  Relation relation;
  bool checked;  // the content of the end was seen in a source; else a draft
  std::string_view reason_en;
  std::string_view reason_zh;
};

struct Crosswalk {
  std::string_view key;  // "cra"
  std::string_view text_en;
  std::string_view text_zh;
  std::vector<CrosswalkEnd> ends;  // all that the text has, mapped or not
  std::vector<CrosswalkRow> rows;  // in the order of the provisions
};

std::span<const Crosswalk> crosswalks();
const Crosswalk* find_crosswalk(std::string_view key);  // nullptr when there is none
std::string_view key_of(Relation relation);

}  // namespace cardea::assess
