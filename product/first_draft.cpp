// SPDX-License-Identifier: Apache-2.0
#include "product/first_draft.hpp"

#include <array>

namespace cardea::product {
namespace {

// A TOML basic string; control characters were refused with the answer.
std::string text(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string list_of(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + text(item);
  return out + ']';
}

// A confirmation that was not given turns its provision to N.
struct Confirmation {
  std::string_view question;
  std::string_view field;
  std::string_view provision;
};
constexpr std::array kConfirmations{
    Confirmation{"confirm_vulnerability_actions", "vulnerability_actions", "5.2-2"},
    Confirmation{"confirm_vulnerability_monitoring", "vulnerability_monitoring", "5.2-3"},
    Confirmation{"confirm_update_procedures", "update_procedures", "5.3-8"},
    Confirmation{"confirm_secure_management", "secure_management", "5.5-8"},
    Confirmation{"confirm_secure_development", "secure_development", "5.6-9"},
};

class Draft {
 public:
  explicit Draft(const Answers& answers) : answers_(answers) {}

  std::string write() {
    out_ =
        "# Made by `cardea product new`. cardea-device brings the rows of the runtime; here stands what is yours.\ninclude = "
        "[\"cardea-device\"]\n";
    product();
    user_info();
    processes();
    service();
    sensors();
    interfaces();
    answers_of_ours();
    return std::move(out_);
  }

 private:
  std::string said(std::string_view key) const { return answers_.find(key)->second; }
  bool yes(std::string_view key) const { return said(key) == "yes"; }
  void line(std::string_view key, const std::string& value) { out_ += std::string(key) + " = " + value + '\n'; }
  void line_text(std::string_view key, std::string_view answer) { line(key, text(said(answer))); }
  void head(const std::string& name) { out_ += "\n" + name + '\n'; }

  bool chinese() const {
    const auto languages = split_list(said("languages"));
    return languages.front() == "zh" || languages.back() == "zh";
  }

  std::string page(const std::string& rest) const {
    std::string base = said("pages");
    while (base.ends_with('/')) base.pop_back();
    return text(base + rest);
  }

  void product() {
    head("[product]");
    line_text("model", "model");
    line_text("manufacturer", "manufacturer");
    line_text("version", "version");
    line("support_end", said("support_end"));
    line("languages", list_of(split_list(said("languages"))));
    line_text("class", "class");
    line("constrained", "false");
  }

  void user_info() {
    const std::string model_page = page("/models/" + said("model"));
    head("[UserInfo]");
    line("publication_of_vulnerability_disclosure_policy", page("/security-policy"));
    line_text("disclosure_contact", "disclosure_contact");
    line_text("acknowledgement_time", "acknowledgement_time");
    line_text("status_update_time", "status_update_time");
    for (const char* field :
         {"publication_of_support_period", "documentation_of_personal_data", "documentation_of_telemetry_data"})
      line(field, model_page);
    if (!split_list(said("sensors")).empty()) line("documentation_of_sensors", model_page);
    line_text("documentation_of_secure_setup", "setup_guide");
    line_text("documentation_of_setup_check", "check_guide");
    line_text("documentation_of_deletion", "deletion_guide");
    head("[Conf]");
    for (const Confirmation& confirmation : kConfirmations)
      line(confirmation.field, yes(confirmation.question) ? "true" : "false");
  }

  void process_row(const std::string& table, std::string_view description) {
    head("[[" + table + "]]");
    line("id", text(table + "-1"));
    line_text("description", description);
  }

  void processes() {
    head("[[VulnTypes]]");
    line("id", text("VulnTypes-1"));
    line("description", text("Any vulnerability of the product, third-party components included"));
    line_text("action", "vulnerability_action");
    line_text("time_frame", "vulnerability_time");
    process_row("VulnMon", "monitoring");
    line("loops", R"(["monitor", "identify", "rectify"])");
    process_row("UpdProc", "update_procedure");
    line_text("time_frame", "update_time");
    process_row("SecMgmt", "key_management");
    line("stages", R"(["provision", "update", "decommission", "compromise"])");
    process_row("SecDev", "development");
    line("topics", R"(["training", "requirements", "review", "archiving", "deployment"])");
  }

  void service() {
    head("[[AssocServ]]");
    line("id", text("AssocServ-1"));
    line("description", text("Registry, updates, telemetry"));
    line_text("host", "service_host");
    line("port", said("service_port"));
    line("purpose", text("Updates and support"));
    if (chinese()) line("purpose_zh", text("更新与支持"));
  }

  void sensors() {
    const auto names = split_list(said("sensors"));
    const auto in_chinese = split_list(said("sensors_zh"));
    for (std::size_t i = 0; i < names.size(); ++i) {
      head("[[ExtSens]]");
      line("id", text("ExtSens-" + std::to_string(i + 1)));
      line("description", text(names[i]));
      if (i < in_chinese.size()) line("description_zh", text(in_chinese[i]));
    }
  }

  void interface_row(const std::string& id, std::string_view description, bool debug, bool enabled) {
    head("[[Intf]]");
    line("id", text(id));
    line("description", text(description));
    line("type", text("physical"));
    line("use", text(!enabled ? "never" : debug ? "intermittent" : "required"));
    line("status", enabled ? R"(["factory_default", "initializing", "initialized"])" : "[]");
    line("disclosed_information", text(debug && enabled ? "What a debug interface tells" : "None"));
    line("discloses_security_relevant", debug && enabled ? "true" : "false");
    line("debug_interface", debug ? "true" : "false");
    line("physically_accessible", "true");
    if (!enabled) line_text("protection", "debug_protection");
  }

  bool debug_enabled() const { return said("debug_protection").empty(); }

  void interfaces() {
    const auto names = split_list(said("physical_interfaces"));
    for (std::size_t i = 0; i < names.size(); ++i) interface_row("Intf-Physical-" + std::to_string(i + 1), names[i], false, true);
    if (yes("debug_within_reach")) interface_row("Intf-Debug", "Debug interface", true, debug_enabled());
  }

  void debug_answer() {
    if (!yes("debug_within_reach"))
      answer("5.6-4", "N/A", "reason", "No debug interface can be reached.");
    else if (debug_enabled())
      answer("5.6-4", "N", "reason", "It is not disabled in software.");
    else
      answer("5.6-4", "Y", "how", said("debug_protection"));
  }

  void answer(std::string_view provision, std::string_view support, std::string_view key, std::string_view details) {
    head("[ics.\"" + std::string(provision) + "\"]");
    line("support", text(support));
    line(key, text(details));
  }

  void answers_of_ours() {
    const bool physical = !split_list(said("physical_interfaces")).empty() || yes("debug_within_reach");
    answer("5.6-3", "Y", "how",
           physical ? "Only what is listed can be reached from outside." : "Nothing can be reached from outside.");
    if (!physical) line("vacuous", "true");
    debug_answer();
    const bool senses = !split_list(said("sensors")).empty();
    answer("5.8-3", "Y", "how", senses ? "Each sensor is on the model's page." : "The product senses nothing.");
    if (!senses) line("vacuous", "true");
    for (const Confirmation& confirmation : kConfirmations) {
      if (yes(confirmation.question)) continue;
      answer(confirmation.provision, "N", "reason", "The manufacturer has not confirmed it yet.");
      line("override", "true");
    }
  }

  const Answers& answers_;
  std::string out_;
};

}  // namespace

std::string first_draft(const Answers& answers) {
  return Draft(answers).write();
}

}  // namespace cardea::product
