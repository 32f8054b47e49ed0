// SPDX-License-Identifier: Apache-2.0
// For tests: a declaration as facts, written row by row.
#pragma once

#include <gtest/gtest.h>

#include "assess/judge/assessment.hpp"

namespace cardea::assess::testing {

inline Value values(std::initializer_list<std::pair<const char*, Value>> all) {
  Value map{Value::Map{}};
  for (const auto& [key, value] : all) map.set(key, value);
  return map;
}

class Declared {
 public:
  Declared& answer(std::string_view id, std::string_view support, bool applies = true, std::string_view details = "as it is") {
    Value row = values({{"mandatory", product::find_provision(id)->mandatory},
                        {"support", support},
                        {"details", details},
                        {"applies", applies},
                        {"condition", applies ? "" : "(1) no such thing"}});
    return this->row("ics", id, std::move(row));
  }
  Declared& row(std::string_view table, std::string_view id, Value row = Value{Value::Map{}}) {
    row.set("table", table).set("id", id);
    return fact("declaration", std::string(table) + " " + std::string(id), std::move(row));
  }
  Declared& fact(std::string_view probe, std::string subject, Value what) {
    EXPECT_TRUE(list_.record(probe, Effect::reads, std::move(subject), std::move(what)).ok());
    return *this;
  }
  const std::vector<Fact>& facts() const { return list_.facts(); }
  Assessment assess_it() const { return assess(Facts(list_.facts()), "head"); }

 private:
  FactList list_;
};

}  // namespace cardea::assess::testing
