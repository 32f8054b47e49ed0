// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/spdx.hpp"

#include "assess/imports/json_file.hpp"

namespace cardea::assess {

namespace {

// "Tool: syft-1.0": the maker of the list.
std::string tool_of(const Value& root) {
  constexpr std::string_view kTool = "Tool: ";
  for (const Value& creator : items_in(member_of(root, "creationInfo"), "creators")) {
    if (creator.if_text() != nullptr && creator.if_text()->starts_with(kTool)) return creator.if_text()->substr(kTool.size());
  }
  return "SPDX";
}

std::string locator_of(const Value& package) {
  for (const Value& reference : items_in(package, "externalRefs")) {
    if (text_in(reference, "referenceType") == "purl") return std::string(text_in(reference, "referenceLocator"));
  }
  return {};
}

void note_package(ImportDraft& draft, const Value& package) {
  const std::string_view name = text_in(package, "name");
  if (name.empty()) return draft.note(Severity::unknown, "package", "one has no name");
  const std::string_view version = text_in(package, "versionInfo");
  const std::string locator = locator_of(package);
  std::string text = version.empty() ? "version not said" : "version " + std::string(version);
  if (!locator.empty()) text += ", " + locator;
  draft.note(Severity::info, name_with_version(name, version), text);
}

}  // namespace

Outcome<Import> parse_spdx(Bytes file) {
  TRY(const Value root, read_json_file(file));
  if (root.find("@graph") != nullptr) return Problem(Err::unsupported, "SPDX 3 is not read", "write the list as SPDX 2.3 in JSON");
  if (!text_in(root, "spdxVersion").starts_with("SPDX-2."))
    return Problem(Err::bad_value, "not SPDX 2 in JSON: it has no such spdxVersion");
  ImportDraft draft;
  for (const Value& package : items_in(root, "packages")) note_package(draft, package);
  return draft.finish(tool_of(root), "");
}

}  // namespace cardea::assess
