// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/client_channel.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

constexpr std::string_view kProbe = "client_tls";

const Fact* offer_to(const Facts& facts, const Fact& mechanism, std::string_view offer) {
  return facts.one(kProbe, "offer " + std::string(offer) + " to " + mechanism.text("id"));
}

bool did(const Fact* offer, std::string_view conduct) {
  return offer != nullptr && offer->text("conduct") == conduct;
}

// It completed the handshake and went on as with a server that it trusts. One for which the server speaks first says nothing.
bool was_taken(const Fact* offer) {
  return did(offer, "spoke") || did(offer, "waited");
}

bool was_turned_down(const Fact& offer) {
  return did(&offer, "refused") || did(&offer, "left");
}

// How it treats what it trusts, first and last: only against this do its refusals say anything.
struct Trusted {
  const Fact* first = nullptr;
  const Fact* last = nullptr;
  bool holds() const { return was_taken(first) && was_taken(last); }
};

// In the target's own terms.
std::string about(const Fact& mechanism, std::string_view offer) {
  return mechanism.text("id") + ", " + std::string(offer) + ": ";
}

void look_at_certificate_offered(const Facts& facts, const Fact& mechanism, std::string_view offer, const Trusted& trusted,
                                 Bill& bill) {
  const Fact* seen = offer_to(facts, mechanism, offer);
  const std::string what = about(mechanism, offer);
  if (seen == nullptr) return bill.unsure(Code::no_data, what + "was not offered");
  if (!seen->flag("tried")) return bill.unsure(Code::insufficient_coverage, *seen, what + seen->text("why"));
  if (did(seen, "spoke")) return bill.fails(*seen, what + "it goes on and sends data");
  if (did(seen, "waited") && did(trusted.first, "waited"))
    return bill.fails(*seen, what + "it goes on as with the server that it trusts");
  if (!was_turned_down(*seen)) return bill.unsure(Code::no_data, *seen, what + "it " + seen->text("conduct"));
  if (trusted.holds()) bill.holds(*seen);
}

// A handshake in an old version or with a weak cipher is one, whatever comes after it.
void look_at_downgrade(const Facts& facts, const Fact& mechanism, std::string_view offer, const Trusted& trusted, Bill& bill) {
  const Fact* seen = offer_to(facts, mechanism, offer);
  const std::string what = about(mechanism, offer);
  if (seen == nullptr) return bill.unsure(Code::no_data, what + "was not offered");
  if (!seen->flag("tried")) return bill.unsure(Code::insufficient_coverage, *seen, what + seen->text("why"));
  if (seen->flag("completed")) return bill.fails(*seen, what + "it goes along (" + seen->text("cipher") + ")");
  if (!did(seen, "refused") && !did(seen, "shared nothing"))
    return bill.unsure(Code::no_data, *seen, what + "it " + seen->text("conduct"));
  if (trusted.holds()) bill.holds(*seen);
}

void look_at_versions_of_client(const Facts& facts, const Fact& mechanism, const std::string& declared, const Trusted& trusted,
                                Bill& bill) {
  constexpr std::string_view kOldestGood = "TLS 1.2";
  if (declared.empty()) bill.unsure(Code::not_described, mechanism, mechanism.text("id") + " declares no version of TLS");
  for (const std::string_view version : {"TLS 1.0", "TLS 1.1", "TLS 1.2"}) {
    if (version < declared || version < kOldestGood) look_at_downgrade(facts, mechanism, version, trusted, bill);
  }
}

// What it says that it can do, it does with whoever picks it.
void look_at_hello(const Facts& facts, const Fact& mechanism, Bill& bill) {
  const Fact* hello = facts.one(kProbe, "hello of " + mechanism.text("id"));
  if (hello == nullptr) return bill.unsure(Code::no_data, mechanism.text("id") + ": it never said hello");
  constexpr std::array<std::string_view, 12> kBad{"NULL", "anon", "RC4",  "RC2",       "DES",       "MD5",
                                                  "EXP",  "IDEA", "SEED", "secp192r1", "secp224r1", "CCM_8"};
  std::vector<std::string> offered = hello->texts("suites");
  const std::vector<std::string> groups = hello->texts("groups");
  offered.insert(offered.end(), groups.begin(), groups.end());
  for (const std::string& name : offered) {
    const bool bad =
        std::any_of(kBad.begin(), kBad.end(), [&](std::string_view mark) { return name.find(mark) != std::string::npos; });
    if (bad) bill.fails(*hello, mechanism.text("id") + " offers " + name);
  }
  const auto lasting =
      std::find_if(offered.begin(), offered.end(), [](const std::string& name) { return name.starts_with("TLS_RSA_WITH_"); });
  if (lasting != offered.end()) bill.mention(mechanism.text("id") + " offers " + *lasting + ", which has no forward secrecy");
}

}  // namespace

bool was_led_to_us(const Facts& facts, const Fact& mechanism) {
  return offer_to(facts, mechanism, "trusted") != nullptr;
}

void look_at_client(const Facts& facts, const Fact& mechanism, const std::string& declared, Bill& bill) {
  bill.needs(facts, kProbe);  // a probe that broke off leaves what it saw by then, and no PASS
  const Trusted trusted{offer_to(facts, mechanism, "trusted"), offer_to(facts, mechanism, "trusted at the end")};
  const std::string id = mechanism.text("id");
  if (!was_taken(trusted.first))
    bill.unsure(Code::no_data, *trusted.first,
                id + ": with the server that it trusts it " + trusted.first->text("conduct") +
                    ", so nothing that it refuses says anything");
  else if (!was_taken(trusted.last))
    bill.unsure(Code::insufficient_coverage, *trusted.first,
                id + ": in the end it does not take the server that it trusts either");
  else
    bill.holds(*trusted.first);
  for (const std::string_view offer : {"self-signed", "unknown authority", "wrong name", "expired"})
    look_at_certificate_offered(facts, mechanism, offer, trusted, bill);
  look_at_versions_of_client(facts, mechanism, declared, trusted, bill);
  look_at_downgrade(facts, mechanism, "weak ciphers", trusted, bill);
  look_at_hello(facts, mechanism, bill);
}

}  // namespace cardea::assess
