// SPDX-License-Identifier: Apache-2.0
#include "device/gate/routes.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

#include "device/gate/reports.hpp"

namespace cardea::gate {
namespace {

struct Row {
  std::string method, path, who;
  auto operator<=>(const Row&) const = default;
};

std::string file(const std::string& path) {
  std::ifstream in(std::string(CARDEA_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t next = text.find(by); next != std::string::npos; next = text.find(by, at)) {
    parts.push_back(trimmed(text.substr(at, next - at)));
    at = next + by.size();
  }
  parts.push_back(trimmed(text.substr(at)));
  return parts;
}

// One line of the contract's table: `GET / PUT` and `user / admin` stand for two rows, several paths for one each.
void add_rows(const std::string& line, std::set<Row>& rows) {
  const auto cells = split(line, "|");
  if (cells.size() < 5 || (cells[1].rfind("GET", 0) != 0 && cells[1].rfind("POST", 0) != 0 && cells[1].rfind("DELETE", 0) != 0))
    return;
  const auto methods = split(cells[1], " / ");
  const auto whose = split(cells[3], " / ");
  for (const std::string& path : split(cells[2], ",")) {
    for (std::size_t i = 0; i < methods.size(); ++i) {
      rows.insert({methods[i], path.substr(1, path.size() - 2), whose[std::min(i, whose.size() - 1)]});
    }
  }
}

std::string words_for(Who who) {
  switch (who) {
    case Who::nobody: return "nobody";
    case Who::label: return "holder of the label, factory default only";
    case Who::guest: return "guest";
    case Who::user: return "user";
    case Who::admin: return "admin";
  }
  return "";
}

TEST(Routes, are_those_of_the_contract_and_no_others) {
  std::set<Row> contract;
  std::istringstream lines(file("contracts/http/local-api.md"));
  for (std::string line; std::getline(lines, line);) add_rows(line, contract);
  std::set<Row> served;
  for (const Route& route : kRoutes) served.insert({std::string(route.method), std::string(route.path), words_for(route.who)});
  EXPECT_GT(contract.size(), 15U);
  EXPECT_EQ(contract, served);
}

TEST(Routes, a_method_that_changes_something_is_marked_so) {
  for (const Route& route : kRoutes) {
    const bool signs_in = route.duty == Duty::sign_in || route.duty == Duty::machine_sign_in;
    EXPECT_EQ(route.changes, route.method != "GET" && !signs_in) << route.path;
  }
}

// Every sentence that a person may get to see has its Chinese in the page's catalogue.
TEST(Page, knows_the_sentences_of_the_device_in_chinese) {
  const std::string catalogue = file("web/device/words.ts");
  int sentences = 0;
  for (const char* source : {"device/gate/account_duties.cpp", "device/gate/machine_duties.cpp", "device/gate/answers.cpp",
                             "device/gate/body_fields.cpp", "device/gate/device_duties.cpp", "device/steward/passwords.cpp"}) {
    const std::string text = file(source);
    const std::regex shown(R"re((?:return |string_view k\w+ = |refusal\(\d+, |one_more\("\w+", |\(\), )"([^"]{15,}\.)")re");
    for (std::sregex_iterator it(text.begin(), text.end(), shown), end; it != end; ++it) {
      EXPECT_NE(catalogue.find("\"" + (*it)[1].str() + "\": w("), std::string::npos) << (*it)[1];
      ++sentences;
    }
  }
  EXPECT_GT(sentences, 24);
}

// Every reason that updater may give has its words: for a person, it is the reason and not the technical detail.
TEST(Page, knows_in_both_languages_why_an_update_ended_as_it_did) {
  const std::string catalogue = file("web/device/words.ts");
  for (std::uint16_t why = 0; why <= static_cast<std::uint16_t>(contract::UpdateWhy::kLast); ++why) {
    const std::string name(name_of(static_cast<contract::UpdateWhy>(why)));
    EXPECT_NE(catalogue.find("  why_" + name + ": w("), std::string::npos) << name;
  }
}

// Every kind of event, every fact and every wall that a process of the device names.
TEST(Page, knows_the_kinds_and_facts_of_the_devices_events_in_chinese) {
  const std::string catalogue = file("web/device/words.ts");
  int kinds = 0;
  int facts = 0;
  for (const char* source :
       {"device/steward/first_sign_in.cpp", "device/steward/manage_people.cpp", "device/steward/second_step.cpp",
        "device/steward/set_up.cpp", "device/steward/sign_in.cpp", "device/steward/steward.cpp", "device/updater/install.cpp",
        "device/updater/updater.cpp", "device/warden/warden.cpp"}) {
    const std::string text = file(source);
    const std::regex kind(R"re((?:record|note|record_event|change_account)\([^"\n;]*"([a-z]+(?:-[a-z]+)+)")re");
    for (std::sregex_iterator it(text.begin(), text.end(), kind), end; it != end; ++it, ++kinds) {
      EXPECT_NE(catalogue.find("\"" + (*it)[1].str() + "\": w("), std::string::npos) << source << " " << (*it)[1];
    }
    const std::regex fact(R"re([" ]([a-z_]+)=)re");
    for (std::sregex_iterator it(text.begin(), text.end(), fact), end; it != end; ++it) {
      const std::string name = (*it)[1];
      if (name == "why" || text.substr(static_cast<std::size_t>(it->position()), 1) != "\"") continue;
      EXPECT_NE(catalogue.find("  " + name + ": w("), std::string::npos) << source << " " << name;
      ++facts;
    }
  }
  EXPECT_GE(kinds, 18);
  EXPECT_GE(facts, 12);
}

}  // namespace
}  // namespace cardea::gate
