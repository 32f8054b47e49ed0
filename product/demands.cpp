// SPDX-License-Identifier: Apache-2.0
// The rules of the lint that are data. What an answer Y rests on follows the IXIT columns and the minimum guarantees of
// TS 103 701; a Y that its own tables contradict is an error before anybody assesses it.
#include "product/demand.hpp"

namespace cardea::product {
namespace {

using enum Quantity;

// clang-format off
constexpr Demand kDemands[]{
    {"5.1-1", some, "AuthMech", "authentication_factor=password", ""},
    {"5.1-2", some, "AuthMech", "authentication_factor=password", "password_generation_mechanism=*"},
    {"5.1-2", every, "AuthMech", "password_origin=pre_installed_unique", "password_generation_mechanism=*"},
    {"5.1-3", some, "AuthMech", "subject=user", "cryptographic_details=*"},
    {"5.1-3", every, "AuthMech", "subject=user", "cryptographic_details=*"},
    {"5.1-3", every, "AuthMech", "subject=user", "security_guarantees=integrity"},
    {"5.1-3", every, "AuthMech", "subject=user", "security_guarantees=authenticity"},
    {"5.1-4", some, "UserInfo", "", "documentation_of_change_mechanisms=*"},
    {"5.1-5", some, "AuthMech", "network=true", "brute_force_prevention=*"},
    {"5.1-5", every, "AuthMech", "network=true", "brute_force_prevention=*"},

    {"5.2-1", some, "UserInfo", "", "publication_of_vulnerability_disclosure_policy=*"},
    {"5.2-1", some, "UserInfo", "", "disclosure_contact=*"},
    {"5.2-1", some, "UserInfo", "", "acknowledgement_time=*"},
    {"5.2-1", some, "UserInfo", "", "status_update_time=*"},
    {"5.2-2", some, "VulnTypes", "", ""},
    {"5.2-2", some, "Conf", "", "vulnerability_actions=true"},
    {"5.2-3", some, "VulnMon", "", "loops=monitor"},
    {"5.2-3", some, "VulnMon", "", "loops=identify"},
    {"5.2-3", some, "VulnMon", "", "loops=rectify"},
    {"5.2-3", some, "Conf", "", "vulnerability_monitoring=true"},

    {"5.3-1", some, "SoftComp", "", "update_mechanism=*"},
    {"5.3-1", every, "SoftComp", "", "update_mechanism=*"},
    {"5.3-2", some, "UpdMech", "security_guarantees=integrity", "security_guarantees=authenticity"},
    {"5.3-3", some, "SoftComp", "", "update_mechanism=*"},
    {"5.3-4", some, "UpdMech", "initiation=automatic", "automatic_by_default=true"},
    {"5.3-5", some, "UpdMech", "", "update_checking=*"},
    {"5.3-6", every, "UpdMech", "", "automatic_by_default=true", "initiation=automatic"},
    {"5.3-6", every, "UpdMech", "", "configuration=enable", "initiation=automatic"},
    {"5.3-6", every, "UpdMech", "", "configuration=disable", "initiation=automatic"},
    {"5.3-6", every, "UpdMech", "", "configuration=postpone", "initiation=automatic"},
    {"5.3-7", some, "UpdMech", "", "cryptographic_details=*"},
    {"5.3-7", every, "UpdMech", "", "cryptographic_details=*"},
    {"5.3-7", every, "UpdMech", "", "security_guarantees=integrity"},
    {"5.3-7", every, "UpdMech", "", "security_guarantees=authenticity"},
    {"5.3-8", some, "UpdProc", "", ""},
    {"5.3-8", some, "Conf", "", "update_procedures=true"},
    {"5.3-9", some, "UpdMech", "", "verified_by=device"},
    {"5.3-9", every, "UpdMech", "", "verified_by=device"},
    {"5.3-10", every, "UpdMech", "delivery=network", "cryptographic_details=*"},
    {"5.3-10", every, "UpdMech", "delivery=network", "security_guarantees=authenticity"},
    {"5.3-11", some, "UpdMech", "notification_names_risk=true", "user_notification=*"},
    {"5.3-12", every, "UpdMech", "", "notification_before_interruption=true"},
    {"5.3-13", some, "UserInfo", "", "publication_of_support_period=*"},
    {"5.3-14", some, "UserInfo", "", "publication_of_non_updatable=*"},
    {"5.3-14", some, "UserInfo", "", "documentation_of_replacement=*"},
    {"5.3-15", some, "ReplSup", "", ""},
    {"5.3-16", some, "UserInfo", "", "model_designation=*"},

    {"5.4-1", some, "SecParam", "", ""},
    {"5.4-1", every, "SecParam", "type=critical", "security_guarantees=confidentiality"},
    {"5.4-1", every, "SecParam", "", "security_guarantees=integrity"},
    {"5.4-2", every, "SecParam", "hard_coded_identity=true", "security_guarantees=tamper_resistance"},
    {"5.4-3", some, "SecParam", "type=critical", ""},
    {"5.4-3", every, "SecParam", "type=critical", "hard_coded_in_source=false"},
    {"5.4-4", some, "SecParam", "type=critical", ""},
    {"5.4-4", every, "SecParam", "type=critical", "unique_per_device=true", "used_for=service_communication"},
    {"5.4-4", every, "SecParam", "type=critical", "unique_per_device=true", "used_for=update_verification"},

    {"5.5-1", some, "ComMech", "", "cryptographic_details=*"},
    {"5.5-1", every, "ComMech", "", "cryptographic_details=*"},
    {"5.5-2", some, "NetSecImpl", "", ""},
    {"5.5-3", some, "SoftComp", "cryptographic_usage=*", "update_mechanism=*"},
    {"5.5-3", every, "SoftComp", "cryptographic_usage=*", "update_mechanism=*"},
    {"5.5-4", some, "SoftServ", "interface=*", "authentication_mechanism=*"},
    {"5.5-4", every, "SoftServ", "role=nobody", "serves_sign_in=true", "status=initialized"},
    {"5.5-5", some, "SoftServ", "interface=*", "authentication_mechanism=*"},
    {"5.5-5", every, "SoftServ", "interface=*", "authentication_mechanism=*", "allows_configuration=true"},
    {"5.5-5", every, "SoftServ", "role=nobody", "allows_configuration=false"},
    {"5.5-5", every, "SoftServ", "role=nobody", "changes=false"},
    {"5.5-6", some, "SecParam", "type=critical", "communication_mechanisms=*"},
    {"5.5-7", some, "SecParam", "type=critical", "communication_mechanisms=*"},
    {"5.5-8", some, "SecMgmt", "", "stages=generate"},
    {"5.5-8", some, "SecMgmt", "", "stages=provision"},
    {"5.5-8", some, "SecMgmt", "", "stages=store"},
    {"5.5-8", some, "SecMgmt", "", "stages=update"},
    {"5.5-8", some, "SecMgmt", "", "stages=decommission"},
    {"5.5-8", some, "SecMgmt", "", "stages=compromise"},
    {"5.5-8", some, "Conf", "", "secure_management=true"},

    {"5.6-1", some, "Intf", "", ""},
    {"5.6-1", every, "Intf", "use=never", "status=-"},
    {"5.6-2", some, "Intf", "type=network", "disclosed_information=*"},
    {"5.6-2", every, "Intf", "type=network", "discloses_security_relevant=false", "status=initialized"},
    {"5.6-3", some, "Intf", "type=physical", ""},
    {"5.6-4", every, "Intf", "debug_interface=true", "status=-", "physically_accessible=true"},
    {"5.6-4", every, "Intf", "debug_interface=true", "protection=*", "physically_accessible=true"},
    {"5.6-5", some, "SoftServ", "", "justification=*"},
    {"5.6-6", some, "CodeMin", "", ""},
    {"5.6-7", some, "PrivlCtrl", "", ""},
    {"5.6-8", some, "AccCtrl", "", ""},
    {"5.6-9", some, "SecDev", "", "topics=training"},
    {"5.6-9", some, "SecDev", "", "topics=requirements"},
    {"5.6-9", some, "SecDev", "", "topics=coding"},
    {"5.6-9", some, "SecDev", "", "topics=tooling"},
    {"5.6-9", some, "SecDev", "", "topics=testing"},
    {"5.6-9", some, "SecDev", "", "topics=review"},
    {"5.6-9", some, "SecDev", "", "topics=archiving"},
    {"5.6-9", some, "SecDev", "", "topics=deployment"},
    {"5.6-9", some, "Conf", "", "secure_development=true"},

    {"5.7-1", some, "SecBoot", "", ""},
    {"5.7-1", every, "SecBoot", "", "security_guarantees=integrity"},
    {"5.7-1", every, "SecBoot", "", "security_guarantees=authenticity"},
    {"5.7-2", some, "SecBoot", "user_notification=*", "notification_functionality=*"},

    {"5.8-1", some, "PersData", "", "communication_mechanisms=*"},
    {"5.8-2", some, "PersData", "sensitive=true", ""},
    {"5.8-3", some, "ExtSens", "", ""},
    {"5.8-3", some, "UserInfo", "", "documentation_of_sensors=*"},

    {"5.9-1", some, "ResMech", "", "type=network"},
    {"5.9-1", some, "ResMech", "", "type=power"},
    {"5.9-2", some, "ResMech", "", "type=network"},
    {"5.9-2", some, "ResMech", "", "type=power"},
    {"5.9-3", some, "ComMech", "", "resilience_measures=*"},

    {"5.10-1", some, "TelData", "", "security_examination=*"},

    {"5.11-1", some, "DelFunc", "", "target_type=device"},
    {"5.11-2", some, "DelFunc", "", "target_type=associated_service"},
    {"5.11-3", some, "UserInfo", "", "documentation_of_deletion=*"},
    {"5.11-4", some, "DelFunc", "", "confirmation=*"},
    {"5.11-4", every, "DelFunc", "", "confirmation=*"},

    {"5.12-1", some, "UserDec", "", ""},
    {"5.12-2", some, "UserInfo", "", "documentation_of_secure_setup=*"},
    {"5.12-3", some, "UserInfo", "", "documentation_of_setup_check=*"},

    {"5.13-1", some, "InpVal", "", ""},

    {"6-1", some, "PersData", "", ""},
    {"6-1", some, "UserInfo", "", "documentation_of_personal_data=*"},
    {"6-2", every, "PersData", "basis=consent", "obtaining_consent=*"},
    {"6-3", some, "PersData", "basis=consent", "withdrawing_consent=*"},
    {"6-3", every, "PersData", "basis=consent", "withdrawing_consent=*"},
    {"6-4", some, "TelData", "", "purpose=*"},
    {"6-5", some, "TelData", "", "purpose=*"},
    {"6-5", some, "UserInfo", "", "documentation_of_telemetry_data=*"},
};

constexpr Vacuity kVacuities[]{
    {"5.1-3", "AuthMech", "subject=user"},
    {"5.1-5", "AuthMech", "network=true"},
    {"5.4-1", "SecParam", ""},
    {"5.4-3", "SecParam", "type=critical"},
    {"5.4-4", "SecParam", "type=critical"},
    {"5.5-4", "SoftServ", "interface=*"},
    {"5.5-5", "SoftServ", "interface=*"},
    {"5.5-6", "SecParam", "type=critical", "communication_mechanisms=*"},
    {"5.5-7", "SecParam", "type=critical", "communication_mechanisms=*"},
    {"5.6-3", "Intf", "type=physical"},
    {"5.8-1", "PersData", "communication_mechanisms=*"},
    {"5.8-2", "PersData", "sensitive=true"},
    {"5.8-3", "ExtSens", ""},
    {"5.11-1", "PersData", "stored_on=device"},
    {"5.11-2", "PersData", "stored_on=associated_service"},
    {"5.11-3", "PersData", ""},
    {"5.11-4", "PersData", ""},
    {"6-1", "PersData", ""},
    {"6-3", "PersData", "basis=consent"},
};

constexpr RowDemand kRowDemands[]{
    {"AuthMech", "authentication_factor=password", "password_origin=*"},
    {"AuthMech", "authentication_factor=pin", "password_origin=*"},
    {"AuthMech", "password_origin=pre_installed_unique", "password_generation_mechanism=*"},
    {"SoftComp", "update_mechanism=-", "no_update_reason=*"},
    {"SoftComp", "cryptographic_usage=*", "side_effects_of_cryptographic_update=*"},
    {"UpdMech", "initiation=automatic", "update_checking=*"},
    {"UpdMech", "initiation=automatic", "check_interval=*"},
    {"UpdMech", "initiation=automatic", "checked=*"},
    {"SoftServ", "interface=*", "path=*"},
    {"SoftServ", "path=*", "interface=*"},
    {"SoftServ", "path=*", "method=*"},
    {"SoftServ", "path=*", "role=*"},
    {"SoftServ", "role=factory", "authentication_mechanism=*"},
    {"SoftServ", "role=user", "authentication_mechanism=*"},
    {"SoftServ", "role=admin", "authentication_mechanism=*"},
    {"Intf", "type=network", "transport=*"},
    {"Intf", "type=network", "port=*"},
    {"Intf", "type=network", "bind=*"},
    {"Intf", "type=network", "process=*"},
    {"Intf", "port=*", "type=network"},
    {"PersData", "basis=consent", "obtaining_consent=*"},
    {"PersData", "basis=consent", "withdrawing_consent=*"},
};
// clang-format on

}  // namespace

std::span<const Demand> demands() {
  return kDemands;
}
std::span<const Vacuity> vacuities() {
  return kVacuities;
}
std::span<const RowDemand> row_demands() {
  return kRowDemands;
}

}  // namespace cardea::product
