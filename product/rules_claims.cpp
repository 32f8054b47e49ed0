// SPDX-License-Identifier: Apache-2.0
// A Y must be borne out by the tables it rests on, and must not be contradicted by them.
#include <algorithm>
#include <array>

#include "product/demand.hpp"
#include "product/provisions.hpp"
#include "product/rules.hpp"

namespace cardea::product {
namespace {

bool claims(const Declaration& declaration, std::string_view provision) {
  const auto answer = declaration.answer(provision);
  return answer && answer->support == Support::yes && !answer->vacuous;
}

Place mend_at(const Declaration& declaration, std::string_view provision) {
  const Row* row = declaration.answer_row(provision);
  return row != nullptr && row->fragment().empty() ? row->place() : Place{declaration.file(), {}};
}

std::string selection_in_words(const Demand& demand, const TableSchema& table) {
  std::string words;
  for (const std::string_view test : {demand.where, demand.also, demand.must}) {
    if (test.empty()) continue;
    words += (words.empty() ? " with " : " and ") + in_words(test, table);
  }
  return words;
}

bool may_be_vacuous(std::string_view provision) {
  const auto all = vacuities();
  return std::any_of(all.begin(), all.end(), [&](const Vacuity& v) { return v.provision == provision; });
}

void check_some(const Demand& demand, const Declaration& declaration, Findings& findings) {
  const TableSchema& table = *find_table(demand.table);
  const auto rows = declaration.rows(demand.table);
  if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return selects(demand, row) && holds(demand.must, row); }))
    return;
  const std::string provision(demand.provision);
  if (table.shape == Shape::single && !rows.empty()) {
    findings.error("unfilled", rows.front().place(),
                   provision + " is answered Y, but " + rows.front().id() + " lacks " + in_words(demand.must, table),
                   "fill it, or answer N with a reason");
    return;
  }
  findings.error("unfilled", mend_at(declaration, provision),
                 provision + " is answered Y, but there is no " + std::string(table.name) + selection_in_words(demand, table),
                 may_be_vacuous(provision) ? "write the row; if the product has no such thing: vacuous = true"
                                           : "write the row, or answer N with a reason");
}

void check_every(const Demand& demand, const Declaration& declaration, Findings& findings) {
  const TableSchema& table = *find_table(demand.table);
  for (const Row& row : declaration.rows(demand.table)) {
    if (!selects(demand, row) || holds(demand.must, row)) continue;
    const std::string_view field = demand.must.substr(0, demand.must.find('='));
    findings.error("contradiction", row.place_of(field),
                   std::string(demand.provision) + " is answered Y, but " + row.id() + " is not " + in_words(demand.must, table),
                   "mend the row, or answer N with a reason");
  }
}

// What no catalogue of agreed mechanisms lists any more, in lower case.
constexpr std::array<std::string_view, 12> kBroken{"md5", "md4", "sha1", "sha-1",   "des",     "3des",
                                                   "rc4", "rc2", "ssl",  "tls 1.0", "tls 1.1", "crc"};

bool is_broken(const Value& detail) {
  for (const char* key : {"primitive", "mode", "protocol"}) {
    const auto text = detail.text(key);
    if (!text) continue;
    std::string lower = *text;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto version = detail.text("version");
    const std::string with_version = version ? lower + ' ' + *version : lower;
    const auto names = [&](std::string_view broken) {
      return lower == broken || lower.ends_with('-' + std::string(broken)) || lower.starts_with(std::string(broken) + '-') ||
             with_version == broken;
    };
    if (std::any_of(kBroken.begin(), kBroken.end(), names)) return true;
  }
  return false;
}

struct CryptoClaim {
  std::string_view provision;
  std::string_view table;
};
constexpr std::array kCryptoClaims{CryptoClaim{"5.1-3", "AuthMech"}, CryptoClaim{"5.3-7", "UpdMech"},
                                   CryptoClaim{"5.5-1", "ComMech"}};

//= EN303645 5.1-3
//= EN303645 5.3-7
//= EN303645 5.5-1
void check_cryptography(const Declaration& declaration, Findings& findings) {
  for (const CryptoClaim& claim : kCryptoClaims) {
    if (!claims(declaration, claim.provision)) continue;
    for (const Row& row : declaration.rows(claim.table)) {
      const auto details = row.details("cryptographic_details");
      const auto it = std::find_if(details.begin(), details.end(), is_broken);
      if (it == details.end()) continue;
      findings.error("contradiction", row.place_of("cryptographic_details"),
                     std::string(claim.provision) + " is answered Y, but " + row.id() + " uses " +
                         quoted(it->text("primitive").value_or("")) + ", which is no best practice",
                     "use a current mechanism, or answer N with a reason");
    }
  }
}

// 5.1-1: a password that other units share is tolerable nowhere but in factory default.
void check_shared_passwords(const Declaration& declaration, Findings& findings) {
  if (!claims(declaration, "5.1-1")) return;
  for (const Row& row : declaration.rows("AuthMech")) {
    if (row.text("password_origin") != "pre_installed_common") continue;
    if (!row.lists("used_in", "initializing") && !row.lists("used_in", "initialized")) continue;
    findings.error("contradiction", row.place_of("password_origin"),
                   "5.1-1 is answered Y, but " + row.id() + " is common to all units outside factory default",
                   "pre_installed_unique or user_set");
  }
}

// What travels needs confidentiality from each mechanism it travels by.
struct Carried {
  std::string_view provision;
  std::string_view table;
  std::string_view where;
  bool remote_only;
};
constexpr std::array kCarried{Carried{"5.5-6", "SecParam", "type=critical", false},
                              Carried{"5.5-7", "SecParam", "type=critical", true}, Carried{"5.8-1", "PersData", "", false},
                              Carried{"5.8-2", "PersData", "sensitive=true", false}};

void check_carried(const Declaration& declaration, Findings& findings) {
  for (const Carried& carried : kCarried) {
    if (!claims(declaration, carried.provision)) continue;
    for (const Row& row : declaration.rows(carried.table)) {
      if (!holds(carried.where, row)) continue;
      for (const std::string& id : row.list("communication_mechanisms")) {
        const Row* mechanism = declaration.row(id);
        if (mechanism == nullptr || mechanism->lists("security_guarantees", "confidentiality")) continue;
        if (carried.remote_only && !mechanism->flag("remotely_accessible")) continue;
        findings.error("contradiction", row.place_of("communication_mechanisms"),
                       std::string(carried.provision) + " is answered Y, but " + row.id() + " travels by " + id +
                           ", which does not guarantee confidentiality",
                       "another mechanism, or answer N with a reason");
      }
    }
  }
}

}  // namespace

void check_claims(const Declaration& declaration, Findings& findings) {
  for (const Demand& demand : demands()) {
    if (!claims(declaration, demand.provision)) continue;
    if (demand.quantity == Quantity::some)
      check_some(demand, declaration, findings);
    else
      check_every(demand, declaration, findings);
  }
  check_shared_passwords(declaration, findings);
  check_cryptography(declaration, findings);
  check_carried(declaration, findings);
}

}  // namespace cardea::product
