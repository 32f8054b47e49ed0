// SPDX-License-Identifier: Apache-2.0
// Cryptography: what the TLS door accepts, and what the declaration says it uses, against what is good practice today.
#include <array>

#include "assess/judge/client_channel.hpp"
#include "assess/judge/declared_rows.hpp"
#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 4> kVersions{"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};

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

// The oldest TLS version that any of the rows declares; empty when none declares one.
std::string declared_version(const std::vector<const Fact*>& rows) {
  std::string oldest;
  for (const Fact* row : rows) {
    const Value* details = row->values.find("cryptographic_details");
    if (details == nullptr || details->if_array() == nullptr) continue;
    for (const Value& detail : *details->if_array()) {
      const auto protocol = detail.text("protocol");
      const auto version = detail.text("version");
      if (!protocol || !version || lower(*protocol) != "tls") continue;
      if (oldest.empty() || *version < oldest) oldest = *version;
    }
  }
  return oldest.empty() ? oldest : "TLS " + oldest;
}

void look_at_versions(const Facts& facts, const std::string& declared, Bill& bill) {
  const Fact* versions = facts.one("tls", "versions");
  if (versions == nullptr) return bill.unsure(Code::no_data, "no TLS version was tried");
  bool any = false;
  for (const std::string_view version : kVersions) {
    const std::string word = versions->text(version);
    if (word == "accepted" && (version < declared || version < std::string_view("TLS 1.2"))) {
      bill.fails(*versions, std::string(version) + " is accepted, declared: " + declared);
    } else if (word != "accepted" && word != "refused") {
      bill.unsure(Code::insufficient_coverage, *versions, std::string(version) + ": " + word);
    }
    any = any || word == "accepted";
  }
  if (any)
    bill.holds(*versions);
  else
    bill.unsure(Code::no_data, *versions, "no TLS version is accepted");
}

void look_at_list(const Facts& facts, const char* subject, Bill& bill) {
  const Fact* seen = facts.one("tls", subject);
  if (seen == nullptr) return bill.unsure(Code::no_data, subject);
  // Short tags, no encryption, no authentication, no forward secrecy, curves below 112 bits or outside the catalogues.
  constexpr std::array<std::string_view, 14> kBad{"CCM_8", "CCM8",  "NULL", "RC4",  "DES",       "MD5",       "EXP",
                                                  "ADH",   "AECDH", "IDEA", "SEED", "secp192r1", "secp224r1", "ffdhe1024"};
  for (const std::string& name : seen->texts("accepted")) {
    const bool bad =
        std::any_of(kBad.begin(), kBad.end(), [&](std::string_view mark) { return name.find(mark) != std::string::npos; });
    const bool old_exchange =
        std::string_view(subject).starts_with("ciphers") && !name.starts_with("ECDHE") && !name.starts_with("DHE");
    if (bad || old_exchange) bill.fails(*seen, "accepts " + name);
  }
  if (seen->has("complete") && !seen->flag("complete"))
    bill.unsure(Code::insufficient_coverage, *seen,
                std::string(subject) + ": the target stopped answering before the list was whole");
  bill.holds(*seen);
}

// A field below 2048 bits is in no catalogue; with a prime that everybody has, one great computation reads all who use it.
void look_at_field(const Facts& facts, Bill& bill) {
  const Fact* seen = facts.one("tls", "finite-field exchange");
  if (seen == nullptr || seen->text("tried") != "accepted") return;
  const std::string origin = seen->text("known_prime");
  const std::string whose = origin.empty() ? "" : ", whose prime everybody has (" + origin + ")";
  if (seen->number("bits") < 2048)
    bill.fails(*seen, "exchange in a field of " + std::to_string(seen->number("bits")) + " bits" + whose);
  bill.holds(*seen);
}

void look_at_certificate(const Facts& facts, Bill& bill) {
  const Fact* seen = facts.one("tls", "certificate");
  if (seen == nullptr) return bill.unsure(Code::no_data, "no certificate");
  if (seen->number("key_strength_bits") < 112) bill.fails(*seen, "key of " + std::to_string(seen->number("key_bits")) + " bits");
  const std::string hash = seen->text("signature_hash");
  if (hash == "MD5" || hash == "SHA1") bill.fails(*seen, "certificate signed with " + hash);
  bill.holds(*seen);
}

void look_at_habits(const Facts& facts, Bill& bill) {
  const Fact* habits = facts.one("tls", "old habits");
  if (habits != nullptr && habits->flag("compression")) bill.fails(*habits, "TLS compression");
  if (habits != nullptr && habits->flag("old_version_spoken") && !habits->flag("secure_renegotiation"))
    bill.fails(*habits, "renegotiation without RFC 5746");
  const Fact* session = facts.one("tls", "resumption");
  if (session != nullptr && session->number("early_data_max") > 0)
    bill.fails(*session, "early data, which can be replayed, is accepted");
  const Fact* plain = facts.one("tls", "plain HTTP on the TLS port");
  const bool to_tls = plain != nullptr && plain->text("location").starts_with("https://");
  if (plain != nullptr && plain->number("http_status") >= 200 && plain->number("http_status") < 400 && !to_tls)
    bill.fails(*plain, "serves plain HTTP");
}

std::string door_of(const Facts& facts) {
  const Fact* target = facts.one("bench", "target");
  return target == nullptr ? std::string() : target->text("door");
}

// Without TLS, whoever is on the way reads and changes what passes: unless nothing passes, because the door is on loopback alone.
Judgement plain_door(const Facts& facts, const Fact& seen) {
  Bill bill;
  const Fact* row = facts.row(door_of(facts));
  if (row != nullptr && row->text("bind") == "loopback")
    bill.for_a_person(seen, row->text("id") + " speaks without TLS, on loopback alone");
  else if (seen.text("speaks") == "other")
    bill.for_a_person(seen, "the door speaks without TLS: does it protect what passes in a way of its own?");
  else
    bill.fails(seen, "the door speaks " + seen.text("speaks") + " without TLS");
  return bill.total();
}

// What the door does is what the rows that it serves declare, and good practice.
Judgement door_as_declared(const Facts& facts, const std::vector<const Fact*>& served) {
  Bill bill;
  if (!bill.needs(facts, "tls")) return bill.total();
  if (const Fact* plain = facts.one("tls", "plain door"); plain != nullptr) return plain_door(facts, *plain);
  const std::string declared = declared_version(served);
  if (declared.empty()) {
    bill.unsure(Code::not_described, "nothing that the door serves declares a version of TLS");
    return bill.total();
  }
  look_at_versions(facts, declared, bill);
  look_at_list(facts, "suites of TLS 1.3", bill);
  look_at_list(facts, "groups of TLS 1.3", bill);
  look_at_list(facts, "ciphers up to TLS 1.2", bill);
  if (facts.one("tls", "groups up to TLS 1.2") != nullptr) look_at_list(facts, "groups up to TLS 1.2", bill);
  look_at_field(facts, bill);
  look_at_certificate(facts, bill);
  look_at_habits(facts, bill);
  return bill.total();
}

bool uses_door(const Facts& facts, const Fact& mechanism) {
  return mechanism.lists("interfaces", door_of(facts));
}

// The sign-in of people behind the door: a function there names it.
bool signs_in_at_door(const Facts& facts, const Fact& mechanism) {
  const std::vector<const Fact*> functions = facts.rows("SoftServ");
  return std::any_of(functions.begin(), functions.end(), [&](const Fact* one) {
    return one->text("interface") == door_of(facts) && one->lists("authentication_mechanism", mechanism.text("id"));
  });
}

// The door stands for the rows that it serves, and a row whose client came to us for itself; what is neither is named.
Judgement tried_at_door(const Facts& facts, const std::vector<const Fact*>& rows, bool (*is_served)(const Facts&, const Fact&),
                        std::string none) {
  std::vector<const Fact*> served;
  Bill bill;
  for (const Fact* row : rows) {
    const bool led = was_led_to_us(facts, *row);
    if (led) look_at_client(facts, *row, declared_version({row}), bill);
    if (is_served(facts, *row)) {
      served.push_back(row);
      bill.holds(*row);
    } else if (!led) {
      if (facts.state_of("client_tls") == ProbeState::failed) bill.needs(facts, "client_tls");
      bill.unsure(Code::insufficient_coverage, *row, row->text("id") + " was not tried");
    }
  }
  if (rows.empty() && facts.has_declaration()) bill.none_such(std::move(none));
  Judgement total = bill.total();
  if (served.empty()) return total;
  Judgement door = door_as_declared(facts, served);
  if (door.verdict > total.verdict) return door;
  total.evidence.insert(total.evidence.end(), door.evidence.begin(), door.evidence.end());
  return total;
}

Judgement sign_in_channel_as_declared(const Facts& facts) {
  std::vector<const Fact*> rows = facts.rows("AuthMech");
  std::erase_if(rows, [](const Fact* row) { return !of_users(*row) || !row->flag("network"); });
  return tried_at_door(facts, rows, signs_in_at_door, "nobody signs in over a network");
}

Judgement channels_as_declared(const Facts& facts) {
  return tried_at_door(facts, facts.rows("ComMech"), uses_door, "no communication is declared");
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
  return tried_at_door(facts, carriers_of_secrets(facts, only_remote), uses_door,
                       "no critical parameter is declared to travel that way");
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
