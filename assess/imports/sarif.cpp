// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/sarif.hpp"

#include "assess/imports/json_file.hpp"

namespace cardea::assess {

namespace {

const Value& driver_of(const Value& run) {
  return member_of(member_of(run, "tool"), "driver");
}

class OneRun {
 public:
  OneRun(ImportDraft& draft, const Value& run) : draft_(draft), run_(run), name_(text_in(driver_of(run), "name")) {}

  void read() {
    for (const Value& invocation : items_in(run_, "invocations")) note_invocation(invocation);
    const Value& results = member_of(run_, "results");
    if (results.if_array() == nullptr) return draft_.note(Severity::unknown, name_, "gives no list of results: it did not come to its end");
    for (const Value& result : items_of(results)) note_result(result);
    if (items_of(results).empty()) draft_.note(Severity::ok, name_, "found nothing");
  }

 private:
  void note_invocation(const Value& invocation) {
    const bool* succeeded = member_of(invocation, "executionSuccessful").if_bool();
    if (succeeded == nullptr || !*succeeded) draft_.note(Severity::unknown, name_, "did not run to its end");
    for (const Value& one : items_in(invocation, "toolExecutionNotifications")) {
      if (text_in(one, "level") == "error")
        draft_.note(Severity::unknown, name_, "could not look at a part: " + std::string(text_in(member_of(one, "message"), "text")));
    }
  }

  // The rule that a result points at by its place in the list; nothing when it names it, or points nowhere.
  const Value& rule_at(const Value& result) const {
    static const Value kNothing;
    const std::int64_t* index = member_of(result, "ruleIndex").if_int();
    if (index == nullptr) index = member_of(member_of(result, "rule"), "index").if_int();
    const Value::Array& rules = items_in(driver_of(run_), "rules");
    if (index == nullptr || *index < 0 || static_cast<std::size_t>(*index) >= rules.size()) return kNothing;
    return rules[static_cast<std::size_t>(*index)];
  }

  std::string rule_of(const Value& result) const {
    for (const std::string_view id : {text_in(result, "ruleId"), text_in(member_of(result, "rule"), "id"), text_in(rule_at(result), "id")}) {
      if (!id.empty()) return std::string(id);
    }
    return name_;
  }

  // "kind" speaks first (SARIF 3.27.9); then the result's own level, its rule's, and the standard's default, a warning.
  Severity severity_of(const Value& result) const {
    const std::string_view kind = text_in(result, "kind");
    if (kind == "pass") return Severity::ok;
    if (kind == "informational" || kind == "notApplicable") return Severity::info;
    if (!kind.empty() && kind != "fail") return Severity::unknown;  // "open", "review"
    std::string_view level = text_in(result, "level");
    if (level.empty()) level = text_in(member_of(rule_at(result), "defaultConfiguration"), "level");
    if (level.empty() || level == "error" || level == "warning") return Severity::bad;
    return level == "note" || level == "none" ? Severity::info : Severity::unknown;
  }

  void note_result(const Value& result) {
    const Value& place = member_of(first_in(result, "locations"), "physicalLocation");
    std::string text(text_in(member_of(result, "message"), "text"));
    if (const std::string_view file = text_in(member_of(place, "artifactLocation"), "uri"); !file.empty())
      text += " [" + std::string(file) + ":" + number_in(member_of(place, "region"), "startLine") + "]";
    const bool suppressed = !items_in(result, "suppressions").empty();
    draft_.note(suppressed ? Severity::info : severity_of(result), rule_of(result), suppressed ? "suppressed: " + text : text);
  }

  ImportDraft& draft_;
  const Value& run_;
  std::string name_;
};

}  // namespace

Outcome<Import> parse_sarif(Bytes file) {
  TRY(const Value root, read_json_file(file));
  if (text_in(root, "version") != "2.1.0" || member_of(root, "runs").if_array() == nullptr)
    return Problem(Err::bad_value, "not SARIF 2.1.0: it has no such version, or no runs");
  ImportDraft draft;
  std::string tools;
  std::string version;
  for (const Value& run : items_in(root, "runs")) {
    const Value& driver = driver_of(run);
    tools += (tools.empty() ? "" : ", ") + std::string(text_in(driver, "name"));
    version = text_in(driver, text_in(driver, "semanticVersion").empty() ? "version" : "semanticVersion");
    OneRun(draft, run).read();
  }
  return draft.finish(tools, items_in(root, "runs").size() == 1 ? version : "");
}

}  // namespace cardea::assess
