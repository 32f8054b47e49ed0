// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/on_the_way.hpp"

#include <gtest/gtest.h>

#include "lib/codec/json.hpp"

namespace cardea::assess {
namespace {

constexpr const char* kJourney = R"({"put":true,"sent":true,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":["TLS"]}]})";

// What was heard of PersData-Name on its way by ComMech-A, which can be reached from afar, and of secrets beside it.
class OnTheWay : public ::testing::Test {
 protected:
  OnTheWay() {
    note("declaration", "ComMech ComMech-A", R"({"table":"ComMech","id":"ComMech-A","remotely_accessible":true})");
    note("declaration", "ComMech ComMech-Near", R"({"table":"ComMech","id":"ComMech-Near","remotely_accessible":false})");
    note("declaration", "PersData PersData-Name", R"({"table":"PersData","id":"PersData-Name"})");
    hearing_ = R"({"whole":true,"sought":["PersData-Name"]})";
    journey_ = kJourney;
    end_ = R"({"done":true})";
  }

  void note(const std::string& probe, const std::string& subject, const std::string& json) {
    ASSERT_TRUE(list_.record(probe, Effect::reads, subject, *parse_json(as_bytes(json))));
  }
  void is_read(const std::string& of, const std::string& mechanism) {
    note("traffic", "read on the way " + std::to_string(++read_),
         R"({"of":")" + of + R"(","spelling":"as it is","talk":"tcp a to b","mechanism":")" + mechanism + R"("})");
  }
  template <class Look>
  void expect(Verdict verdict, const std::string& finding, Look look) {
    if (!hearing_.empty()) note("traffic", "hearing", hearing_);
    if (!journey_.empty()) note("traffic", "journey PersData-Name", journey_);
    if (!end_.empty()) note("traffic", "probe", end_);
    const Facts facts(list_.facts());
    Bill bill;
    look(facts, bill);
    const Judgement judgement = bill.total();
    EXPECT_EQ(judgement.verdict, verdict);
    std::string all;
    for (const std::string& one : judgement.findings) all += one + "; ";
    EXPECT_NE(all.find(finding), std::string::npos) << all;
  }
  void expect_journey(Verdict verdict, const std::string& finding = {}) {
    expect(verdict, finding, [](const Facts& facts, Bill& bill) {
      look_at_journey(facts, *facts.row("PersData-Name"), {facts.row("ComMech-A")}, bill);
    });
  }

  FactList list_;
  std::string hearing_;
  std::string journey_;
  std::string end_;
  int read_ = 0;
};

TEST_F(OnTheWay, data_in_a_language_that_protects_it_passes) {
  journey_ = R"({"put":true,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":["TLS","DTLS","QUIC","SSH"]}]})";
  expect_journey(Verdict::pass);
}

TEST_F(OnTheWay, data_in_a_language_that_does_not_protect_it_is_for_a_person) {
  for (const char* word : {"HTTP", "MQTT", "telnet"}) {
    journey_ = R"({"put":true,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":[")" + std::string(word) + R"("]}]})";
    list_ = FactList();
    note("declaration", "ComMech ComMech-A", R"({"table":"ComMech","id":"ComMech-A"})");
    note("declaration", "PersData PersData-Name", R"({"table":"PersData","id":"PersData-Name"})");
    expect_journey(Verdict::pending_human);
  }
}

TEST_F(OnTheWay, data_that_could_be_read_fails_whatever_the_language) {
  is_read("PersData-Name", "ComMech-A");
  expect_journey(Verdict::fail, "PersData-Name can be read on the way (as it is), tcp a to b");
}

TEST_F(OnTheWay, what_was_read_of_other_rows_is_not_this_one) {
  is_read("PersData-Other", "ComMech-A");
  expect_journey(Verdict::pass);
}

TEST_F(OnTheWay, data_in_an_unknown_language_is_for_a_person_even_if_nobody_could_read_it) {
  journey_ = R"({"put":true,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":[""]}]})";
  expect_journey(Verdict::pending_human, "in which language it travels is not known");
}

TEST_F(OnTheWay, data_in_two_languages_is_as_good_as_the_worse) {
  journey_ = R"({"put":true,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":["TLS","HTTP"]}]})";
  expect_journey(Verdict::pending_human);
}

TEST_F(OnTheWay, silence_is_no_pass) {
  journey_ = R"({"put":true,"by":[{"mechanism":"ComMech-A","bytes":0,"speaks":[]}]})";
  expect_journey(Verdict::inconclusive, "nothing passed while it was sent");
}

TEST_F(OnTheWay, data_that_was_not_taken_is_no_pass) {
  journey_ = R"({"put":false,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":["TLS"]}]})";
  expect_journey(Verdict::inconclusive, "it could not be sent");
}

TEST_F(OnTheWay, data_that_was_not_sent_on_is_no_pass) {
  journey_ = R"({"put":true,"sent":false,"by":[{"mechanism":"ComMech-A","bytes":900,"speaks":["TLS"]}]})";
  expect_journey(Verdict::inconclusive, "it could not be sent");
}

TEST_F(OnTheWay, data_without_a_journey_is_named) {
  journey_.clear();
  expect_journey(Verdict::inconclusive, "PersData-Name: the driver sends none");
}

TEST_F(OnTheWay, a_capture_with_gaps_proves_nothing) {
  hearing_ = R"({"whole":false,"sought":["PersData-Name"]})";
  expect_journey(Verdict::inconclusive, "not all that passed was heard");
}

TEST_F(OnTheWay, what_nobody_sought_was_not_found) {
  hearing_ = R"({"whole":true,"sought":[]})";
  expect_journey(Verdict::inconclusive, "nobody listened for it");
}

TEST_F(OnTheWay, where_nobody_listens_a_person_looks) {
  end_ = R"({"done":false,"described":false,"why":"the driver has nobody listen"})";
  expect_journey(Verdict::pending_human, "nobody listened to what travels");
}

TEST_F(OnTheWay, listening_that_broke_off_is_an_error) {
  end_ = R"({"done":false,"described":true,"why":"no such interface"})";
  expect_journey(Verdict::error, "no such interface");
}

TEST_F(OnTheWay, secrets_are_all_values_but_data) {
  is_read("PersData-Name", "ComMech-A");
  expect(Verdict::inconclusive, "", look_for_secrets_on_the_way);
  is_read("SecParam-Key", "");
  expect(Verdict::fail, "SecParam-Key can be read", look_for_secrets_on_the_way);
}

TEST_F(OnTheWay, sign_in_is_the_values_that_open_the_door) {
  is_read("SecParam-Key", "");
  expect(Verdict::inconclusive, "", look_for_sign_in_on_the_way);
  is_read("pre_installed", "");
  expect(Verdict::fail, "the value from the factory can be read", look_for_sign_in_on_the_way);
}

TEST_F(OnTheWay, from_afar_only_what_can_be_reached_from_there_counts) {
  is_read("account", "ComMech-Near");
  expect(Verdict::inconclusive, "", look_for_secrets_on_the_way_from_afar);
  is_read("account", "");
  expect(Verdict::pending_human, "is that an interface that can be reached from afar?", look_for_secrets_on_the_way_from_afar);
  is_read("account", "ComMech-A");
  expect(Verdict::fail, "the password of the account can be read", look_for_secrets_on_the_way_from_afar);
}

TEST(WorseOf, a_judgement_and_nothing_is_the_judgement) {
  EXPECT_EQ(worse_of({Verdict::pass, Code::none, {"as declared"}, {1}}, Bill()).findings,
            std::vector<std::string>{"as declared"});
}

TEST(WorseOf, two_is_the_worse_with_the_evidence_of_both) {
  const Fact fact{7, 0, "traffic", Effect::reads, "x", Value()};
  Bill bill;
  bill.fails(fact, "seen");
  const Judgement both = worse_of({Verdict::pass, Code::none, {"as declared"}, {1}}, bill);
  EXPECT_EQ(both.verdict, Verdict::fail);
  EXPECT_EQ(both.findings, std::vector<std::string>{"seen"});
  EXPECT_EQ(both.evidence, (std::vector<std::uint64_t>{7, 1}));
  EXPECT_EQ(worse_of({Verdict::error, Code::none, {"broke"}, {1}}, Bill()).verdict, Verdict::error);
}

}  // namespace
}  // namespace cardea::assess
