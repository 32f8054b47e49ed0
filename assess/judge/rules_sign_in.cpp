// SPDX-License-Identifier: Apache-2.0
// Passwords and brute force: what the sign-in surface did, against provision 5.1 and the declared mechanism.
#include <array>

#include "assess/judge/challenge.hpp"
#include "assess/judge/declared_rows.hpp"
#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

// The surface lets the right value in: only then do refusals mean anything.
bool control_holds(const Facts& facts, Bill& bill) {
  const Fact* control = facts.one("passwords", "control: the right value");
  if (control != nullptr && control->flag("accepted")) {
    bill.holds(*control);
    return true;
  }
  bill.unsure(Code::precondition_unmet, "the right value did not open the surface either");
  return false;
}

void look_at_tries(const Facts& facts, Bill& bill, bool (*concerns)(const Fact&)) {
  for (const Fact* one : facts.of("passwords", "try ")) {
    if (!concerns(*one)) continue;
    if (one->flag("accepted"))
      bill.fails(*one, "accepted: " + one->text("name") + ", " + one->text("kind"));
    else if (!one->flag("evaluated"))
      bill.unsure(Code::insufficient_coverage, *one, "not looked at by the target: " + one->text("kind"));
    else
      bill.holds(*one);
  }
}

bool is_blank(const Fact& one) {
  return one.text("kind") == "blank";
}
bool is_blank_or_pre_installed(const Fact& one) {
  return is_blank(one) || one.text("kind") == "pre-installed value";
}
bool is_shared(const Fact& one) {
  return !is_blank_or_pre_installed(one);
}

//= EN303645 5.1-1
Judgement shared_values_refused(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "passwords") || !control_holds(facts, bill)) return bill.total();
  if (facts.of("passwords", "try ").empty()) bill.unsure(Code::no_data, "no value was tried");
  look_at_tries(facts, bill, is_shared);
  return bill.total();
}

bool is_declared_for_use(const Fact& row) {
  return row.text("password_origin").starts_with("pre_installed") && row.lists("used_in", "initialized");
}

// A person's own value is in force: neither blank nor the one from the factory opens any more. A value from the factory that is
// declared to stay in use is judged with 5.1-2.
Judgement user_value_in_force(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "passwords") || !control_holds(facts, bill)) return bill.total();
  const Fact* control = facts.one("passwords", "control: the right value");
  const std::vector<const Fact*> rows = facts.rows("AuthMech");
  const bool declared = std::any_of(rows.begin(), rows.end(),
                                    [](const Fact* row) { return row->text("password_origin").starts_with("pre_installed"); });
  const bool stays = std::any_of(rows.begin(), rows.end(), [](const Fact* row) { return is_declared_for_use(*row); });
  if (declared && !stays && !control->flag("pre_installed_known"))
    bill.unsure(Code::not_described, "the driver does not give the pre-installed value");
  look_at_tries(facts, bill, stays ? is_blank : is_blank_or_pre_installed);
  return bill.total();
}

bool is_password_row(const Fact& row) {
  return row.text("authentication_factor") == "password" || row.text("authentication_factor") == "pin";
}

// Every scheme that the challenge names is the one with which who signs in at the door shows it, and a password for it is
// declared.
bool challenge_is_declared(const Facts& facts, const std::string& challenge) {
  const Fact* target = facts.one("bench", "target");
  const std::string own = target == nullptr ? std::string() : lower(target->text("scheme"));
  const std::vector<std::string> schemes = schemes_of(challenge);
  const std::vector<const Fact*> rows = facts.rows("AuthMech");
  return std::all_of(schemes.begin(), schemes.end(), [&](const std::string& scheme) { return scheme == own; }) &&
         std::any_of(rows.begin(), rows.end(), [](const Fact* row) { return is_password_row(*row) && row->flag("network"); });
}

// No page that asks for a password by HTTP's own means, and no door behind which one could be.
Judgement no_undeclared_sign_in(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "access")) return bill.total();
  for (const Fact* seen : facts.of("access")) {
    if (!seen->text("challenge").empty() && !challenge_is_declared(facts, seen->text("challenge")))
      bill.fails(*seen, seen->subject + " asks for " + seen->text("challenge").substr(0, 60));
  }
  for (const Fact* seen : facts.of("access", "undeclared ")) bill.holds(*seen);
  look_for_unknown_doors(facts, bill);
  return bill.total();
}

// The network mechanism of people in the initialized state, whose numbers the surface has to keep.
const Fact* declared_mechanism(const Facts& facts) {
  for (const Fact* row : facts.rows("AuthMech")) {
    const bool of_people = row->flag("network") && row->text("subject") == "user";
    if (is_password_row(*row) && of_people && row->lists("used_in", "initialized")) return row;
  }
  return nullptr;
}

void look_at_owner(const Facts& facts, const Fact& declared, Bill& bill) {
  const Fact* owner = facts.one("brute_force", "the right value afterwards");
  if (owner == nullptr) {
    bill.unsure(Code::no_data, "whether the owner gets in afterwards was not seen");
  } else if (owner->flag("accepted")) {
    bill.holds(*owner);
  } else if (declared.has("delay_max_s") && declared.number("delay_max_s") <= owner->number("wait_max_s")) {
    bill.fails(*owner, "after the attack the right value is refused for longer than the declared " +
                           std::to_string(declared.number("delay_max_s")) + " s");
  } else if (!declared.has("delay_max_s")) {
    bill.for_a_person(*owner, "after the attack the right value is refused as well, and no longest wait is declared");
  } else {
    bill.unsure(Code::insufficient_coverage, *owner, "the wait is longer than this run waits");
  }
}

// So many guesses may be looked at in a row, beyond the declared free ones: the one that is slowed, and one lost race.
constexpr std::int64_t kTolerance = 2;

void look_at_series(const Fact& series, std::int64_t free_attempts, Bill& bill) {
  if (series.number("accepted") > 0)
    bill.fails(series, series.subject + ": a random value was accepted");
  else if (series.number("evaluated") > free_attempts + kTolerance)
    bill.fails(series, series.subject + ": " + std::to_string(series.number("evaluated")) +
                           " values were looked at, declared free: " + std::to_string(free_attempts));
  else
    bill.holds(series);
}

//= EN303645 5.1-5
Judgement brute_force_held_up(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "brute_force")) return bill.total();
  const Fact* declared = declared_mechanism(facts);
  const Fact* serial = facts.one("brute_force", "one after the other");
  const Fact* parallel = facts.one("brute_force", "at once");
  if (declared == nullptr || serial == nullptr || parallel == nullptr) {
    bill.unsure(Code::not_described, "no declared password mechanism of the network to compare with");
    return bill.total();
  }
  if (serial->number("first_slowed") == 0)
    bill.fails(*serial, std::to_string(serial->number("attempts")) + " wrong values in a row, and nothing slowed them");
  const std::int64_t free_attempts = declared->has("free_attempts") ? declared->number("free_attempts") : 10;
  look_at_series(*serial, free_attempts, bill);
  look_at_series(*parallel, free_attempts, bill);
  if (const Fact* spread = facts.one("brute_force", "from several sources"); spread != nullptr)
    look_at_series(*spread, free_attempts, bill);
  look_at_owner(facts, *declared, bill);
  for (const Fact* other : facts.rows("AuthMech")) {
    if (!other->flag("network") || other == declared) continue;
    if (other->lists("used_in", "initialized"))
      bill.unsure(Code::insufficient_coverage, *other, other->text("id") + " was not tried");
    else
      bill.mention(other->text("id") + " is not in use in the initialized state, and was not tried");
  }
  return bill.total();
}

constexpr std::array<NamedRule, 4> kRules{{
    {"shared_values_refused", shared_values_refused},
    {"user_value_in_force", user_value_in_force},
    {"no_undeclared_sign_in", no_undeclared_sign_in},
    {"brute_force_held_up", brute_force_held_up},
}};

}  // namespace

std::span<const NamedRule> sign_in_rules() {
  return kRules;
}

}  // namespace cardea::assess
