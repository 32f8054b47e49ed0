// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/input_groups.hpp"

#include <gtest/gtest.h>

#include <set>

#include "lib/codec/json.hpp"

namespace cardea::assess {
namespace {

Fact row(const std::string& table, const std::string& id, const std::string& json) {
  Value values = *parse_json(as_bytes(json));
  values.set("table", table).set("id", id);
  return {0, 0, "declaration", Effect::reads, table + " " + id, values};
}

class Groups : public ::testing::Test {
 protected:
  Groups() {
    driver_.target.address = "127.0.0.1";
    driver_.target.door = "Intf-Door";
    driver_.target.interfaces["Intf-Door"] = 443;
    declaration_.push_back(row("Intf", "Intf-Door", R"({"port":443})"));
    declaration_.push_back(
        row("SoftServ", "SoftServ-Write", R"({"interface":"Intf-Door","status":["initialized"],"method":"PUT","path":"/a"})"));
    driver_.calls["SoftServ-Write"] = {"", R"({"name":"x","deep":{"level":3}})", true};
  }
  std::vector<InputGroup> groups(bool signed_in = true) { return inputs_for({driver_, declaration_, {}}, signed_in); }
  const InputGroup* named(const std::vector<InputGroup>& all, const std::string& name) {
    for (const InputGroup& group : all) {
      if (group.name == name) return &group;
    }
    return nullptr;
  }

  Driver driver_;
  std::vector<Fact> declaration_;
};

std::size_t size_of(const std::vector<InputGroup>& groups) {
  std::size_t size = 0;
  for (const InputGroup& group : groups) size += group.inputs.size();
  return size;
}

TEST_F(Groups, are_the_same_every_time) {
  const auto first = groups();
  const auto second = groups();
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    ASSERT_EQ(first[i].inputs.size(), second[i].inputs.size());
    for (std::size_t j = 0; j < first[i].inputs.size(); ++j) EXPECT_EQ(first[i].inputs[j].bytes, second[i].inputs[j].bytes);
  }
}

TEST_F(Groups, hold_no_more_than_the_driver_wants_and_something_of_each) {
  driver_.inputs.count_max = kInputsMax;
  const std::size_t kinds = groups().size();
  driver_.inputs.count_max = 10;
  EXPECT_EQ(size_of(groups()), 10U);
  EXPECT_EQ(groups().size(), kinds);
}

TEST_F(Groups, of_each_language_have_names_of_their_own_and_are_bounded) {
  driver_.inputs.count_max = kInputsMax;
  for (const Speaks speaks : {Speaks::http, Speaks::mqtt, Speaks::coap, Speaks::snmp, Speaks::other}) {
    driver_.target.speaks = speaks;
    std::set<std::string> names;
    for (const InputGroup& group : groups()) {
      EXPECT_TRUE(names.insert(group.name).second) << group.name;
      for (const Input& input : group.inputs) {
        EXPECT_LE(input.bytes.size(), 256U << 10) << input.name;
        EXPECT_EQ(as_text(input.bytes).find(kEvaluated), std::string_view::npos) << input.name;
      }
    }
    EXPECT_FALSE(names.empty());
  }
}

TEST_F(Groups, of_a_function_carry_the_account_only_where_the_driver_calls_it_safe) {
  EXPECT_TRUE(named(groups(), "fields for SoftServ-Write")->with_account);
  EXPECT_FALSE(named(groups(false), "fields for SoftServ-Write")->with_account);
  driver_.calls["SoftServ-Write"].safe = false;
  EXPECT_FALSE(named(groups(), "fields for SoftServ-Write")->with_account);
}

TEST_F(Groups, of_the_sign_in_hold_nothing_that_is_an_attempt) {
  driver_.sign_in.kind = SignInKind::json;
  driver_.sign_in.path = "/a";
  driver_.sign_in.body = R"({"name":"{name}","password":"{password}"})";
  const auto all = groups();
  const InputGroup* fields = named(all, "fields for SoftServ-Write");
  ASSERT_NE(fields, nullptr);
  EXPECT_FALSE(fields->with_account);
  for (const Input& input : fields->inputs) EXPECT_TRUE(input.is_wrong) << input.name;
}

TEST(BrokenBodies, that_are_called_wrong_are_no_object_of_JSON) {
  std::size_t wrong = 0;
  for (const Input& input : broken_json()) {
    if (!input.is_wrong) continue;
    ++wrong;
    const auto value = parse_json(input.bytes);
    EXPECT_FALSE(value.ok() && value->if_map() != nullptr) << input.name;
  }
  EXPECT_GT(wrong, 10U);
}

TEST(WrongFields, put_each_value_into_each_place) {
  const auto inputs = wrong_fields(*parse_json(as_bytes(R"({"name":"x","deep":{"level":3}})")));
  std::set<std::string> bodies;
  for (const Input& input : inputs) bodies.insert(std::string(as_text(input.bytes)));
  EXPECT_TRUE(bodies.contains(R"({"deep":{"level":3},"name":7})"));
  EXPECT_TRUE(bodies.contains(R"({"deep":[7],"name":"x"})"));
  EXPECT_TRUE(bodies.contains(R"({"deep":{"level":"seven"},"name":"x"})"));
  EXPECT_TRUE(bodies.contains(R"({"deep":{"level":NaN},"name":"x"})"));
}

TEST(WrongFields, are_wrong_where_the_kind_is_another_and_not_where_it_is_the_same) {
  for (const Input& input : wrong_fields(*parse_json(as_bytes(R"({"level":3})")))) {
    if (input.name == "level: a text" || input.name == "level: a raw NUL") {
      EXPECT_TRUE(input.is_wrong) << input.name;
    }
    if (input.name == "level: below zero" || input.name == "level: nothing") {
      EXPECT_FALSE(input.is_wrong) << input.name;
    }
  }
}

TEST(WrongFields, of_what_has_none_are_none) {
  EXPECT_TRUE(wrong_fields(*parse_json(as_bytes("[1]"))).empty());
  EXPECT_TRUE(wrong_fields(*parse_json(as_bytes("{}"))).empty());
}

}  // namespace
}  // namespace cardea::assess
