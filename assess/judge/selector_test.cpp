// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/selector.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

std::vector<std::string> ids(const Declared& declared, std::string_view selector) {
  std::vector<std::string> out;
  for (const Fact* row : selected(Facts(declared.facts()), selector_of(selector))) out.push_back(row->text("id"));
  return out;
}

class Selectors : public ::testing::Test {
 protected:
  Selectors() {
    declared_.row("UpdMech", "net", values({{"initiation", list_of({"automatic", "user"})}, {"automatic_by_default", true}}));
    declared_.row("UpdMech", "stick", values({{"initiation", list_of({"manual"})}, {"user_notification", ""}}));
    declared_.row("SecParam", "key", values({{"type", "critical"}}));
  }
  Declared declared_;
};

TEST_F(Selectors, a_table_alone_takes_every_row_of_it) {
  EXPECT_EQ(ids(declared_, "UpdMech"), (std::vector<std::string>{"net", "stick"}));
  EXPECT_TRUE(ids(declared_, "ComMech").empty());
}

TEST_F(Selectors, a_list_has_each_of_its_words) {
  EXPECT_EQ(ids(declared_, "UpdMech[initiation=user]"), std::vector<std::string>{"net"});
  EXPECT_EQ(ids(declared_, "UpdMech[initiation!=user]"), std::vector<std::string>{"stick"});
}

TEST_F(Selectors, every_condition_must_hold) {
  EXPECT_EQ(ids(declared_, "UpdMech[initiation=user,automatic_by_default=true]"), std::vector<std::string>{"net"});
  EXPECT_TRUE(ids(declared_, "UpdMech[initiation=user,automatic_by_default=false]").empty());
}

TEST_F(Selectors, a_flag_that_is_left_out_is_false) {
  EXPECT_EQ(ids(declared_, "UpdMech[automatic_by_default=false]"), std::vector<std::string>{"stick"});
}

TEST_F(Selectors, a_star_asks_whether_something_is_said) {
  EXPECT_TRUE(ids(declared_, "UpdMech[user_notification=*]").empty());
  EXPECT_EQ(ids(declared_, "SecParam[type=*]"), std::vector<std::string>{"key"});
}

TEST_F(Selectors, a_malformed_one_is_a_mistake_of_ours) {
  EXPECT_THROW(selector_of("UpdMech[initiation=user"), std::logic_error);
  EXPECT_THROW(selector_of("UpdMech[initiation]"), std::logic_error);
  EXPECT_THROW(selector_of("[a=b]"), std::logic_error);
}

}  // namespace
}  // namespace cardea::assess
