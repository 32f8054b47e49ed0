// SPDX-License-Identifier: Apache-2.0
#include "device/steward/data_classes.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include "device/steward/test_household.hpp"

namespace cardea::steward {
namespace {

using test::kGood;
using test::TestHousehold;

std::set<std::string> tables_of(store::Database& db) {
  std::set<std::string> tables;
  auto rows = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  while (*rows->step()) tables.insert(rows->text(0));
  return tables;
}

bool is_table(const DataClass& row) {
  return row.place.find('/') == std::string_view::npos;
}

std::int64_t rows_in(store::Database& db, std::string_view table) {
  auto count = db.prepare("SELECT count(*) FROM " + std::string(table));
  EXPECT_TRUE(*count->step());
  return count->integer(0);
}

// Something in every table.
SecretBytes lived_in(TestHousehold& home) {
  SecretBytes token = home.admin();
  auto settings = *home.steward().read_settings(token);
  settings.telemetry_consent = true;
  EXPECT_TRUE(home.steward().write_settings(token, settings));
  EXPECT_TRUE(home.steward().record_telemetry("uptime_hours", 1));
  EXPECT_TRUE(home.begin_second_factor(token, kGood));
  EXPECT_TRUE(home.db().run("INSERT INTO recovery(person, code_mark) VALUES(1, x'00')").ok());
  return token;
}

std::string words_for(Whose whose) {
  constexpr std::array<const char*, 3> kWords{"the device's", "the household's", "a person's"};
  return kWords[static_cast<std::size_t>(whose)];
}

std::string name_of(DeviceState state) {
  constexpr std::array<const char*, 3> kNames{"factory default", "initializing", "initialized"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string name_of(Happening happening) {
  constexpr std::array<const char*, 4> kNames{"the label's password was right", "the administrator's account is made",
                                              "the set-up failed, or the power went", "everything of the user is erased"};
  return kNames[static_cast<std::size_t>(happening)];
}

// docs/states.md, whole.
std::string page() {
  std::ostringstream out;
  out << "# The states of a device, and the data in each\n\n"
         "EN 303 645 figures A.4 and A.5. This page is drawn from `device/steward/state.hpp` and `device/steward/data_classes.hpp`; a test\n"
         "holds it to them. In alert (5.7-2) a device keeps its state; see `device/warden/integrity.hpp`.\n\n```mermaid\nstateDiagram-v2\n"
         "  [*] --> factory_default\n";
  const auto id = [](DeviceState state) {
    std::string text = name_of(state);
    std::replace(text.begin(), text.end(), ' ', '_');
    return text;
  };
  for (const TransitionRow& row : kTransitions) out << "  " << id(row.from) << " --> " << id(row.to) << ": " << name_of(row.happening) << '\n';
  out << "```\n\n| where | what | whose | factory default | initializing | initialized |\n|---|---|---|---|---|---|\n";
  for (const DataClass& row : kDataClasses) {
    out << "| `" << row.place << "` | " << row.what << " | " << words_for(row.whose) << " |";
    for (const bool may : row.may_exist) out << (may ? " may exist |" : " never |");
    out << '\n';
  }
  return out.str();
}

TEST(DataClasses, name_every_table_once) {
  TestHousehold home;
  std::set<std::string> named;
  for (const DataClass& row : kDataClasses) {
    if (is_table(row)) {
      EXPECT_TRUE(named.insert(std::string(row.place)).second) << row.place;
    }
  }
  EXPECT_EQ(named, tables_of(home.db()));
}

TEST(DataClasses, that_may_not_be_there_in_factory_default_are_not) {
  TestHousehold home;
  for (const DataClass& row : kDataClasses) {
    if (is_table(row) && !row.may_exist[0]) {
      EXPECT_EQ(rows_in(home.db(), row.place), 0) << row.place;
    }
  }
}

//= EN303645 5.11-1 type=test
TEST(DataClasses, that_belong_to_people_are_gone_after_an_erasure) {
  TestHousehold home;
  const SecretBytes token = lived_in(home);
  for (const DataClass& row : kDataClasses) {
    if (is_table(row)) {
      EXPECT_GT(rows_in(home.db(), row.place), 0) << row.place;
    }
  }
  ASSERT_TRUE(home.erase(token, kGood));
  for (const DataClass& row : kDataClasses) {
    if (is_table(row) && row.whose != Whose::device) {
      EXPECT_EQ(rows_in(home.db(), row.place), 0) << row.place;
    }
  }
}

TEST(DataClasses, are_what_the_page_says) {
  std::ifstream in(CARDEA_SOURCE_DIR "/docs/states.md");
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), page()) << "docs/states.md must be:\n" << page();
}

}  // namespace
}  // namespace cardea::steward
