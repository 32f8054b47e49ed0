// SPDX-License-Identifier: Apache-2.0
// OSCAL 1.1 assessment-results. OSCAL knows satisfied and not-satisfied and nothing between: only a provision that is met is
// satisfied, and a property of ours carries the true verdict. Every UUID follows from the head of the evidence.
#include <algorithm>
#include <map>

#include "assess/judge/unit.hpp"
#include "assess/report/report.hpp"
#include "assess/report/text.hpp"
#include "assess/report/uuid.hpp"
#include "lib/base/time.hpp"

namespace cardea::assess {

namespace {

// Drawn once: the space of the names of this project, and of its properties.
constexpr Uuid kSpace{0x4f, 0x0c, 0x9a, 0x51, 0x7e, 0x3d, 0x4b, 0x86, 0x9d, 0x14, 0x2b, 0xe6, 0x60, 0xc7, 0x35, 0xa8};
constexpr const char* kEvidenceFile = "evidence.log";

// OSCAL's texts are Markdown: what a target says is neither a link nor HTML there.
std::string markup(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*[]<>{}&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out.empty() ? "-" : out;
}

Value property(std::string_view name, std::string_view value) {
  Value one;
  one.set("name", name).set("ns", "urn:uuid:" + print_uuid(kSpace)).set("value", value);
  return one;
}

Value list(std::initializer_list<Value> items) {
  return Value::Array(items);
}

class Oscal {
 public:
  Oscal(const Assessment& assessment, const Facts& facts)
      : assessment_(assessment),
        facts_(facts),
        id_(identity_of(facts)),
        run_(uuid_of_name(kSpace, "evidence " + assessment.head)) {}

  Value document() const {
    Value results;
    results.set("uuid", uuid("assessment-results")).set("metadata", metadata()).set("import-ap", plan());
    results.set("results", list({result()})).set("back-matter", back_matter());
    Value whole;
    whole.set("assessment-results", std::move(results));
    return whole;
  }

 private:
  std::string uuid(std::string_view name) const { return print_uuid(uuid_of_name(run_, name)); }
  std::string control(std::string_view provision) const { return "en303645-" + std::string(provision); }
  std::string ended() const { return id_.ended.empty() ? to_rfc3339(0) : id_.ended; }
  std::string name_of_target() const { return markup(id_.manufacturer + " " + id_.model + " " + id_.version); }

  Value metadata() const {
    Value value;
    value.set("title", "ETSI EN 303 645 V2.1.1, Table B.1: " + name_of_target());
    value.set("last-modified", ended()).set("version", "head-" + assessment_.head).set("oscal-version", "1.1.3");
    value.set("props",
              list({property("evidence-head", assessment_.head), property("overall-verdict", key_of(assessment_.overall))}));
    if (const Value parties = people(); !parties.if_array()->empty()) value.set("parties", parties);
    return value;
  }

  // Everybody who answered, once.
  Value people() const {
    std::map<std::string, Value> parties;
    for (const Fact* answer : facts_.of(kReview)) {
      Value person;
      person.set("uuid", person_uuid(*answer)).set("type", "person").set("name", name_of(*answer));
      parties.emplace(name_of(*answer), std::move(person));
    }
    Value list{Value::Array{}};
    for (auto& [name, person] : parties) list.push(std::move(person));
    return list;
  }
  std::string person_uuid(const Fact& answer) const { return uuid("person " + name_of(answer)); }
  static std::string name_of(const Fact& answer) {
    return "reviewer " + printable(answer.text("reviewer")) + " (" + printable(answer.text("role")) + ")";
  }

  // A run has no OSCAL plan of its own: the units of TS 103 701 are the plan.
  Value plan() const {
    Value value;
    value.set("href", "#" + uuid("plan"));
    value.set(
        "remarks",
        "The plan is the 226 test units of ETSI TS 103 701 V1.1.1, applied to the declaration that the evidence begins with.");
    return value;
  }

  Value result() const {
    Value value;
    value.set("uuid", uuid("result")).set("title", "Table B.1");
    value.set("description", markup(summary_line(assessment_, false) + "; " + coverage_line(assessment_, false)));
    value.set("start", id_.started.empty() ? ended() : id_.started).set("end", ended());
    value.set("props", list({property("evidence-head", assessment_.head),
                             property("exit-code", std::to_string(assessment_.exit_code()))}));
    value.set("local-definitions", local_definitions()).set("reviewed-controls", reviewed_controls());
    value.set("observations", observations()).set("findings", findings());
    return value;
  }

  Value local_definitions() const {
    Value operational;
    operational.set("state", "operational");
    Value target;
    target.set("uuid", uuid("target")).set("type", "this-system").set("title", name_of_target());
    target.set("description", markup(id_.target + " at " + id_.address)).set("status", operational);
    Value platform;
    platform.set("uuid", uuid("assessor")).set("title", "Cardea assessor");
    Value assets;
    assets.set("assessment-platforms", list({platform}));
    Value value;
    value.set("components", list({target})).set("assessment-assets", assets);
    return value;
  }

  Value reviewed_controls() const {
    Value controls{Value::Array{}};
    for (const Row& row : assessment_.rows) {
      Value one;
      one.set("control-id", control(row.provision->id));
      controls.push(std::move(one));
    }
    Value selection;
    selection.set("include-controls", std::move(controls));
    Value value;
    value.set("control-selections", list({selection}));
    return value;
  }

  Value observations() const {
    Value all{Value::Array{}};
    for (const Row& row : assessment_.rows) {
      for (const UnitResult& unit : row.units) all.push(observation(unit));
    }
    return all;
  }

  // EXAMINE: declared rows were read. TEST: the target was looked at. INTERVIEW: a person answered.
  static Value methods(const UnitResult& unit) {
    Value all{Value::Array{}};
    all.push(unit.unit->kind == "F" ? "TEST" : "EXAMINE");
    if (unit.judgement.by_a_person) all.push("INTERVIEW");
    return all;
  }

  Value observation(const UnitResult& unit) const {
    const Judgement& j = unit.judgement;
    Value value;
    value.set("uuid", observation_uuid(unit)).set("title", "Test unit " + std::string(unit.unit->id));
    value.set("description", markup(unit.unit->statement_en)).set("methods", methods(unit));
    value.set("props", unit_properties(unit)).set("collected", collected(j));
    value.set("origins", origins(unit)).set("subjects", list({subject()}));
    Value link;
    link.set("href", "#" + uuid("evidence")).set("rel", "evidence");
    value.set("links", list({link}));
    const Fact* answer = j.by_a_person ? answer_to(facts_, unit.unit->id) : nullptr;
    if (answer != nullptr && answer->has("expires_s")) value.set("expires", to_rfc3339(answer->number("expires_s")));
    if (const std::string found = found_text(j); !found.empty()) value.set("remarks", found);
    return value;
  }
  std::string observation_uuid(const UnitResult& unit) const { return uuid("unit " + std::string(unit.unit->id)); }

  static Value unit_properties(const UnitResult& unit) {
    const Judgement& j = unit.judgement;
    Value all = list({property("unit", unit.unit->id), property("verdict", key_of(j.verdict))});
    if (j.code != Code::none) all.push(property("code", key_of(j.code)));
    if (!unit.unit->rule.empty()) all.push(property("rule", unit.unit->rule));
    for (const std::uint64_t record : j.evidence) all.push(property("evidence-record", std::to_string(record)));
    return all;
  }

  // When the last of what it rests on was seen.
  std::string collected(const Judgement& j) const {
    std::int64_t last = -1;
    for (const std::uint64_t record : j.evidence) {
      if (record >= 1 && record <= facts_.all().size()) last = std::max(last, facts_.all()[record - 1].at_s);
    }
    return last < 0 ? ended() : to_rfc3339(last);
  }

  Value origins(const UnitResult& unit) const {
    Value actor;
    const Fact* answer = unit.judgement.by_a_person ? answer_to(facts_, unit.unit->id) : nullptr;
    if (answer != nullptr)
      actor.set("type", "party").set("actor-uuid", person_uuid(*answer));
    else
      actor.set("type", "assessment-platform").set("actor-uuid", uuid("assessor"));
    Value origin;
    origin.set("actors", list({actor}));
    return list({origin});
  }

  Value subject() const {
    Value value;
    value.set("subject-uuid", uuid("target")).set("type", "component");
    return value;
  }

  static std::string found_text(const Judgement& j) {
    std::string out(j.code == Code::none ? std::string_view() : text_of(j.code).en);
    for (const std::string& finding : j.findings) out += (out.empty() ? "" : "; ") + markup(finding);
    return out;
  }

  Value findings() const {
    Value all{Value::Array{}};
    for (const Row& row : assessment_.rows) all.push(finding(row));
    return all;
  }

  Value finding(const Row& row) const {
    const std::string id(row.provision->id);
    Value value;
    value.set("uuid", uuid("provision " + id)).set("title", "Provision " + id);
    value.set("description", markup(row.provision->title_en)).set("target", target_of(row)).set("props", row_properties(row));
    Value related{Value::Array{}};
    for (const UnitResult& unit : row.units) {
      Value one;
      one.set("observation-uuid", observation_uuid(unit));
      related.push(std::move(one));
    }
    if (!row.units.empty()) value.set("related-observations", std::move(related));
    value.set("remarks", remarks(row));
    return value;
  }

  static std::string remarks(const Row& row) {
    std::string out = words_for(row, false);
    if (!row.details.empty()) out += ". Declared: " + row.details;
    for (const Contradiction& one : row.contradictions) out += ". Contradiction: " + one.finding;
    return markup(out);
  }

  Value target_of(const Row& row) const {
    const bool satisfied = row.finding == Finding::met;
    Value status;
    status.set("state", satisfied ? "satisfied" : "not-satisfied");
    status.set("reason", satisfied ? "pass" : row.answer == Answer::no ? "fail" : "other");
    Value value;
    value.set("type", "objective-id").set("target-id", control(row.provision->id)).set("status", std::move(status));
    return value;
  }

  static Value row_properties(const Row& row) {
    Value all =
        list({property("verdict", key_of(row.verdict)), property("support", print_answer(row.answer)),
              property("finding", key_of(row.finding)), property("mandatory", row.provision->mandatory ? "true" : "false")});
    if (row.provision->in_table_b1()) all.push(property("status-in-table-b1", product::status_of(*row.provision).view()));
    for (const Contradiction& one : row.contradictions) all.push(property("contradiction", one.rule));
    for (const std::uint64_t record : row.evidence) all.push(property("evidence-record", std::to_string(record)));
    return all;
  }

  Value back_matter() const {
    Value plan;
    plan.set("uuid", uuid("plan")).set("title", "Test units of ETSI TS 103 701 V1.1.1");
    plan.set("citation", Value().set("text", "ETSI TS 103 701 V1.1.1 (2021-08)"));
    Value log;
    log.set("href", kEvidenceFile).set("media-type", "application/jsonl");
    Value evidence;
    evidence.set("uuid", uuid("evidence")).set("title", "Evidence of the run");
    evidence.set("description",
                 "One record a line; each names the SHA-256 of the line before it. The last line has the SHA-256 of the head.");
    evidence.set("props", list({property("evidence-head", assessment_.head)})).set("rlinks", list({log}));
    Value value;
    value.set("resources", list({plan, evidence}));
    return value;
  }

  const Assessment& assessment_;
  const Facts& facts_;
  const Identity id_;
  const Uuid run_;
};

}  // namespace

Value oscal_value(const Assessment& assessment, const Facts& facts) {
  return Oscal(assessment, facts).document();
}

}  // namespace cardea::assess
