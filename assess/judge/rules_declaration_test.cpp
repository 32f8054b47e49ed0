// SPDX-License-Identifier: Apache-2.0
// Rules over declared rows: each on rows that are as they should be, and on rows that are not.
#include <gtest/gtest.h>

#include "assess/judge/rules.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

Judgement judge(const Declared& declared, std::string_view rule) {
  return find_rule(rule)(Facts(declared.facts()));
}

Verdict verdict(const Declared& declared, std::string_view rule) {
  return judge(declared, rule).verdict;
}

Declared some() {
  Declared declared;
  declared.answer("5.5-8", "Y");
  return declared;
}

TEST(DeclaredRows, without_a_declaration_no_rule_over_rows_passes) {
  const Declared nothing;
  for (const auto group : {declaration_rules(), parameter_rules(), update_mechanism_rules()}) {
    for (const NamedRule& one : group) EXPECT_NE(one.rule(Facts(nothing.facts())).verdict, Verdict::pass) << one.name;
  }
}

TEST(PreInstalledPasswords, are_weighed_by_their_declared_bits) {
  const auto with = [](Value bits) {
    Declared declared = some();
    Value row = values({{"authentication_factor", "password"}, {"password_origin", "pre_installed_unique"}});
    if (!bits.is_null()) row.set("password_bits", std::move(bits));
    return verdict(declared.row("AuthMech", "label", std::move(row)), "pre_installed_are_hard_to_guess");
  };
  EXPECT_EQ(with(64), Verdict::pass);
  EXPECT_EQ(with(40), Verdict::pending_human);
  EXPECT_EQ(with(13), Verdict::fail);
  EXPECT_EQ(with(nullptr), Verdict::inconclusive);
}

TEST(UpdateTrust, a_signature_is_enough_and_anything_else_is_weighed_by_a_person) {
  const auto with = [](const char* primitive) {
    Declared declared = some();
    Value detail = values({{"primitive", primitive}});
    Value details{Value::Array{}};
    details.push(std::move(detail));
    return verdict(
        declared.row("UpdMech", "net", values({{"delivery", list_of({"network"})}, {"cryptographic_details", details}})),
        "updates_rest_on_signatures");
  };
  EXPECT_EQ(with("Ed25519"), Verdict::pass);
  EXPECT_EQ(with("AES-GCM"), Verdict::pending_human);
}

Declared with_component(Value mechanism) {
  Declared declared = some();
  declared.row("SoftComp", "system", values({{"update_mechanism", list_of({"net"})}}));
  return declared.row("UpdMech", "net", std::move(mechanism));
}

TEST(ComponentUpdates, every_component_has_a_mechanism_that_is_simple_automatic_and_on) {
  const Value good = values({{"initiation", list_of({"automatic"})},
                             {"update_checking", "by itself"},
                             {"check_interval", "1 day"},
                             {"checked", list_of({"after_initialization", "periodically"})},
                             {"automatic_by_default", true},
                             {"configuration", list_of({"disable"})}});
  const Value manual = values({{"initiation", list_of({"manual"})}, {"configuration", list_of({"disable"})}});
  for (const char* rule : {"updates_are_simple", "updates_are_automatic", "automatic_is_on", "updates_are_looked_for"}) {
    EXPECT_EQ(verdict(with_component(good), rule), Verdict::pass) << rule;
    EXPECT_EQ(verdict(with_component(manual), rule), Verdict::fail) << rule;
  }
}

TEST(ComponentUpdates, a_component_without_a_mechanism_is_put_before_a_person) {
  Declared declared = some();
  declared.row("SoftComp", "boot",
               values({{"update_mechanism", list_of({})}, {"no_update_reason", "what a device falls back with"}}));
  const Judgement judgement = judge(declared, "updates_are_simple");
  EXPECT_EQ(judgement.verdict, Verdict::pending_human);
  EXPECT_NE(judgement.findings.front().find("falls back"), std::string::npos);
}

TEST(ComponentUpdates, looking_only_once_or_only_later_is_not_both) {
  const auto with = [](Value checked) {
    Value row = values({{"initiation", list_of({"automatic"})}, {"update_checking", "by itself"}, {"check_interval", "1 day"}});
    if (!checked.is_null()) row.set("checked", std::move(checked));
    return verdict(with_component(std::move(row)), "updates_are_looked_for");
  };
  EXPECT_EQ(with(list_of({"periodically"})), Verdict::fail);
  EXPECT_EQ(with(list_of({"after_initialization"})), Verdict::fail);
  EXPECT_EQ(with(nullptr), Verdict::pending_human);
}

TEST(ComponentUpdates, who_starts_them_is_known_and_agrees_with_the_default) {
  EXPECT_EQ(verdict(with_component(values({{"initiation", list_of({"manual"})}})), "automatic_mechanisms_are_known"),
            Verdict::pass);
  EXPECT_EQ(verdict(with_component(values({{"initiation", list_of({})}})), "automatic_mechanisms_are_known"), Verdict::fail);
  EXPECT_EQ(verdict(with_component(values({{"initiation", list_of({"manual"})}, {"automatic_by_default", true}})),
                    "automatic_mechanisms_are_known"),
            Verdict::fail);
}

TEST(ComponentUpdates, an_interruption_without_a_notice_is_put_before_a_person) {
  EXPECT_EQ(verdict(with_component(values({{"notification_before_interruption", true}})), "interruptions_are_announced"),
            Verdict::pass);
  EXPECT_EQ(verdict(with_component(values({{"notification_before_interruption", false}})), "interruptions_are_announced"),
            Verdict::pending_human);
}

Declared with_parameter(const char* type, std::vector<std::string> guarantees) {
  Declared declared = some();
  return declared.row(
      "SecParam", "key",
      values({{"type", type}, {"security_guarantees", list_of(guarantees)}, {"used_for", list_of({"device_identity"})}}));
}

TEST(Parameters, critical_ones_are_confidential_and_whole_public_ones_are_whole) {
  const char* rule = "parameter_guarantees_fit_type";
  EXPECT_EQ(verdict(with_parameter("critical", {"confidentiality", "integrity"}), rule), Verdict::pass);
  EXPECT_EQ(verdict(with_parameter("critical", {"integrity"}), rule), Verdict::fail);
  EXPECT_EQ(verdict(with_parameter("public", {"integrity"}), rule), Verdict::pass);
  EXPECT_EQ(verdict(with_parameter("public", {"authenticity"}), rule), Verdict::fail);
  EXPECT_EQ(verdict(with_parameter("", {"integrity"}), rule), Verdict::fail);
}

TEST(Parameters, one_that_another_row_relies_on_is_missed) {
  const char* rule = "parameters_of_other_rows_are_listed";
  Declared declared = with_parameter("critical", {"integrity"});
  declared.row("AuthMech", "machine", values({{"authentication_factor", "certificate"}, {"subject", "machine"}}));
  EXPECT_EQ(verdict(declared, rule), Verdict::pass);
  declared.row("AuthMech", "button", values({{"authentication_factor", "physical_presence"}, {"subject", "user"}}));
  EXPECT_EQ(verdict(declared, rule), Verdict::pass);
  declared.row("AuthMech", "person", values({{"authentication_factor", "password"}, {"subject", "user"}}));
  EXPECT_EQ(verdict(declared, rule), Verdict::fail);
}

TEST(Parameters, a_hard_coded_identity_is_one) {
  const auto with = [](Value row) {
    Declared declared = some();
    return verdict(declared.row("SecParam", "serial", std::move(row)), "identity_is_said");
  };
  EXPECT_EQ(with(values({{"hard_coded_identity", true}, {"used_for", list_of({"device_identity"})}})), Verdict::pass);
  EXPECT_EQ(with(values({{"hard_coded_identity", true}, {"used_for", list_of({"storage"})}})), Verdict::inconclusive);
  EXPECT_EQ(with(Value{Value::Map{}}), Verdict::fail);
}

TEST(Coverage, management_of_keys_covers_six_stages_and_development_its_topics) {
  Declared whole = some();
  whole.row("SecMgmt", "keys",
            values({{"stages", list_of({"generate", "provision", "store", "update", "decommission", "compromise"})}}));
  whole.row("SecDev", "dev",
            values({{"topics", list_of({"training", "requirements", "coding", "tooling", "testing", "review", "archiving",
                                        "deployment", "third_parties"})}}));
  EXPECT_EQ(verdict(whole, "management_covers_each_stage"), Verdict::pass);
  EXPECT_EQ(verdict(whole, "development_covers_each_topic"), Verdict::pass);
  Declared part = some();
  part.row("SecMgmt", "keys", values({{"stages", list_of({"generate"})}}));
  part.row("SecDev", "dev", values({{"topics", list_of({"training"})}}));
  EXPECT_EQ(judge(part, "management_covers_each_stage").findings.front(), "no SecMgmt covers provision");
  EXPECT_EQ(verdict(part, "development_covers_each_topic"), Verdict::fail);
  EXPECT_EQ(verdict(some(), "management_covers_each_stage"), Verdict::inconclusive);
}

TEST(Interfaces, debug_ones_within_reach_are_off_even_those_that_are_needed_at_times) {
  const auto with = [](const char* use, std::vector<std::string> status) {
    Declared declared = some();
    return declared.row(
        "Intf", "uart",
        values({{"debug_interface", true}, {"physically_accessible", true}, {"use", use}, {"status", list_of(status)}}));
  };
  EXPECT_EQ(verdict(with("intermittent", {}), "occasional_debug_interfaces_start_off"), Verdict::pass);
  EXPECT_EQ(verdict(with("intermittent", {"initialized"}), "occasional_debug_interfaces_start_off"), Verdict::fail);
  EXPECT_EQ(verdict(with("never", {"initialized"}), "debug_interfaces_are_off"), Verdict::fail);
  EXPECT_EQ(verdict(with("intermittent", {"initialized"}), "debug_interfaces_are_off"), Verdict::pass);
}

TEST(SecureBoot, guarantees_that_software_is_whole_and_genuine) {
  const auto with = [](std::vector<std::string> guarantees) {
    Declared declared = some();
    return verdict(declared.row("SecBoot", "boot", values({{"security_guarantees", list_of(guarantees)}})),
                   "boot_guarantees_suffice");
  };
  EXPECT_EQ(with({"integrity", "authenticity"}), Verdict::pass);
  EXPECT_EQ(with({"integrity"}), Verdict::fail);
  EXPECT_EQ(verdict(some(), "boot_guarantees_suffice"), Verdict::inconclusive);
}

TEST(PersonalData, that_a_service_keeps_is_deleted_there) {
  Declared declared = some();
  declared.row("PersData", "usage", values({{"stored_on", list_of({"associated_service"})}}));
  EXPECT_EQ(verdict(declared, "service_data_can_be_deleted"), Verdict::fail);
  declared.row("DelFunc", "account",
               values({{"target_type", list_of({"associated_service"})}, {"personal_data", list_of({"usage"})}}));
  EXPECT_EQ(verdict(declared, "service_data_can_be_deleted"), Verdict::pass);
  declared.row("AssocServ", "one").row("AssocServ", "two");
  EXPECT_EQ(verdict(declared, "service_data_can_be_deleted"), Verdict::pending_human);
}

TEST(Input, from_the_network_is_only_what_comes_from_afar) {
  Declared declared = some();
  declared.row("ComMech", "local", values({{"remotely_accessible", false}}));
  EXPECT_EQ(verdict(declared, "input_sources_are_covered"), Verdict::pass);
  declared.row("ComMech", "remote", values({{"remotely_accessible", true}}));
  EXPECT_EQ(verdict(declared, "input_sources_are_covered"), Verdict::fail);
  declared.row("InpVal", "parser", values({{"source", list_of({"network"})}}));
  EXPECT_EQ(verdict(declared, "input_sources_are_covered"), Verdict::pass);
}

}  // namespace
}  // namespace cardea::assess
