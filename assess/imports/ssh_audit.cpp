// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/ssh_audit.hpp"

#include "assess/imports/json_file.hpp"

namespace cardea::assess {

namespace {

std::string joined(const Value::Array& texts) {
  std::string all;
  for (const Value& text : texts) {
    if (text.if_text() != nullptr) all += (all.empty() ? "" : "; ") + *text.if_text();
    if (all.size() > kImportTextMax) break;
  }
  return all;
}

class OneTarget {
 public:
  OneTarget(ImportDraft& draft, const Value& root) : draft_(draft), root_(root), where_(text_in(root, "target")) {
    if (where_.empty()) where_ = text_in(root, "host");
  }

  bool is_one() const { return root_.find("banner") != nullptr || root_.find("policy") != nullptr; }

  void read() {
    if (root_.find("policy") != nullptr) return read_policy();
    for (const char* group : {"kex", "key", "enc", "mac"}) {
      for (const Value& one : items_in(root_, group)) note_algorithm(group, one);
    }
    for (const Value& one : items_in(root_, "cves"))
      draft_.note(Severity::bad, name_of(text_in(one, "name")), "CVSS " + number_in(one, "cvssv2") + ": " + std::string(text_in(one, "description")));
    if (!listed_)
      draft_.note(Severity::unknown, name_of("algorithms"), "none is listed");
    else if (!judged_)
      draft_.note(Severity::unknown, name_of("algorithms"), "listed, and not judged by this version of ssh-audit");
  }

 private:
  std::string name_of(std::string_view what) const { return std::string(what) + (where_.empty() ? "" : " at ") + where_; }

  void read_policy() {
    const bool* passed = member_of(root_, "passed").if_bool();
    const Severity severity = passed == nullptr ? Severity::unknown : *passed ? Severity::ok : Severity::bad;
    std::string text = severity == Severity::ok ? "passed" : severity == Severity::bad ? "not passed" : "neither passed nor not";
    for (const Value& error : items_in(root_, "errors")) text += "; " + std::string(text_in(error, "mismatched_field"));
    draft_.note(severity, name_of("policy " + std::string(text_in(root_, "policy"))), text);
  }

  void note_algorithm(const std::string& group, const Value& one) {
    listed_ = true;
    const std::string name = one.if_text() != nullptr ? *one.if_text() : std::string(text_in(one, "algorithm"));
    const Value& notes = member_of(one, "notes");
    const std::string subject = name_of(group + " " + name);
    if (notes.if_map() == nullptr) return draft_.note(Severity::info, subject, "offered");
    judged_ = true;
    if (const std::string fail = joined(items_in(notes, "fail")); !fail.empty()) return draft_.note(Severity::bad, subject, fail);
    if (const std::string warn = joined(items_in(notes, "warn")); !warn.empty())
      return draft_.note(Severity::info, subject, "warning: " + warn);
    draft_.note(Severity::ok, subject, "offered");
  }

  ImportDraft& draft_;
  const Value& root_;
  std::string where_;
  bool listed_ = false;
  bool judged_ = false;
};

}  // namespace

Outcome<Import> parse_ssh_audit(Bytes file) {
  TRY(const Value root, read_json_file(file));
  std::vector<const Value*> targets;  // one, or a list of them
  for (const Value& target : items_of(root)) targets.push_back(&target);
  if (root.if_array() == nullptr) targets = {&root};
  ImportDraft draft;
  for (const Value* target : targets) {
    OneTarget one(draft, *target);
    if (!one.is_one()) return Problem(Err::bad_value, "not ssh-audit's JSON: neither a banner nor a policy", "write it with: ssh-audit -j HOST");
    one.read();
  }
  return draft.finish("ssh-audit", "");  // its JSON does not say
}

}  // namespace cardea::assess
