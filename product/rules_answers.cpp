// SPDX-License-Identifier: Apache-2.0
// Table B.1 as a form: every row answered, N/A only where the table has a condition and the condition does not hold.
#include <algorithm>

#include "product/conditions.hpp"
#include "product/demand.hpp"
#include "product/rules.hpp"

namespace cardea::product {
namespace {

std::string title_of(const Provision& provision) {
  return std::string(provision.id) + " (" + std::string(provision.title_en) + ')';
}

// Where a reader can mend it: an answer that came with a fragment is mended in the product's own file.
Place mend_at(const Answer& answer, const Declaration& declaration) {
  return answer.fragment.empty() ? answer.place : Place{declaration.file(), {}};
}

//= EN303645 4-1
void check_reason(const Provision& provision, const Answer& answer, const Declaration& declaration, Findings& findings) {
  if (answer.support == Support::yes || declaration.answer_row(provision.id)->mentions("reason")) return;
  const std::string kind = provision.mandatory ? "" : "the recommendation ";
  findings.error("no-reason", mend_at(answer, declaration),
                 kind + title_of(provision) + " is answered " + std::string(name_of(answer.support)) + " without a reason",
                 "reason = \"why not\" (4-1)");
}

void check_not_applicable(const Provision& provision, const Answer& answer, const Declaration& declaration, Findings& findings) {
  if (answer.support != Support::not_applicable) return;
  if (provision.conditions.empty()) {
    findings.error("na-unconditional", mend_at(answer, declaration),
                   title_of(provision) + " has no condition in Table B.1, so it cannot be N/A",
                   "answer Y or N; where the product has no such thing: Y with vacuous = true, if the lint allows it");
    return;
  }
  const Applicability applicability = applicability_of(provision, declaration);
  if (!applicability.applies) return;
  std::string all;
  for (const std::uint8_t number : provision.conditions) {
    all += (all.empty() ? "(" : ", and (") + std::to_string(number) + ") " + std::string(condition(number).text_en);
  }
  findings.error("na-contradicted", mend_at(answer, declaration),
                 title_of(provision) + " is answered N/A, but " + all + ": " + applicability.fact.why,
                 "answer Y or N, or mend the row");
}

void check_no_longer_asked(const Provision& provision, const Answer& answer, const Declaration& declaration, Findings& findings) {
  if (answer.support != Support::no) return;
  const Applicability applicability = applicability_of(provision, declaration);
  if (applicability.applies) return;
  findings.warning("not-asked", mend_at(answer, declaration),
                   title_of(provision) + " is answered N, but it does not apply: condition (" +
                       std::to_string(applicability.condition) + ") does not hold, " + applicability.fact.why,
                   "N/A says it better");
}

void check_details(const Provision& provision, const Answer& answer, const Declaration& declaration, Findings& findings) {
  const Row& row = *declaration.answer_row(provision.id);
  if (answer.support == Support::yes && row.has("reason")) {
    findings.error("misplaced", row.place_of("reason"), "a reason is for N and N/A; Y says `how`", "rename it to how");
  }
  if (answer.support != Support::yes && row.has("how")) {
    findings.error("misplaced", row.place_of("how"), "`how` is for Y; N and N/A give a `reason`", "rename it to reason");
  }
  if (answer.support == Support::yes && !row.mentions("how")) {
    findings.error("no-measure", mend_at(answer, declaration), title_of(provision) + " is answered Y without saying how",
                   "how = \"the measure\"");
  }
}

void check_vacuous(const Provision& provision, const Answer& answer, const Declaration& declaration, Findings& findings) {
  if (!answer.vacuous) return;
  const Place& place = declaration.answer_row(provision.id)->place_of("vacuous");
  const auto all = vacuities();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Vacuity& v) { return v.provision == provision.id; });
  if (answer.support != Support::yes || it == all.end()) {
    findings.error("vacuous", place, title_of(provision) + " cannot be vacuous",
                   it == all.end() ? "take `vacuous` out" : "`vacuous` goes with Y");
    return;
  }
  for (const Row& row : declaration.rows(it->table)) {
    if (!selects(*it, row)) continue;
    findings.error("vacuous", answer.fragment.empty() ? place : row.place(),
                   title_of(provision) + " is answered as vacuous, but there is " + row.id(),
                   answer.fragment.empty() ? "take `vacuous` out and say how" : "answer it in this file with override = true");
    return;
  }
}

}  // namespace

void check_answers(const Declaration& declaration, Findings& findings) {
  for (const Provision& provision : provisions()) {
    const auto answer = declaration.answer(provision.id);
    if (!answer) {
      if (declaration.answer_row(provision.id) != nullptr) continue;  // its missing or bad `support` was reported
      findings.error("unanswered", {declaration.file(), {}}, title_of(provision) + " is not answered",
                     "[ics.\"" + std::string(provision.id) + "\"] with support = \"Y\", \"N\"" +
                         (provision.conditions.empty() ? "" : " or \"N/A\""));
      continue;
    }
    check_reason(provision, *answer, declaration, findings);
    check_not_applicable(provision, *answer, declaration, findings);
    check_no_longer_asked(provision, *answer, declaration, findings);
    check_details(provision, *answer, declaration, findings);
    check_vacuous(provision, *answer, declaration, findings);
  }
}

}  // namespace cardea::product
