// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/testssl.hpp"

#include "assess/imports/json_file.hpp"

namespace cardea::assess {

namespace {

// A word that testssl does not have today is not taken for good news.
Severity severity_named(std::string_view word) {
  if (word == "OK") return Severity::ok;
  if (word == "INFO" || word == "DEBUG") return Severity::info;
  if (word == "LOW" || word == "MEDIUM" || word == "HIGH" || word == "CRITICAL") return Severity::bad;
  return Severity::unknown;
}

bool is_finding(const Value& value) {
  return !text_in(value, "id").empty() && !text_in(value, "severity").empty();
}

void note(ImportDraft& draft, const Value& finding, const std::string& where) {
  const std::string_view word = text_in(finding, "severity");
  std::string text = std::string(text_in(finding, "finding")) + " (" + std::string(word) + ")";
  if (const std::string_view cve = text_in(finding, "cve"); !cve.empty()) text += " " + std::string(cve);
  draft.note(severity_named(word), std::string(text_in(finding, "id")) + where, text);
}

// "name/address"; what concerns no target has "/" there.
std::string place_of(std::string_view address, std::string_view port) {
  address.remove_prefix(address.rfind('/') + 1);  // npos + 1 is 0
  return address.empty() ? std::string() : " at " + std::string(address) + ":" + std::string(port);
}

Outcome<Import> read_flat(const Value& root) {
  ImportDraft draft;
  for (const Value& one : items_of(root)) {
    if (!is_finding(one)) return Problem(Err::bad_value, "not testssl.sh's JSON: an entry without id or severity");
    note(draft, one, place_of(text_in(one, "ip"), text_in(one, "port")));
  }
  return draft.finish("testssl.sh", "");  // the flat form does not say
}

void note_section(ImportDraft& draft, const Value& section, const std::string& where) {
  for (const Value& one : items_of(section)) {
    if (is_finding(one)) note(draft, one, where);
  }
}

void note_result(ImportDraft& draft, const Value& result) {
  const std::string where = place_of(text_in(result, "ip"), text_in(result, "port"));
  if (is_finding(result)) return note(draft, result, where);  // "scanProblem" stands where a target would
  const Value::Map* sections = result.if_map();
  if (sections == nullptr) return;
  for (const auto& [name, section] : *sections) note_section(draft, section, where);
}

Outcome<Import> read_grouped(const Value& root) {
  const Value* results = root.find("scanResult");
  if (results == nullptr || results->if_array() == nullptr)
    return Problem(Err::bad_value, "not testssl.sh's JSON: it has no scanResult", "write it with: testssl --jsonfile FILE");
  ImportDraft draft;
  for (const auto& [name, member] : *root.if_map()) {
    if (name.starts_with("clientProblem")) note_section(draft, member, {});
  }
  for (const Value& result : items_of(*results)) note_result(draft, result);
  if (member_of(root, "scanTime").if_int() == nullptr) draft.note(Severity::unknown, "scan", "it did not come to its end");
  return draft.finish("testssl.sh", text_in(root, "version"));
}

}  // namespace

Outcome<Import> parse_testssl(Bytes file) {
  TRY(const Value root, read_json_file(file));
  if (root.if_array() != nullptr) return read_flat(root);
  return read_grouped(root);
}

}  // namespace cardea::assess
