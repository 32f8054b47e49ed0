// SPDX-License-Identifier: Apache-2.0
// Each rule with rows that do not agree, and with rows beside them that do.
#include "assess/judge/contradictions_rows.hpp"

#include <gtest/gtest.h>

#include "assess/report/chinese.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;
using Found = std::vector<std::string>;

Found found(const Declared& declared) {
  std::vector<Contradiction> all;
  find_row_contradictions(Facts(declared.facts()), all);
  Found out;
  for (const Contradiction& one : all) {
    EXPECT_EQ(one.verdict, Verdict::inconclusive);
    EXPECT_TRUE(chinese_of(one.finding)) << one.finding;
    out.push_back(std::string(one.rule) + " " + one.provision + ": " + one.finding);
  }
  return out;
}

void expect_one(const Declared& declared, const std::string& text) {
  const Found all = found(declared);
  ASSERT_EQ(all.size(), 1U) << ::testing::PrintToString(all);
  EXPECT_NE(all.front().find(text), std::string::npos) << all.front();
}

Value password(std::vector<std::string> used_in) {
  return values({{"authentication_factor", "password"}, {"subject", "user"}, {"network", true}, {"used_in", list_of(used_in)}});
}

Value function(std::vector<std::string> status, std::vector<std::string> mechanisms) {
  return values({{"interface", "lan"},
                 {"path", "/sign-in"},
                 {"method", "POST"},
                 {"status", list_of(status)},
                 {"authentication_mechanism", list_of(mechanisms)}});
}

TEST(States, a_way_in_and_the_functions_that_take_it_share_them) {
  EXPECT_TRUE(
      found(
          Declared().row("AuthMech", "own", password({"initialized"})).row("SoftServ", "in", function({"initialized"}, {"own"})))
          .empty());
  expect_one(Declared()
                 .row("AuthMech", "own", password({"initialized", "factory_default"}))
                 .row("SoftServ", "in", function({"initialized"}, {"own"})),
             "is used in factory_default, where no function takes it");
  expect_one(Declared().row("AuthMech", "own", password({})).row("SoftServ", "in", function({"initialized"}, {"own"})),
             "in none of its states");
}

TEST(States, what_is_required_is_on) {
  expect_one(Declared().row("Intf", "power", values({{"use", "required"}, {"status", list_of({"factory_default"})}})),
             "off in the initialized state");
  EXPECT_TRUE(found(Declared().row("Intf", "uart", values({{"use", "never"}, {"status", list_of({})}}))).empty());
}

TEST(SignIn, over_a_network_is_taken_by_a_function_of_the_network) {
  Declared nobody;
  nobody.row("AuthMech", "own", password({"initialized"})).row("SoftServ", "in", function({"initialized"}, {}));
  expect_one(nobody, "no function takes it");
  Value local = password({"initialized"});
  local.set("network", false);
  Declared taken;
  taken.row("AuthMech", "own", local).row("SoftServ", "in", function({"initialized"}, {"own"}));
  expect_one(taken, "said not to be tried over a network");
}

TEST(SignIn, a_password_that_goes_with_a_session_only_is_given_nowhere) {
  Declared declared;
  declared.row("AuthMech", "own", password({"initialized"}))
      .row("SoftServ", "change", function({"initialized"}, {"session", "own"}));
  expect_one(declared, "where does one sign in with it?");
  declared.row("SoftServ", "in", function({"initialized"}, {"own"}));
  EXPECT_TRUE(found(declared).empty());
}

TEST(SignIn, a_function_that_serves_it_by_post_names_a_mechanism) {
  Value in = function({"initialized"}, {});
  in.set("serves_sign_in", true);
  expect_one(Declared().row("SoftServ", "in", in), "names no mechanism");
  in.set("method", "GET");
  EXPECT_TRUE(found(Declared().row("SoftServ", "page", in)).empty());
}

TEST(References, an_update_mechanism_a_service_and_a_process_belong_to_something) {
  Declared declared;
  declared.row("UpdMech", "net", values({{"refuses_older", true}}))
      .row("SoftComp", "boot", values({{"update_mechanism", list_of({})}}));
  expect_one(declared, "updates no component");
  declared.row("SoftComp", "system", values({{"update_mechanism", list_of({"net"})}}));
  EXPECT_TRUE(found(declared).empty());
  expect_one(Declared().row("AssocServ", "cloud"), "no communication speaks to one");
  expect_one(Declared().row("PrivlCtrl", "vault", values({{"process", "vault"}})), "no software service is of that process");
}

TEST(References, what_is_erased_is_listed_where_it_is_deleted_and_the_other_way_round) {
  const auto with = [](bool erased, std::vector<std::string> deleted) {
    return Declared()
        .row("SecParam", "token", values({{"erased_by_user", erased}, {"used_for", list_of({"session"})}}))
        .row("DelFunc", "erase", values({{"security_parameters", list_of(deleted)}}));
  };
  EXPECT_TRUE(found(with(true, {"token"})).empty());
  EXPECT_TRUE(found(with(true, {})).empty());  // deletions that list no parameter at all
  expect_one(with(false, {"token"}), "said not to be erased");
  expect_one(with(true, {"other"}), "no DelFunc deletes it");
}

TEST(References, personal_data_of_the_device_is_deleted_there) {
  const auto with = [](std::vector<std::string> stored, std::vector<std::string> deleted) {
    return Declared()
        .row("PersData", "account", values({{"stored_on", list_of(stored)}}))
        .row("DelFunc", "erase", values({{"target_type", list_of({"device"})}, {"personal_data", list_of(deleted)}}));
  };
  EXPECT_TRUE(found(with({"device"}, {"account"})).empty());
  expect_one(with({"device"}, {"events"}), "no DelFunc deletes it there");
  expect_one(with({}, {"account"}), "deleted where it is not stored");
}

TEST(References, a_parameter_and_a_validation_are_for_something) {
  expect_one(Declared().row("SecParam", "key", values({{"used_for", list_of({})}})), "used_for");
  expect_one(Declared().row("InpVal", "parser", values({{"source", list_of({})}})), "source");
}

TEST(References, either_every_parameter_says_who_holds_it_or_none) {
  Declared declared;
  declared.row("SecParam", "key", values({{"used_for", list_of({"storage"})}}))
      .row("SecParam", "token", values({{"used_for", list_of({"session"})}}));
  EXPECT_TRUE(found(declared).empty());
  declared.row("SecParam", "other", values({{"used_for", list_of({"storage"})}, {"held_by", "vault"}}));
  EXPECT_EQ(found(declared).size(), 2U);
}

TEST(References, a_secret_towards_a_service_signs_in_there_with_an_identity) {
  Declared declared;
  declared.row("SecParam", "key", values({{"type", "critical"}, {"used_for", list_of({"service_communication"})}}));
  expect_one(declared, "no AuthMech signs in there");
  declared.row("AuthMech", "own", values({{"subject", "machine"}, {"network", true}, {"authentication_factor", "certificate"}}));
  expect_one(declared, "no secret is for its identity");
  declared.row("SecParam", "identity", values({{"type", "critical"}, {"used_for", list_of({"device_identity"})}}));
  EXPECT_TRUE(found(declared).empty());
}

TEST(Guarantees, of_a_channel_that_speaks_tls_are_those_of_tls) {
  const auto with = [](const char* protocol) {
    Value detail = values({{"primitive", "AES-GCM"}, {"protocol", protocol}});
    Value details{Value::Array{}};
    details.push(std::move(detail));
    return Declared().row(
        "ComMech", "lan",
        values({{"security_guarantees", list_of({"confidentiality", "authenticity"})}, {"cryptographic_details", details}}));
  };
  expect_one(with("TLS"), "does not guarantee integrity");
  EXPECT_TRUE(found(with("TUF")).empty());
}

TEST(Functions, change_something_or_do_not) {
  const auto with = [](const char* method, bool configures, Value changes) {
    Value row = values({{"interface", "lan"}, {"path", "/settings"}, {"method", method}, {"allows_configuration", configures}});
    if (!changes.is_null()) row.set("changes", std::move(changes));
    return Declared().row("SoftServ", "settings", std::move(row));
  };
  EXPECT_TRUE(found(with("PUT", true, true)).empty());
  EXPECT_TRUE(found(with("PUT", true, nullptr)).empty());  // not said
  expect_one(with("GET", true, nullptr), "is a GET");
  expect_one(with("POST", true, false), "said to change nothing");
  expect_one(with("DELETE", false, false), "said to change nothing");
}

TEST(Channels, are_remote_or_within_the_household) {
  expect_one(Declared().row("ComMech", "cloud", values({{"peer", "associated_service"}, {"remotely_accessible", false}})),
             "said not to be remote");
  Declared within;
  within.row("Intf", "lan", values({{"bind", "lan"}, {"status", list_of({"initialized"})}}));
  within.row("ComMech", "local", values({{"peer", "user"}, {"remotely_accessible", true}, {"interfaces", list_of({"lan"})}}));
  expect_one(within, "do not leave the household");
}

TEST(Channels, carry_the_secrets_of_sign_in_where_it_is_over_a_network_alone) {
  const auto with = [](bool network) {
    Value mechanism = values({{"subject", "user"}, {"network", network}});
    return Declared()
        .row("AuthMech", "own", mechanism)
        .row("SecParam", "token", values({{"type", "critical"}, {"used_for", list_of({"session"})}}));
  };
  expect_one(with(true), "travels by no channel");
  EXPECT_TRUE(found(with(false)).empty());
}

TEST(Channels, carry_what_a_service_stores_and_what_installs_by_itself) {
  expect_one(Declared().row("PersData", "usage", values({{"stored_on", list_of({"associated_service"})}})),
             "stored by a service");
  Declared declared;
  declared.row("SoftComp", "system", values({{"update_mechanism", list_of({"net"})}}));
  declared.row("UpdMech", "net",
               values({{"refuses_older", true}, {"initiation", list_of({"automatic"})}, {"delivery", list_of({"cable"})}}));
  expect_one(declared, "does not come by a network");
}

TEST(Channels, nothing_is_disclosed_or_something_is) {
  expect_one(Declared().row("Intf", "power", values({{"disclosed_information", "None"}, {"discloses_security_relevant", true}})),
             "discloses nothing, and something");
}

TEST(Channels, every_one_has_its_measures_where_that_is_promised) {
  Declared declared;
  declared.row("ComMech", "lan", values({{"peer", "user"}}));
  EXPECT_TRUE(found(declared).empty());
  declared.answer("5.9-3", "Y");
  expect_one(declared, "says nothing of its measures");
}

TEST(Updates, one_mechanism_of_each_component_refuses_older_versions) {
  const auto with = [](bool first, bool second) {
    return Declared()
        .row("SoftComp", "system", values({{"update_mechanism", list_of({"one", "two"})}}))
        .row("UpdMech", "one", values({{"refuses_older", first}}))
        .row("UpdMech", "two", values({{"refuses_older", second}}));
  };
  EXPECT_TRUE(found(with(false, true)).empty());
  expect_one(with(false, false), "taken back to an older version");
}

}  // namespace
}  // namespace cardea::assess
