// SPDX-License-Identifier: Apache-2.0
// Cryptography: what the TLS door accepts, and what the declaration says it uses, against what is good practice today.
#include <array>

#include "assess/judge/declared_rows.hpp"
#include "assess/judge/door_channel.hpp"
#include "assess/judge/on_the_way.hpp"
#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

// In the agreed catalogues of Europe's certification bodies for their use.
constexpr std::array<std::string_view, 20> kAgreed{"aes-gcm",     "aes-256-gcm", "aes-128-gcm", "aes-ccm",  "chacha20-poly1305",
                                                   "sha-256",     "sha-384",     "sha-512",     "sha256",   "ecdsa p-256",
                                                   "ecdsa p-384", "ed25519",     "x25519",      "rsa-3072", "rsa-4096",
                                                   "hmac",        "hkdf",        "argon2id",    "aes-256",  "random bits"};

template <class Words>
bool has_any(const std::string& text, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return find_word(text, word) != std::string::npos; });
}

std::string text_of_detail(const Value& detail) {
  std::string all;
  for (const char* key : {"primitive", "mode"}) {
    if (const auto text = detail.text(key)) all += lower(*text) + " ";
  }
  const auto protocol = detail.text("protocol");
  const auto version = detail.text("version");
  if (protocol && version) all += lower(*protocol + " " + *version);
  return all;
}

// Declared to use no cryptography at all: where people sign in or change settings that is a failure, elsewhere a person looks.
void look_at_none(const Facts& facts, const Fact& row, Bill& bill) {
  const std::vector<const Fact*> functions = facts.rows("SoftServ");
  const bool carries_sign_in = std::any_of(functions.begin(), functions.end(), [&](const Fact* one) {
    const Fact* interface_row = facts.row(one->text("interface"));
    const bool leaves = interface_row != nullptr && interface_row->text("bind") != "loopback";
    const bool concerned =
        row.lists("interfaces", one->text("interface")) || one->lists("authentication_mechanism", row.text("id"));
    return leaves && concerned && (!one->texts("authentication_mechanism").empty() || one->flag("allows_configuration"));
  });
  if (carries_sign_in || row.text("table") == "UpdMech")
    bill.fails(row, row.text("id") + " declares no cryptography");
  else
    bill.for_a_person(row, row.text("id") + " declares no cryptography");
}

// Every entry of cryptographic_details of a row: weak fails, unknown waits for a person.
void look_at_details(const Facts& facts, const Fact& row, Bill& bill) {
  const Value* details = row.values.find("cryptographic_details");
  if (details == nullptr || details->if_array() == nullptr) {
    bill.for_a_person(row, row.text("id") + " gives no cryptographic details");
    return;
  }
  if (details->if_array()->empty()) return look_at_none(facts, row, bill);
  for (const Value& detail : *details->if_array()) {
    const std::string text = text_of_detail(detail);
    if (has_any(text, weak_algorithms()))
      bill.fails(row, row.text("id") + " uses " + text);
    else if (has_any(text, kAgreed))
      bill.holds(row);
    else
      bill.for_a_person(row, row.text("id") + " uses " + text);
  }
}

Judgement details_are_agreed(const Facts& facts, std::string_view table, bool (*concerns)(const Fact&)) {
  Bill bill;
  for (const Fact* row : facts.rows(table)) {
    if (concerns(*row)) look_at_details(facts, *row, bill);
  }
  return or_none_such(facts, std::move(bill), "no row of " + std::string(table) + " is concerned");
}

bool of_users(const Fact& row) {
  return row.text("subject") == "user";
}

//= EN303645 5.1-3
Judgement sign_in_algorithms_agreed(const Facts& facts) {
  return details_are_agreed(facts, "AuthMech", of_users);
}
//= EN303645 5.5-1
Judgement channel_algorithms_agreed(const Facts& facts) {
  return details_are_agreed(facts, "ComMech", every);
}
//= EN303645 5.3-7
Judgement update_algorithms_agreed(const Facts& facts) {
  return details_are_agreed(facts, "UpdMech", every);
}

Judgement sign_in_channel_as_declared(const Facts& facts) {
  std::vector<const Fact*> rows = facts.rows("AuthMech");
  std::erase_if(rows, [](const Fact* row) { return !of_users(*row) || !row->flag("network"); });
  Bill read;
  look_for_sign_in_on_the_way(facts, read);
  return worse_of(tried_at_door(facts, rows, signs_in_at_door, "nobody signs in over a network"), read);
}

Judgement channels_as_declared(const Facts& facts) {
  Bill read;
  look_for_secrets_on_the_way(facts, read);
  return worse_of(tried_at_door(facts, facts.rows("ComMech"), uses_door, "no communication is declared"), read);
}

// The mechanisms that carry critical parameters, each once.
std::vector<const Fact*> carriers_of_secrets(const Facts& facts, bool only_remote) {
  std::vector<const Fact*> carriers;
  for (const Fact* parameter : facts.rows("SecParam")) {
    if (parameter->text("type") != "critical") continue;
    for (const std::string& id : parameter->texts("communication_mechanisms")) {
      const Fact* mechanism = facts.row(id);
      if (mechanism == nullptr || (only_remote && !mechanism->flag("remotely_accessible"))) continue;
      if (std::find(carriers.begin(), carriers.end(), mechanism) == carriers.end()) carriers.push_back(mechanism);
    }
  }
  return carriers;
}

Judgement secret_channels(const Facts& facts, bool only_remote) {
  Bill read;
  if (only_remote)
    look_for_secrets_on_the_way_from_afar(facts, read);
  else
    look_for_secrets_on_the_way(facts, read);
  return worse_of(tried_at_door(facts, carriers_of_secrets(facts, only_remote), uses_door,
                                "no critical parameter is declared to travel that way"),
                  read);
}

//= EN303645 5.5-6
Judgement secrets_travel_encrypted(const Facts& facts) {
  return secret_channels(facts, false);
}
//= EN303645 5.5-7
Judgement secrets_travel_encrypted_remotely(const Facts& facts) {
  return secret_channels(facts, true);
}

constexpr std::array<NamedRule, 7> kRules{{
    {"sign_in_algorithms_agreed", sign_in_algorithms_agreed},
    {"channel_algorithms_agreed", channel_algorithms_agreed},
    {"update_algorithms_agreed", update_algorithms_agreed},
    {"sign_in_channel_as_declared", sign_in_channel_as_declared},
    {"channels_as_declared", channels_as_declared},
    {"secrets_travel_encrypted", secrets_travel_encrypted},
    {"secrets_travel_encrypted_remotely", secrets_travel_encrypted_remotely},
}};

}  // namespace

std::span<const NamedRule> channel_rules() {
  return kRules;
}

}  // namespace cardea::assess
