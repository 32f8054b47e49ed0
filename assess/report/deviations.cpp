// SPDX-License-Identifier: Apache-2.0
// What is not as it should be: expected, found, and what a maker does about it.
#include <algorithm>

#include "assess/report/content.hpp"
#include "assess/report/phrases.hpp"
#include "assess/report/remedies.hpp"

namespace cardea::assess {

namespace {

bool is_declared_away(const Row& row) {
  return row.finding == Finding::declared_no || row.finding == Finding::wrongly_excluded ||
         row.finding == Finding::excluded_without_ground;
}

Deviation::Point point_of(const UnitResult& unit, Language language) {
  const Judgement& j = unit.judgement;
  return {std::string(unit.unit->id), std::string(in(language, {unit.unit->statement_en, unit.unit->statement_zh})),
          phrase::kFound, findings_in(language, j), j.evidence};
}

// The row itself: the maker says that it is not so.
Deviation::Point point_of(const Row& row, Language language) {
  const product::Provision& p = *row.provision;
  std::string found = row.declared;
  if (!row.details.empty()) found += (language == Language::zh ? "：" : ": ") + row.details;
  return {std::string(p.id), std::string(in(language, {p.title_en, p.title_zh})), phrase::kDeclared, {{found}}, row.evidence};
}

Deviation::Point point_of(const Row& row, const Objection& objection, Language language) {
  return {std::string(row.provision->id),
          std::string(in(language, phrase::kDoesNotContradict)),
          phrase::kFound,
          {{objection.says}, objection.finding},
          {objection.record}};
}

Deviation deviation_of(const Row& row, Language language) {
  Deviation deviation{&row, {}, std::string(in(language, remedy_for(row.provision->id)))};
  if (is_declared_away(row)) deviation.points.push_back(point_of(row, language));
  for (const Objection& objection : objections_of(row, language)) {
    if (objection.tone == Tone::bad) deviation.points.push_back(point_of(row, objection, language));
  }
  for (const UnitResult& unit : row.units) {
    if (unit.judgement.verdict == Verdict::fail) deviation.points.push_back(point_of(unit, language));
  }
  return deviation;
}

bool is_recommendation_not_followed(const Row& row) {
  return row.finding == Finding::declared_no && !row.provision->mandatory;
}

}  // namespace

std::vector<Deviation> deviations_of(const Assessment& assessment, Language language) {
  std::vector<Deviation> all;
  for (const Row& row : assessment.rows) {
    if (is_recommendation_not_followed(row)) continue;
    Deviation deviation = deviation_of(row, language);
    if (!deviation.points.empty()) all.push_back(std::move(deviation));
  }
  std::stable_sort(all.begin(), all.end(), [](const Deviation& a, const Deviation& b) {
    return a.row->provision->mandatory && !b.row->provision->mandatory;
  });
  return all;
}

std::vector<Deviation> recommendations_not_followed(const Assessment& assessment, Language language) {
  std::vector<Deviation> all;
  for (const Row& row : assessment.rows) {
    if (is_recommendation_not_followed(row)) all.push_back(deviation_of(row, language));
  }
  return all;
}

}  // namespace cardea::assess
