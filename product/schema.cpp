// SPDX-License-Identifier: Apache-2.0
#include "product/schema.hpp"

#include <algorithm>
#include <array>

namespace cardea::product {
namespace {

using enum FieldKind;
using enum Need;
using Words = std::string_view;

constexpr std::array<Words, 3> kStates{"factory_default", "initializing", "initialized"};
constexpr std::array<Words, 5> kGuarantees{"confidentiality", "integrity", "authenticity", "tamper_resistance", "availability"};
constexpr std::array<Words, 9> kFactors{"password",  "pin",        "certificate",      "token", "shared_key", "one_time_code",
                                        "biometric", "label_code", "physical_presence"};
constexpr std::array<Words, 2> kSubjects{"user", "machine"};
constexpr std::array<Words, 3> kPasswordOrigins{"pre_installed_unique", "pre_installed_common", "user_set"};
constexpr std::array<Words, 3> kLoops{"monitor", "identify", "rectify"};
constexpr std::array<Words, 4> kInitiations{"automatic", "user", "service", "manual"};
constexpr std::array<Words, 3> kConfigurations{"enable", "disable", "postpone"};
constexpr std::array<Words, 2> kCheckTimes{"after_initialization", "periodically"};
constexpr std::array<Words, 3> kDeliveries{"network", "removable_medium", "cable"};
constexpr std::array<Words, 3> kVerifiers{"device", "hub", "service"};
constexpr std::array<Words, 2> kParameterTypes{"critical", "public"};
constexpr std::array<Words, 8> kParameterUses{"user_authentication",
                                              "device_identity",
                                              "update_verification",
                                              "service_communication",
                                              "local_communication",
                                              "storage",
                                              "session",
                                              "other"};
constexpr std::array<Words, 5> kPeers{"user", "associated_service", "other_device", "node", "internet_service"};
constexpr std::array<Words, 6> kStages{"generate", "provision", "store", "update", "decommission", "compromise"};
constexpr std::array<Words, 4> kInterfaceTypes{"network", "physical", "radio", "local"};
constexpr std::array<Words, 3> kUses{"required", "intermittent", "never"};
constexpr std::array<Words, 2> kTransports{"tcp", "udp"};
constexpr std::array<Words, 3> kScopes{"loopback", "lan", "any"};
constexpr std::array<Words, 5> kRoles{"nobody", "factory", "guest", "user", "admin"};
constexpr std::array<Words, 7> kMethods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};
constexpr std::array<Words, 3> kNetworkRights{"none", "listens", "connects"};
constexpr std::array<Words, 9> kTopics{"training", "requirements", "coding",     "tooling",      "testing",
                                       "review",   "archiving",    "deployment", "third_parties"};
constexpr std::array<Words, 2> kRootsOfTrust{"hardware", "software"};
constexpr std::array<Words, 4> kBases{"consent", "contract", "legitimate_interest", "legal_obligation"};
constexpr std::array<Words, 2> kPlaces{"device", "associated_service"};
constexpr std::array<Words, 2> kOutages{"network", "power"};
constexpr std::array<Words, 3> kSources{"user_interface", "api", "network"};
constexpr std::array<Words, 3> kSupport{"Y", "N", "N/A"};
constexpr std::array<Words, 2> kLanguages{"en", "zh"};

constexpr FieldSchema kDetailFields[]{
    {"primitive", text, required},
    {"mode", text},
    {"key_bits", number, optional, {}, {}, 1, 65536},
    {"protocol", text},
    {"version", text},
    {"library", text},
    {"library_version", text},
};

constexpr FieldSchema kProductFields[]{
    {"model", text, required},
    {"manufacturer", text, required},
    {"version", text, required},
    {"support_end", date, required},
    {"languages", choices, required, kLanguages},
    {"class", text, required},
    {"constrained", flag, required},
};

constexpr FieldSchema kAnswerFields[]{
    {"support", choice, required, kSupport},
    {"how", text},      // Y: the measure
    {"reason", text},   // N, N/A: why
    {"vacuous", flag},  // Y because there is no such thing in this product
    {"evidence", references, optional, {}, "*"},
};

constexpr FieldSchema kAuthMech[]{
    {"description", text, required},
    {"authentication_factor", choice, required, kFactors},
    {"subject", choice, required, kSubjects},
    {"network", flag, required},  // can be tried over a network interface
    {"used_in", choices, required, kStates},
    {"password_origin", choice, optional, kPasswordOrigins},
    {"password_generation_mechanism", text},
    {"password_bits", number, optional, {}, {}, 1, 4096},
    {"security_guarantees", choices, required, kGuarantees},
    {"cryptographic_details", details},
    {"brute_force_prevention", text},
    {"free_attempts", number, optional, {}, {}, 0, 1000},
    {"delay_max_s", number, optional, {}, {}, 1, 31536000},
};

constexpr FieldSchema kUserInfo[]{
    {"documentation_of_change_mechanisms", text},
    {"publication_of_vulnerability_disclosure_policy", url},
    {"disclosure_contact", text},
    {"acknowledgement_time", duration},
    {"status_update_time", duration},
    {"support_period", date},
    {"publication_of_support_period", url},
    {"publication_of_non_updatable", url},
    {"documentation_of_replacement", text},
    {"model_designation", text},
    {"documentation_of_sensors", text},
    {"documentation_of_secure_setup", text},
    {"documentation_of_setup_check", text},
    {"documentation_of_deletion", text},
    {"documentation_of_personal_data", text},
    {"documentation_of_telemetry_data", text},
};

constexpr FieldSchema kVulnTypes[]{
    {"description", text, required}, {"action", text, required}, {"time_frame", duration, required}};

constexpr FieldSchema kConf[]{{"vulnerability_actions", flag, required},
                              {"vulnerability_monitoring", flag, required},
                              {"update_procedures", flag, required},
                              {"secure_management", flag, required},
                              {"secure_development", flag, required}};

constexpr FieldSchema kVulnMon[]{{"description", text, required}, {"loops", choices, required, kLoops}};

constexpr FieldSchema kSoftComp[]{
    {"description", text, required},
    {"description_zh", text},
    {"component", text},  // carried along beside the system, and updated by the runtime under this name
    {"version", text},
    {"update_mechanism", references, required, {}, "UpdMech"},
    {"no_update_reason", text},
    {"cryptographic_usage", text},
    {"side_effects_of_cryptographic_update", text},
};

constexpr FieldSchema kUpdMech[]{
    {"description", text, required},
    {"security_guarantees", choices, required, kGuarantees},
    {"cryptographic_details", details, required},
    {"delivery", choices, required, kDeliveries},
    {"verified_by", choices, required, kVerifiers},
    {"refuses_older", flag, required},
    {"initiation", choices, required, kInitiations},
    {"interaction", text, required},
    {"configuration", choices, required, kConfigurations},
    {"automatic_by_default", flag, required},
    {"update_checking", text},
    {"check_interval", duration},
    {"checked", choices, optional, kCheckTimes},
    {"user_notification", text},
    {"notification_names_risk", flag, required},
    {"notification_before_interruption", flag, required},
};

constexpr FieldSchema kUpdProc[]{{"description", text, required}, {"time_frame", duration, required}};

constexpr FieldSchema kReplSup[]{{"isolation", text, required}, {"hardware_replacement", text, required}};

constexpr FieldSchema kSecParam[]{
    {"description", text, required},
    {"type", choice, required, kParameterTypes},
    {"used_for", choices, required, kParameterUses},
    {"hard_coded_identity", flag, required},
    {"hard_coded_in_source", flag, required},
    {"unique_per_device", flag, required},
    {"security_guarantees", choices, required, kGuarantees},
    {"protection_scheme", text, required},
    {"provisioning_mechanism", text, required},
    {"communication_mechanisms", references, required, {}, "ComMech"},
    {"generation_mechanism", text, required},
    {"held_by", text},  // the process that alone may touch it
    {"erased_by_user", flag, required},
};

constexpr FieldSchema kComMech[]{
    {"description", text, required},
    {"peer", choice, required, kPeers},
    {"remotely_accessible", flag, required},
    {"interfaces", references, optional, {}, "Intf"},
    {"security_guarantees", choices, required, kGuarantees},
    {"cryptographic_details", details, required},
    {"resilience_measures", text},
};

constexpr FieldSchema kNetSecImpl[]{{"description", text, required},
                                    {"component", text, required},
                                    {"version", text},
                                    {"review_evaluation_method", text, required},
                                    {"report", text, required}};

constexpr FieldSchema kSoftServ[]{
    {"description", text, required},
    {"process", text, required},
    {"status", choices, required, kStates},  // the states in which it is enabled
    {"justification", text, required},
    {"allows_configuration", flag, required},
    {"authentication_mechanism", references, required, {}, "AuthMech"},
    {"interface", reference, optional, {}, "Intf"},  // with method, path and role: a function of the network
    {"method", choice, optional, kMethods},
    {"path", text},
    {"role", choice, optional, kRoles},
    {"changes", flag},         // changes state (5.5-5)
    {"serves_sign_in", flag},  // a part of signing in itself, so that nobody can have signed in before it
};

constexpr FieldSchema kSecMgmt[]{{"description", text, required}, {"stages", choices, required, kStages}};

constexpr FieldSchema kIntf[]{
    {"description", text, required},
    {"type", choice, required, kInterfaceTypes},
    {"use", choice, required, kUses},
    {"status", choices, required, kStates},  // the states in which it is enabled
    {"disclosed_information", text, required},
    {"discloses_security_relevant", flag, required},
    {"debug_interface", flag, required},
    {"physically_accessible", flag, required},
    {"protection", text},
    {"transport", choice, optional, kTransports},  // type network: what warden opens, and for whom
    {"port", number, optional, {}, {}, 1, 65535},
    {"bind", choice, optional, kScopes},
    {"process", text},
};

constexpr FieldSchema kCodeMin[]{{"description", text, required}};

constexpr FieldSchema kPrivlCtrl[]{
    {"description", text, required},
    {"process", text, required},
    {"own_user", flag, required},
    {"network", choice, required, kNetworkRights},
    {"parses_hostile_bytes", flag, required},
    {"system_call_filter", flag, required},
    {"path_filter", flag, required},
    {"capabilities", texts, required},  // what is kept after start
};

constexpr FieldSchema kAccCtrl[]{{"description", text, required}};

constexpr FieldSchema kSecDev[]{{"description", text, required}, {"topics", choices, required, kTopics}};

constexpr FieldSchema kSecBoot[]{
    {"description", text, required},
    {"root_of_trust", choice, required, kRootsOfTrust},
    {"security_guarantees", choices, required, kGuarantees},
    {"detection_mechanisms", text, required},
    {"user_notification", text},
    {"notification_functionality", text},
};

constexpr FieldSchema kPersData[]{
    {"description", text, required},
    {"description_zh", text},
    {"processing_activities", texts, required},
    {"purpose", text, required},
    {"purpose_zh", text},
    {"basis", choice, required, kBases},
    {"recipients", texts, required},
    {"stored_on", choices, required, kPlaces},
    {"retention_days", number, optional, {}, {}, 1, 36500},
    {"communication_mechanisms", references, required, {}, "ComMech"},
    {"sensitive", flag, required},
    {"obtaining_consent", text},
    {"withdrawing_consent", text},
};

constexpr FieldSchema kExtSens[]{{"description", text, required}, {"description_zh", text}};

constexpr FieldSchema kResMech[]{{"description", text, required},
                                 {"type", choices, required, kOutages},
                                 {"security_guarantees", choices, required, kGuarantees}};

constexpr FieldSchema kTelData[]{
    {"description", text, required},
    {"description_zh", text},
    {"name", text, required},
    {"purpose", text, required},
    {"purpose_zh", text},
    {"basis", choice, required, kBases},
    {"recipient", text, required},
    {"retention_days", number, required, {}, {}, 1, 36500},
    {"value_min", number, required, {}, {}, std::numeric_limits<std::int64_t>::min()},
    {"value_max", number, required, {}, {}, std::numeric_limits<std::int64_t>::min()},
    {"security_examination", text},
    {"personal_data", references, required, {}, "PersData"},
};

constexpr FieldSchema kDelFunc[]{
    {"description", text, required},
    {"target_type", choices, required, kPlaces},
    {"initiation_and_interaction", text, required},
    {"confirmation", text},
    {"personal_data", references, optional, {}, "PersData"},
    {"security_parameters", references, optional, {}, "SecParam"},
};

constexpr FieldSchema kUserDec[]{
    {"description", text, required}, {"options", texts, required}, {"default", text, required}, {"triggered_by", text, required}};

constexpr FieldSchema kUserIntf[]{{"description", text, required}};

constexpr FieldSchema kExtApi[]{{"description", text, required}};

constexpr FieldSchema kInpVal[]{{"description", text, required}, {"source", choices, required, kSources}};

constexpr FieldSchema kAssocServ[]{
    {"description", text, required}, {"host", text, required}, {"port", number, required, {}, {}, 1, 65535},
    {"purpose", text, required},     {"purpose_zh", text},
};

constexpr TableSchema kTables[]{
    {"AuthMech", 1, Shape::rows, "Authentication mechanisms", "认证机制", kAuthMech},
    {"UserInfo", 2, Shape::single, "Information for users", "用户信息", kUserInfo},
    {"VulnTypes", 3, Shape::rows, "Kinds of vulnerabilities", "漏洞类型", kVulnTypes},
    {"Conf", 4, Shape::single, "Confirmations of the manufacturer", "制造商确认", kConf},
    {"VulnMon", 5, Shape::rows, "Watching for vulnerabilities", "漏洞监测", kVulnMon},
    {"SoftComp", 6, Shape::rows, "Software components", "软件组件", kSoftComp},
    {"UpdMech", 7, Shape::rows, "Update mechanisms", "更新机制", kUpdMech},
    {"UpdProc", 8, Shape::rows, "Update procedures", "更新流程", kUpdProc},
    {"ReplSup", 9, Shape::single, "Replacement of hardware", "更换支持", kReplSup},
    {"SecParam", 10, Shape::rows, "Security parameters", "安全参数", kSecParam},
    {"ComMech", 11, Shape::rows, "Communication mechanisms", "通信机制", kComMech},
    {"NetSecImpl", 12, Shape::rows, "Implementations of network and security functions", "网络与安全实现", kNetSecImpl},
    {"SoftServ", 13, Shape::rows, "Software services", "软件服务", kSoftServ},
    {"SecMgmt", 14, Shape::rows, "Management of critical security parameters", "安全管理流程", kSecMgmt},
    {"Intf", 15, Shape::rows, "Interfaces", "接口", kIntf},
    {"CodeMin", 16, Shape::rows, "Minimisation of code", "代码精简", kCodeMin},
    {"PrivlCtrl", 17, Shape::rows, "Control of privileges", "权限控制", kPrivlCtrl},
    {"AccCtrl", 18, Shape::rows, "Access control in hardware", "硬件访问控制", kAccCtrl},
    {"SecDev", 19, Shape::rows, "Secure development", "安全开发", kSecDev},
    {"SecBoot", 20, Shape::rows, "Secure boot", "安全启动", kSecBoot},
    {"PersData", 21, Shape::rows, "Personal data", "个人数据", kPersData},
    {"ExtSens", 22, Shape::rows, "External sensors", "外部感知", kExtSens},
    {"ResMech", 23, Shape::rows, "Resilience", "韧性机制", kResMech},
    {"TelData", 24, Shape::rows, "Telemetry", "遥测数据", kTelData},
    {"DelFunc", 25, Shape::rows, "Deletion", "删除功能", kDelFunc},
    {"UserDec", 26, Shape::rows, "Decisions of the user", "用户选择", kUserDec},
    {"UserIntf", 27, Shape::rows, "User interfaces", "用户界面", kUserIntf},
    {"ExtAPI", 28, Shape::rows, "External programming interfaces", "外部接口", kExtApi},
    {"InpVal", 29, Shape::rows, "Validation of input", "输入验证", kInpVal},
    {"AssocServ", 0, Shape::rows, "Associated services", "关联服务", kAssocServ},
};

}  // namespace

const FieldSchema* TableSchema::field(std::string_view field_name) const {
  const auto it = std::find_if(fields.begin(), fields.end(), [&](const FieldSchema& row) { return row.name == field_name; });
  return it == fields.end() ? nullptr : &*it;
}

std::span<const TableSchema> tables() {
  return kTables;
}

const TableSchema* find_table(std::string_view name) {
  const auto all = tables();
  const auto it = std::find_if(all.begin(), all.end(), [&](const TableSchema& row) { return row.name == name; });
  return it == all.end() ? nullptr : &*it;
}

std::span<const FieldSchema> product_fields() {
  return kProductFields;
}
std::span<const FieldSchema> answer_fields() {
  return kAnswerFields;
}
std::span<const FieldSchema> detail_fields() {
  return kDetailFields;
}

std::string_view name_of(FieldKind kind) {
  switch (kind) {
    case text: return "text";
    case number: return "a whole number";
    case flag: return "true or false";
    case date: return "a date (2031-12-31, without quotes)";
    case url: return "an https:// address";
    case duration: return "a duration (\"90 days\")";
    case choice: return "one word";
    case choices: return "a list of words";
    case texts: return "a list of texts";
    case references: return "a list of row ids";
    case reference: return "a row id";
    case details: return "a list of tables";
  }
  return "";
}

}  // namespace cardea::product
