// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/cyclonedx.hpp"

#include "assess/imports/json_file.hpp"

namespace cardea::assess {

namespace {

struct Tool {
  std::string_view name = "CycloneDX";
  std::string_view version;
};

// A list up to 1.4, an object with components since 1.5.
Tool tool_of(const Value& root) {
  const Value& tools = member_of(member_of(root, "metadata"), "tools");
  const Value& first = tools.if_array() != nullptr ? first_in(member_of(root, "metadata"), "tools") : first_in(tools, "components");
  if (text_in(first, "name").empty()) return {};
  return {text_in(first, "name"), text_in(first, "version")};
}

void note_component(ImportDraft& draft, const Value& component) {
  const std::string_view name = text_in(component, "name");
  if (name.empty()) return draft.note(Severity::unknown, "component", "one has no name");
  const std::string_view version = text_in(component, "version");
  std::string text = version.empty() ? "version not said" : "version " + std::string(version);
  if (const std::string_view purl = text_in(component, "purl"); !purl.empty()) text += ", " + std::string(purl);
  draft.note(Severity::info, name_with_version(name, version), text);
}

// Components hold components: walked without recursion, each before those that it holds.
void note_components(ImportDraft& draft, const Value& root) {
  std::vector<const Value*> open;
  const auto push = [&](const Value& of) {
    const Value::Array& list = items_in(of, "components");
    for (auto one = list.rbegin(); one != list.rend(); ++one) open.push_back(&*one);
  };
  push(root);
  while (!open.empty()) {
    const Value& component = *open.back();
    open.pop_back();
    note_component(draft, component);
    push(component);
  }
}

Severity severity_of(std::string_view state) {
  if (state == "not_affected" || state == "false_positive" || state.starts_with("resolved")) return Severity::info;
  if (state == "in_triage") return Severity::unknown;
  return Severity::bad;
}

void note_vulnerability(ImportDraft& draft, const Value& vulnerability) {
  const std::string_view state = text_in(member_of(vulnerability, "analysis"), "state");
  std::string text = "vulnerability, " + (state.empty() ? std::string("not analysed") : std::string(state));
  for (const Value& rating : items_in(vulnerability, "ratings")) {
    if (const std::string_view word = text_in(rating, "severity"); !word.empty()) text += ", " + std::string(word);
  }
  draft.note(severity_of(state), text_in(vulnerability, "id"), text);
}

// Lists say of themselves how complete they are.
void note_completeness(ImportDraft& draft, const Value& root) {
  for (const Value& composition : items_in(root, "compositions")) {
    const std::string_view aggregate = text_in(composition, "aggregate");
    if (aggregate != "complete") draft.note(Severity::unknown, "completeness", "the list says of a part of itself: " + std::string(aggregate));
  }
}

}  // namespace

Outcome<Import> parse_cyclonedx(Bytes file) {
  TRY(const Value root, read_json_file(file));
  if (text_in(root, "bomFormat") != "CycloneDX" || !text_in(root, "specVersion").starts_with("1."))
    return Problem(Err::bad_value, "not CycloneDX 1 in JSON: it has no such bomFormat and specVersion");
  ImportDraft draft;
  for (const Value& vulnerability : items_in(root, "vulnerabilities")) note_vulnerability(draft, vulnerability);
  note_completeness(draft, root);
  note_components(draft, root);
  const Tool tool = tool_of(root);
  return draft.finish(tool.name, tool.version);
}

}  // namespace cardea::assess
