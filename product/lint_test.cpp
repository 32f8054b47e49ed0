// SPDX-License-Identifier: Apache-2.0
// For each rule a file that breaks it, and the one finding it must give: rule, line, words. The file is the speaker's, with one
// thing changed.
#include "product/lint.hpp"

#include <algorithm>

#include "product/demand.hpp"
#include "product/provisions.hpp"
#include "product/testing.hpp"

namespace cardea::product {
namespace {

using testing_only::kFile;
using testing_only::line_of;
using testing_only::lint_of;
using testing_only::replaced;
using testing_only::text_of;
using testing_only::told;

struct Bad {
  const char* name;
  const char* from;  // replaced in the speaker's file...
  const char* to;    // ...by this
  const char* at;    // stands on the line that is named; empty: the file as a whole
  const char* rule;
  const char* what;  // a part of the sentence
  const char* hint = "";
};

// clang-format off
const Bad kBad[] = {
    // What was not understood.
    {"no_toml", "[Conf]", "[Conf", "[Conf", "not-toml", ""},
    {"key_twice", "class = \"smart speaker\"", "class = \"a\"\nclass = \"b\"", "class = \"b\"", "not-toml", ""},
    {"unknown_table", "[Conf]", "[Sonf]\nx = 1\n[Conf]", "[Sonf]", "unknown-table", "`Sonf`", "did you mean `Conf`?"},
    {"unknown_key", "class = ", "colour = \"red\"\nclass = ", "colour", "unknown-key", "product has no field `colour`", "it has: model"},
    {"unknown_key_near", "disclosure_contact = ", "disclosure_contct = \"x\"\ndisclosure_contact = ", "disclosure_contct", "unknown-key", "UserInfo has no field", "did you mean `disclosure_contact`?"},
    {"unknown_key_in_answer", "how = \"Power", "because = \"x\"\nhow = \"Power", "because", "unknown-key", "an answer has no field `because`"},
    {"unknown_provision", "[ics.\"5.6-4\"]", "[ics.\"6.4\"]\nsupport = \"Y\"\nhow = \"x\"\n[ics.\"5.6-4\"]", "[ics.\"6.4\"]", "unknown-provision", "`6.4`", "did you mean `6-4`?"},
    {"unknown_include", "\"cardea-device\"]", "\"cardea-device\", \"cardea-devise\"]", "include", "unknown-include", "`cardea-devise`", "built in: cardea-device"},
    {"fraction", "port = 8443", "port = 8443.5", "8443.5", "wrong-type", "`port` is a fraction or a time, not a whole number"},

    // Values.
    {"wrong_type_text", "class = \"smart speaker\"", "class = 5", "class = 5", "wrong-type", "`class` is a whole number, not text"},
    {"wrong_type_flag", "constrained = false", "constrained = \"no\"", "constrained = \"no\"", "wrong-type", "`constrained` is text, not true or false", "constrained = true"},
    {"wrong_type_date", "support_end = 2031-12-31", "support_end = \"2031-12-31\"", "support_end", "wrong-type", "`support_end` is text, not a date", "support_end = 2031-12-31"},
    {"wrong_type_list", "loops = [\"monitor\", \"identify\", \"rectify\"]", "loops = \"all\"", "loops = \"all\"", "wrong-type", "`loops` is text, not a list of words", "loops = [\"monitor\"]"},
    {"wrong_type_item", "languages = [\"en\", \"zh\"]", "languages = [\"en\", 2]", "languages = [", "wrong-type", "is a whole number"},
    {"bad_choice", "type = \"physical\"", "type = \"fysical\"", "\"fysical\"", "bad-choice", "`type` cannot be `fysical`", "did you mean `physical`? one of: network, physical, radio, local"},
    {"bad_choice_in_list", "languages = [\"en\", \"zh\"]", "languages = [\"en\", \"zh\", \"tlh\"]", "tlh", "bad-choice", "`languages` cannot be `tlh`", "one of: en, zh"},
    {"word_twice", "languages = [\"en\", \"zh\"]", "languages = [\"en\", \"zh\", \"en\"]", "languages = [", "duplicate", "`languages` names `en` twice"},
    {"number_out_of_range", "port = 8443", "port = 70000", "port = 70000", "out-of-range", "`port` is 70000", "between 1 and 65535"},
    {"plain_http", "https://service.example.com/security-policy", "http://service.example.com/security-policy", "http://", "bad-url", "is no https:// address"},
    {"bad_duration", "acknowledgement_time = \"5 days\"", "acknowledgement_time = \"soon\"", "\"soon\"", "bad-duration", "`soon`", "90 days"},
    {"empty_text", "class = \"smart speaker\"", "class = \"  \"", "class = \"  \"", "empty", "`class` is empty"},

    // Rows.
    {"no_id", "id = \"Intf-Power\"\n", "", "[[Intf]]", "missing", "a row of Intf without `id`", "Intf-1"},
    {"foreign_id", "id = \"Intf-Power\"", "id = \"Power\"", "id = \"Power\"", "bad-id", "`Power`"},
    {"missing_field", "use = \"required\"\n", "", "[[Intf]]", "missing", "Intf-Power lacks `use`", "required, intermittent, never"},
    {"missing_product_field", "class = \"smart speaker\"\n", "", "[product]", "missing", "product lacks `class`"},
    {"single_as_list", "[Conf]", "[[Conf]]", "[[Conf]]", "wrong-type", "there is one Conf", "[Conf]"},
    {"duplicate_id", "[[Intf]]\nid = \"Intf-Power\"", "[[Intf]]\nid = \"Intf-Power\"\ndescription = \"x\"\ntype = \"physical\"\nuse = \"required\"\nstatus = []\ndisclosed_information = \"x\"\ndiscloses_security_relevant = false\ndebug_interface = false\nphysically_accessible = true\n\n[[Intf]] # again\nid = \"Intf-Power\"", "[[Intf]] # again", "duplicate", "Intf-Power is there twice"},
    {"fragments_id", "id = \"Intf-Power\"", "id = \"Intf-LocalHttps\"", "[[Intf]]", "duplicate", "Intf-LocalHttps is a row of the fragment cardea-device already", "override = true"},
    {"fragments_field", "[UserInfo]\n", "[UserInfo]\nmodel_designation = \"x\"\n", "model_designation", "duplicate", "`model_designation` of UserInfo is said by the fragment cardea-device already"},
    {"fragments_answer", "[ics.\"5.6-4\"]", "[ics.\"5.1-1\"]\nsupport = \"Y\"\nhow = \"x\"\n[ics.\"5.6-4\"]", "[ics.\"5.1-1\"]", "duplicate", "the answer to 5.1-1 is given by the fragment cardea-device already", "override = true"},
    {"nothing_to_override", "id = \"Intf-Power\"", "id = \"Intf-Power\"\noverride = true", "[[Intf]]", "bad-override", "there is no Intf-Power in a fragment"},
    {"no_answer_to_override", "[ics.\"5.6-4\"]\n", "[ics.\"5.6-4\"]\noverride = true\n", "[ics.\"5.6-4\"]", "bad-override", "no fragment answers 5.6-4"},
    {"dangling_evidence", "evidence = [\"Intf-Power\"]", "evidence = [\"Intf-Powr\"]", "evidence = [\"Intf-Powr\"]", "dangling", "`evidence` of 5.6-3 names `Intf-Powr`", "did you mean `Intf-Power`?"},

    // The product.
    {"support_ended", "support_end = 2031-12-31", "support_end = 2026-01-31", "support_end", "support-ended", "ended on 2026-01-31"},
    {"two_support_ends", "[UserInfo]\n", "[UserInfo]\nsupport_period = 2030-01-01\n", "support_period = ", "contradiction", "UserInfo says 2030-01-01, [product] says 2031-12-31"},
    {"not_in_chinese", ", description_zh = \"麦克风：拾取音箱附近的语音；声音不保存，也不离开设备\"", "", "ExtSens = ", "missing", "ExtSens-Microphone lacks `description_zh`"},

    // What the runtime enforces.
    {"port_twice", "type = \"physical\"", "type = \"network\"\ntransport = \"tcp\"\nport = 443\nbind = \"lan\"\nprocess = \"gate\"", "[[Intf]]", "collision", "Intf-Power has the same port as Intf-LocalHttps: tcp 443"},
    {"no_port", "type = \"physical\"", "type = \"network\"\ntransport = \"tcp\"\nbind = \"lan\"\nprocess = \"gate\"", "[[Intf]]", "incomplete", "Intf-Power with `type` = network needs `port` filled"},
    {"unknown_process", "type = \"physical\"", "type = \"network\"\ntransport = \"tcp\"\nport = 8009\nbind = \"lan\"\nprocess = \"player\"", "process = \"player\"", "dangling", "the process `player`", "[[PrivlCtrl]]"},
    {"process_without_network", "type = \"physical\"", "type = \"network\"\ntransport = \"tcp\"\nport = 8009\nbind = \"lan\"\nprocess = \"vault\"", "process = \"vault\"", "contradiction", "PrivlCtrl-Vault says network = none"},
    {"path_without_slash", "[[Intf]]", "[[SoftServ]]\nid = \"SoftServ-Radio\"\noverride = false\ndescription = \"x\"\nprocess = \"gate\"\nstatus = []\njustification = \"x\"\nallows_configuration = false\nauthentication_mechanism = [\"AuthMech-Session\"]\ninterface = \"Intf-LocalHttps\"\nmethod = \"GET\"\npath = \"radio\"\nrole = \"user\"\n[[Intf]]", "path = \"radio\"", "bad-path", "`path` of SoftServ-Radio"},
    {"function_twice", "[[Intf]]", "[[SoftServ]]\nid = \"SoftServ-Radio\"\ndescription = \"x\"\nprocess = \"gate\"\nstatus = []\njustification = \"x\"\nallows_configuration = false\nauthentication_mechanism = [\"AuthMech-Session\"]\ninterface = \"Intf-LocalHttps\"\nmethod = \"GET\"\npath = \"/api/status\"\nrole = \"user\"\n[[Intf]]", "[[SoftServ]]", "collision", "SoftServ-Radio has the same function as SoftServ-Status: Intf-LocalHttps GET /api/status"},
    {"function_without_role", "[[Intf]]", "[[SoftServ]]\nid = \"SoftServ-Radio\"\ndescription = \"x\"\nprocess = \"gate\"\nstatus = []\njustification = \"x\"\nallows_configuration = false\nauthentication_mechanism = [\"AuthMech-Session\"]\ninterface = \"Intf-LocalHttps\"\nmethod = \"GET\"\npath = \"/radio\"\n[[Intf]]", "[[SoftServ]]", "incomplete", "SoftServ-Radio with `path` filled needs `role` filled"},
    {"range_the_wrong_way", "[[Intf]]", "[[TelData]]\nid = \"TelData-Restarts\"\noverride = true\nvalue_max = -1\n[[Intf]]", "value_max = -1", "out-of-range", "TelData-Restarts allows no value"},
    {"telemetry_of_unknown_person", "[[Intf]]", "[[TelData]]\nid = \"TelData-Restarts\"\noverride = true\npersonal_data = [\"PersData-Voice\"]\n[[Intf]]", "personal_data = [\"PersData-Voice", "dangling", "`personal_data` of TelData-Restarts names `PersData-Voice`"},
    {"telemetry_name_twice", "[[Intf]]", "[[TelData]]\nid = \"TelData-Restarts\"\noverride = true\nname = \"uptime_s\"\n[[Intf]]", "[[TelData]]", "collision", "the same name as TelData-Uptime: uptime_s"},
    {"wrong_table", "[[Intf]]", "[[TelData]]\nid = \"TelData-Restarts\"\noverride = true\npersonal_data = [\"AuthMech-Session\"]\n[[Intf]]", "personal_data = [\"AuthMech", "bad-reference", "`AuthMech-Session`, which is no row of PersData"},
    {"default_is_no_option", "[[Intf]]", "[[UserDec]]\nid = \"UserDec-Telemetry\"\noverride = true\ndefault = \"maybe\"\n[[Intf]]", "default = \"maybe\"", "contradiction", "the default of UserDec-Telemetry is none of its options"},
    {"enabled_where_its_door_is_shut", "[[Intf]]\n", "[[Intf]]\nid = \"Intf-LocalHttps\"\noverride = true\nstatus = [\"factory_default\", \"initialized\"]\n[[SoftServ]]\nid = \"SoftServ-SignIn\"\noverride = true\nstatus = [\"initializing\"]\n[[SoftServ]]\nid = \"SoftServ-State\"\noverride = true\nstatus = [\"initialized\"]\n[[SoftServ]]\nid = \"SoftServ-Page\"\noverride = true\nstatus = [\"initialized\"]\n[[SoftServ]]\nid = \"SoftServ-PageScript\"\noverride = true\nstatus = [\"initialized\"]\n[[SoftServ]]\nid = \"SoftServ-PageStyle\"\noverride = true\nstatus = [\"initialized\"]\n[[SoftServ]]\nid = \"SoftServ-PageIcon\"\noverride = true\nstatus = [\"initialized\"]\n[[Intf]]\n", "status = [\"initializing\"]", "contradiction", "SoftServ-SignIn is enabled in initializing, where Intf-LocalHttps is not"},

    {"service_without_address", "AssocServ = ", "ReplSup = {isolation = 'x', hardware_replacement = 'x'} #", "", "dangling", "ComMech-Service speaks to an associated service"},

    // Answers.
    {"unanswered", "[ics.\"5.6-4\"]\nsupport = \"N/A\"\nreason = \"No debug interface can be reached: production boards have none.\"\n", "", "", "unanswered", "5.6-4 (Physically accessible debug interface is disabled in software) is not answered", "\"Y\", \"N\" or \"N/A\""},
    {"no_support", "support = \"N/A\"\n", "", "[ics.\"5.6-4\"]", "missing", "the answer to 5.6-4 lacks `support`", "Y, N, N/A"},
    {"bad_support", "support = \"N/A\"", "support = \"maybe\"", "\"maybe\"", "bad-choice", "`support` cannot be `maybe`", "one of: Y, N, N/A"},
    {"na_unconditional", "support = \"Y\"\nhow = \"Power is the only physical interface outside the casing.\"", "support = \"N/A\"\nreason = \"x\"", "[ics.\"5.6-3\"]", "na-unconditional", "5.6-3", "Y or N"},
    {"recommendation_without_reason", "support = \"Y\"\nhow = \"Power is the only physical interface outside the casing.\"", "support = \"N\"", "[ics.\"5.6-3\"]", "no-reason", "the recommendation 5.6-3", "4-1"},
    {"na_without_reason", "reason = \"No debug interface can be reached: production boards have none.\"\n", "", "[ics.\"5.6-4\"]", "no-reason", "5.6-4"},
    {"y_without_how", "how = \"Power is the only physical interface outside the casing.\"\n", "", "[ics.\"5.6-3\"]", "no-measure", "5.6-3"},
    {"how_with_na", "reason = \"No debug", "how = \"x\"\nreason = \"No debug", "how = \"x\"", "misplaced", "`how` is for Y"},
    {"reason_with_y", "how = \"Power", "reason = \"x\"\nhow = \"Power", "reason = \"x\"", "misplaced", "a reason is for N and N/A"},
    {"na_contradicted", "debug_interface = false", "debug_interface = true", "[ics.\"5.6-4\"]", "na-contradicted", "(13) a debug interface is physically accessible: Intf-Power is a debug interface within reach"},
    {"vacuous_untrue", "how = \"Power", "vacuous = true\nhow = \"Power", "vacuous = true", "vacuous", "there is Intf-Power"},
    {"vacuous_impossible", "[ics.\"5.6-4\"]", "[ics.\"5.3-7\"]\noverride = true\nsupport = \"Y\"\nvacuous = true\nhow = \"x\"\n[ics.\"5.6-4\"]", "vacuous = true", "vacuous", "cannot be vacuous"},
    {"na_of_passwords_contradicted", "[ics.\"5.6-4\"]", "[ics.\"5.1-1\"]\noverride = true\nsupport = \"N/A\"\nreason = \"we use none\"\n[ics.\"5.6-4\"]", "[ics.\"5.1-1\"]", "na-contradicted", "(1) passwords are used: AuthMech-LabelPassword is a password"},
    {"na_of_two_conditions_contradicted", "[ics.\"5.6-4\"]", "[ics.\"5.3-6\"]\noverride = true\nsupport = \"N/A\"\nreason = \"x\"\n[ics.\"5.6-4\"]", "[ics.\"5.3-6\"]", "na-contradicted", "(9) automatic updates or update notifications are supported, and (12) there is an update mechanism"},
    {"component_of_no_name", "[[Intf]]", "[[SoftComp]]\nid = \"SoftComp-Window\"\ncomponent = \"../Window\"\ndescription = \"x\"\ndescription_zh = \"x\"\nupdate_mechanism = [\"UpdMech-Slots\"]\n[[Intf]]", "component = ", "bad-name", "`component` of SoftComp-Window is no name that a component may have", "small letters, digits and dashes"},
    {"chinese_for_nobody", "[[Intf]]", "[[SoftComp]]\nid = \"SoftComp-Window\"\ndescription = \"x\"\ndescription_zh = \"x\"\nupdate_mechanism = [\"UpdMech-Slots\"]\n[[Intf]]", "description_zh = \"x\"", "dangling", "nobody reads the Chinese description of SoftComp-Window", "component = \"NAME\""},
    {"risk_named_to_nobody", "[[Intf]]", "[[UpdMech]]\nid = \"UpdMech-Stick\"\nnotification_names_risk = true\n[[Intf]]", "notification_names_risk", "contradiction", "UpdMech-Stick names the risk to nobody", "user_notification = "},
    {"component_untold_in_chinese", "[[Intf]]", "[[SoftComp]]\nid = \"SoftComp-Window\"\ncomponent = \"window-1\"\ndescription = \"x\"\nupdate_mechanism = [\"UpdMech-Slots\"]\n[[Intf]]", "[[SoftComp]]", "missing", "SoftComp-Window lacks `description_zh`, and the product speaks Chinese"},

    // Claims.
    {"unfilled_document", "acknowledgement_time = \"5 days\"\n", "", "[UserInfo]", "unfilled", "5.2-1 is answered Y, but UserInfo lacks `acknowledgement_time` filled"},
    {"unconfirmed", "update_procedures = true", "update_procedures = false", "[Conf]", "unfilled", "5.3-8 is answered Y, but Conf lacks `update_procedures` = true"},
    {"uncovered_stage", "\"decommission\", ", "", "", "unfilled", "5.5-8 is answered Y, but there is no SecMgmt with `stages` with decommission"},
    {"uncovered_topic", "\"archiving\", ", "", "", "unfilled", "5.6-9 is answered Y, but there is no SecDev with `topics` with archiving"},
    {"no_row", "UpdProc = [{ id = \"UpdProc-1\", description = \"Fix, test on the fleet's models, sign with the offline keys, staged release\", time_frame = \"30 days\" }]\n", "", "", "unfilled", "5.3-8 is answered Y, but there is no UpdProc"},
    {"sensors_not_declared", "ExtSens = [{ id = \"ExtSens-Microphone\", description = \"Microphone: hears speech near the speaker; sound is not kept and does not leave it\", description_zh = \"麦克风：拾取音箱附近的语音；声音不保存，也不离开设备\" }]\n", "", "[ics.\"5.8-3\"]", "unfilled", "5.8-3 is answered Y, but there is no ExtSens", "vacuous = true"},
    {"broken_hash", "[[Intf]]", "[[AuthMech]]\nid = \"AuthMech-Session\"\noverride = true\ncryptographic_details = [{ primitive = \"HMAC-MD5\" }]\n[[Intf]]", "cryptographic_details = ", "contradiction", "5.1-3 is answered Y, but AuthMech-Session uses `HMAC-MD5`"},
    {"broken_protocol", "[[Intf]]", "[[ComMech]]\nid = \"ComMech-Service\"\noverride = true\ncryptographic_details = [{ primitive = \"AES-128-GCM\", protocol = \"TLS\", version = \"1.1\" }]\n[[Intf]]", "cryptographic_details", "contradiction", "5.5-1 is answered Y, but ComMech-Service uses `AES-128-GCM`"},
    {"secret_without_confidentiality", "[[Intf]]", "[[ComMech]]\nid = \"ComMech-Service\"\noverride = true\nsecurity_guarantees = [\"integrity\"]\n[[PersData]]\nid = \"PersData-Usage\"\noverride = true\ncommunication_mechanisms = [\"ComMech-Service\"]\n[[Intf]]", "communication_mechanisms", "contradiction", "5.8-1 is answered Y, but PersData-Usage travels by ComMech-Service"},
    {"parameter_unprotected", "[[Intf]]", "[[SecParam]]\nid = \"SecParam-DeviceKey\"\noverride = true\nsecurity_guarantees = [\"integrity\"]\n[[Intf]]", "security_guarantees", "contradiction", "5.4-1 is answered Y, but SecParam-DeviceKey is not `security_guarantees` with confidentiality"},
    {"key_in_source", "[[Intf]]", "[[SecParam]]\nid = \"SecParam-DeviceKey\"\noverride = true\nhard_coded_in_source = true\n[[Intf]]", "hard_coded_in_source", "contradiction", "5.4-3 is answered Y, but SecParam-DeviceKey"},
    {"key_of_all_units", "[[Intf]]", "[[SecParam]]\nid = \"SecParam-DeviceKey\"\noverride = true\nunique_per_device = false\n[[Intf]]", "unique_per_device", "contradiction", "5.4-4 is answered Y, but SecParam-DeviceKey"},
    {"configuration_for_nobody", "[[Intf]]", "[[SoftServ]]\nid = \"SoftServ-Page\"\noverride = true\nchanges = true\n[[Intf]]", "changes = true", "contradiction", "5.5-5 is answered Y, but SoftServ-Page"},
    {"function_for_nobody", "[[Intf]]", "[[SoftServ]]\nid = \"SoftServ-Page\"\noverride = true\nserves_sign_in = false\n[[Intf]]", "serves_sign_in", "contradiction", "5.5-4 is answered Y, but SoftServ-Page"},
    {"unused_but_enabled", "use = \"required\"", "use = \"never\"", "status = [", "contradiction", "5.6-1 is answered Y, but Intf-Power is not `status` empty"},
    {"told_before_sign_in", "[[Intf]]", "[[Intf]]\nid = \"Intf-LocalHttps\"\noverride = true\ndiscloses_security_relevant = true\n[[Intf]]", "discloses_security_relevant = true", "contradiction", "5.6-2 is answered Y, but Intf-LocalHttps"},
    {"verified_elsewhere", "[[Intf]]", "[[UpdMech]]\nid = \"UpdMech-Slots\"\noverride = true\nverified_by = [\"service\"]\n[[Intf]]", "verified_by", "contradiction", "5.3-9 is answered Y, but UpdMech-Slots is not `verified_by` with device"},
    {"updates_off_by_default", "[[Intf]]", "[[UpdMech]]\nid = \"UpdMech-Slots\"\noverride = true\nconfiguration = [\"enable\", \"disable\"]\n[[Intf]]", "configuration", "contradiction", "5.3-6 is answered Y, but UpdMech-Slots is not `configuration` with postpone"},
};
// clang-format on

class LintRule : public testing::TestWithParam<Bad> {};

bool is_expected(const Finding& finding, const Bad& bad, std::uint32_t line) {
  return finding.rule == bad.rule && finding.place.file == kFile && finding.place.at.line == line &&
         finding.what.find(bad.what) != std::string::npos && finding.hint.find(bad.hint) != std::string::npos;
}

TEST_P(LintRule, is_named_with_its_line) {
  const Bad& bad = GetParam();
  const std::string text = replaced(text_of("speaker"), bad.from, bad.to);
  const Lint lint = lint_of(text);
  const std::uint32_t line = line_of(text, bad.at);
  const auto found =
      std::count_if(lint.findings.begin(), lint.findings.end(), [&](const Finding& f) { return is_expected(f, bad, line); });
  EXPECT_EQ(found, 1) << "wanted [" << bad.rule << "] in line " << line << ": " << bad.what << "\ngot:\n" << told(lint);
  EXPECT_FALSE(lint.usable());
}

INSTANTIATE_TEST_SUITE_P(Each, LintRule, testing::ValuesIn(kBad),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(Lint, reports_every_error_and_not_only_the_first) {
  std::string text = text_of("speaker");
  text = replaced(text, "class = \"smart speaker\"", "class = 1");
  text = replaced(text, "port = 8443", "port = 0");
  text = replaced(text, "type = \"physical\"", "type = \"x\"");
  text = replaced(text, "evidence = [\"Intf-Power\"]", "evidence = [\"Nowhere-1\"]");
  const Lint lint = lint_of(text);
  EXPECT_EQ(lint.errors(), 5U) << told(lint);  // and 5.6-3, which now has no physical interface
  EXPECT_TRUE(std::is_sorted(lint.findings.begin(), lint.findings.end(), [](const Finding& a, const Finding& b) {
    return a.place.at.line < b.place.at.line;
  })) << told(lint);
}

TEST(Lint, warns_of_an_n_where_the_provision_does_not_apply) {
  const std::string text = replaced(text_of("speaker"), "support = \"N/A\"", "support = \"N\"");
  const Lint lint = lint_of(text);
  ASSERT_EQ(lint.findings.size(), 1U) << told(lint);
  EXPECT_EQ(lint.findings[0].rule, "not-asked");
  EXPECT_EQ(lint.findings[0].severity, Severity::warning);
  EXPECT_EQ(lint.findings[0].place.at.line, line_of(text, "[ics.\"5.6-4\"]"));
  EXPECT_TRUE(lint.usable());
  EXPECT_FALSE(lint.clean());
}

TEST(Lint, lets_a_product_replace_fields_of_a_fragments_row) {
  const Lint lint = lint_of(text_of("speaker") + "\n[[Intf]]\nid = \"Intf-LocalHttps\"\noverride = true\nport = 8443\n");
  ASSERT_TRUE(lint.clean()) << told(lint);
  const Row* row = lint.declaration->row("Intf-LocalHttps");
  EXPECT_EQ(row->number("port"), 8443);
  EXPECT_EQ(row->text("transport"), "tcp");
  EXPECT_EQ(row->fragment(), "");
}

TEST(Lint, says_when_a_file_does_not_say_which_product_it_is) {
  const Lint lint = lint_of("include = [\"cardea-device\"]\n");
  const auto it = std::find_if(lint.findings.begin(), lint.findings.end(),
                               [](const Finding& f) { return f.what.starts_with("the file does not say"); });
  EXPECT_NE(it, lint.findings.end()) << told(lint);
}

TEST(Lint, asks_for_every_provision_of_an_empty_file) {
  const Lint lint = lint_of("");
  EXPECT_EQ(std::count_if(lint.findings.begin(), lint.findings.end(), [](const Finding& f) { return f.rule == "unanswered"; }),
            68);
}

// A product that answers Y to everything and has nothing: every answer that rests on a table is called out.
TEST(Lint, believes_no_y_without_the_tables_it_rests_on) {
  std::string text;
  for (const Provision& provision : provisions())
    text += "[ics.\"" + std::string(provision.id) + "\"]\nsupport = \"Y\"\nhow = \"trust us\"\n";
  const Lint lint = lint_of(text);
  for (const Demand& demand : demands()) {
    if (demand.quantity != Quantity::some) continue;
    const std::string says = std::string(demand.provision) + " is answered Y, but there is no " + std::string(demand.table);
    EXPECT_TRUE(std::any_of(lint.findings.begin(), lint.findings.end(), [&](const Finding& f) {
      return f.what.starts_with(says);
    })) << says;
  }
}

TEST(Lint, rests_every_y_but_4_1_and_those_that_only_contradict_on_a_table) {
  for (const Provision& provision : provisions()) {
    const auto all = demands();
    const bool asked = std::any_of(all.begin(), all.end(), [&](const Demand& d) { return d.provision == provision.id; });
    EXPECT_EQ(asked, provision.id != "4-1") << provision.id;
  }
}

TEST(Lint, has_rules_that_name_only_what_exists) {
  const auto exists = [](std::string_view table, std::string_view test) {
    const TableSchema* schema = find_table(table);
    ASSERT_NE(schema, nullptr) << table;
    if (test.empty()) return;
    const FieldSchema* field = schema->field(test.substr(0, test.find('=')));
    ASSERT_NE(field, nullptr) << table << ' ' << test;
    const std::string_view value = test.substr(test.find('=') + 1);
    if (field->words.empty() || value == "*" || value == "-") return;
    EXPECT_NE(std::find(field->words.begin(), field->words.end(), value), field->words.end()) << table << ' ' << test;
  };
  for (const Demand& demand : demands()) {
    EXPECT_NE(find_provision(demand.provision), nullptr) << demand.provision;
    for (const std::string_view test : {demand.where, demand.must, demand.also}) exists(demand.table, test);
  }
  for (const Vacuity& vacuity : vacuities()) {
    EXPECT_TRUE(find_provision(vacuity.provision)->conditions.empty() || vacuity.provision == "5.1-5") << vacuity.provision;
    for (const std::string_view test : {vacuity.where, vacuity.also}) exists(vacuity.table, test);
  }
  for (const RowDemand& demand : row_demands()) {
    for (const std::string_view test : {demand.where, demand.must}) exists(demand.table, test);
  }
}

TEST(Lint, bounds_what_it_says_and_tells_that_it_did) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  const Lint lint = lint_of(text);
  EXPECT_EQ(lint.findings.size(), kFindingsMax + 1);
  EXPECT_EQ(lint.findings.back().rule, "too-many");
}

TEST(Lint, shows_a_long_or_strange_word_short_and_harmless) {
  const Lint lint = lint_of("\"" + std::string(500, 'x') + "\\u001b[31m\" = 1\n");
  ASSERT_FALSE(lint.findings.empty());
  for (const Finding& finding : lint.findings) {
    EXPECT_EQ(finding.what.find('\x1b'), std::string::npos);
    EXPECT_LT(finding.what.size(), 400U);
  }
}

// A fragment beside the product is found, cannot include, cannot say which product it is, cannot override.
class OneFragment final : public FragmentSource {
 public:
  explicit OneFragment(std::string text) : text_(std::move(text)) {}
  Outcome<Fragment> fragment(const std::string& name) const override { return Fragment{name + ".toml", text_}; }

 private:
  std::string text_;
};

TEST(Fragment, is_held_to_the_same_rules_and_to_some_of_its_own) {
  const OneFragment source(
      "include = [\"more\"]\n[product]\nmodel = \"x\"\n[[CodeMin]]\nid = \"CodeMin-1\"\noverride = true\ncolour = 1\n");
  const Lint lint = parse_declaration(as_bytes("include = [\"maker\"]\n"), kFile, source, testing_only::kLate2026);
  const auto has = [&](std::string_view rule, std::uint32_t line) {
    return std::any_of(lint.findings.begin(), lint.findings.end(), [&](const Finding& f) {
      return f.rule == rule && f.place.file == "maker.toml" && f.place.at.line == line;
    });
  };
  EXPECT_TRUE(has("nested-include", 1)) << told(lint);
  EXPECT_TRUE(has("misplaced", 2)) << told(lint);
  EXPECT_TRUE(has("misplaced", 6)) << told(lint);
  EXPECT_TRUE(has("unknown-key", 7)) << told(lint);
  EXPECT_TRUE(has("missing", 4)) << told(lint);
}

TEST(Fragment, that_is_no_toml_is_named_with_its_own_file_and_line) {
  const Lint lint =
      parse_declaration(as_bytes("include = [\"maker\"]\n"), kFile, OneFragment("a = 1\nb =\n"), testing_only::kLate2026);
  EXPECT_TRUE(std::any_of(lint.findings.begin(), lint.findings.end(), [](const Finding& f) {
    return f.rule == "not-toml" && f.place.file == "maker.toml" && f.place.at.line == 2;
  })) << told(lint);
}

TEST(Fragment, is_never_looked_for_outside_the_products_folder) {
  for (const char* name : {"../speaker/product", "/etc/passwd", "a/b", "", "A", ".hidden"}) {
    const auto found = FragmentsBeside("/usr").fragment(name);
    ASSERT_FALSE(found.ok()) << name;
    EXPECT_EQ(found.error().code, Err::bad_value) << name;
  }
}

TEST(LintOfAFile, says_when_there_is_none) {
  const auto result = lint("/nonexistent/product.toml");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "cannot open /nonexistent/product.toml: No such file or directory");
  EXPECT_FALSE(lint("/usr").ok());
  EXPECT_EQ(lint("/dev/zero").error().code, Err::too_large);
}

// No line is sacred: with any one of them gone the lint still answers, and mostly objects.
TEST(Lint, survives_the_loss_of_any_line) {
  for (const char* product : {"speaker", "hub"}) {
    const std::string whole = text_of(product);
    for (std::size_t start = 0; start < whole.size();) {
      const std::size_t end = std::min(whole.find('\n', start), whole.size() - 1) + 1;
      const Lint lint = lint_of(whole.substr(0, start) + whole.substr(end));
      // Comments, evidence, and one row of two may go; nothing else.
      const bool matters = whole.find_first_of("#\n ", start) != start && whole.compare(start, 8, "evidence") != 0;
      EXPECT_TRUE(!matters || !lint.clean()) << whole.substr(start, end - start);
      start = end;
    }
  }
}

TEST(Lint, survives_the_loss_of_any_line_of_the_fragment) {
  const std::string whole = BuiltInFragments().fragment("cardea-device")->text;
  const std::string own = text_of("speaker");
  std::size_t number = 0;
  for (std::size_t start = 0; start < whole.size(); ++number) {
    const std::size_t end = std::min(whole.find('\n', start), whole.size() - 1) + 1;
    if (number % 31 == 0) {
      const OneFragment source(whole.substr(0, start) + whole.substr(end));
      parse_declaration(as_bytes(own), kFile, source, testing_only::kLate2026);
    }
    start = end;
  }
  EXPECT_GT(number, 500U);
}

}  // namespace
}  // namespace cardea::product
