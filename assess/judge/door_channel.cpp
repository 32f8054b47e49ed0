// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/door_channel.hpp"

#include <algorithm>
#include <array>

#include "assess/judge/client_channel.hpp"
#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 4> kVersions{"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};

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

}  // namespace

bool uses_door(const Facts& facts, const Fact& mechanism) {
  return mechanism.lists("interfaces", door_of(facts));
}

bool signs_in_at_door(const Facts& facts, const Fact& mechanism) {
  const std::vector<const Fact*> functions = facts.rows("SoftServ");
  return std::any_of(functions.begin(), functions.end(), [&](const Fact* one) {
    return one->text("interface") == door_of(facts) && one->lists("authentication_mechanism", mechanism.text("id"));
  });
}

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

}  // namespace cardea::assess
