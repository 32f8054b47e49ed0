// SPDX-License-Identifier: Apache-2.0
// Who gets what at the door: declared functions against their declared roles, and paths that nobody declared.
#include <array>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

enum class Answer : std::uint8_t { granted, refused, unclear };

// 400, 413, 415 and 422 look at the request before they ask who sends it: no access, and no proof of a check either.
Answer answer_of(const Fact& seen) {
  const std::int64_t status = seen.number("status");
  if (status >= 200 && status < 300) return Answer::granted;
  if (status >= 300 && status < 400) return Answer::refused;
  if (status == 400 || status == 413 || status == 415 || status == 422 || status == 429) return Answer::unclear;
  return status >= 400 && status < 500 ? Answer::refused : Answer::unclear;
}

int rank_of(std::string_view subject) {
  if (subject == "admin" || subject == "owner") return 3;
  if (subject == "user") return 2;
  return subject == "guest" ? 1 : 0;
}

int rank_needed(std::string_view role) {
  if (role == "nobody") return 0;
  if (role == "guest") return 1;
  return role == "user" ? 2 : 3;
}

bool by_an_entitled(const Fact& seen, const Fact& function) {
  const std::string as = seen.text("as");
  return as == function.text("role") || rank_of(as) >= rank_needed(function.text("role"));
}
bool by_an_unentitled(const Fact& seen, const Fact& function) {
  return !by_an_entitled(seen, function);
}

std::string line_of(const Fact& seen) {
  return seen.subject + " -> " + std::to_string(seen.number("status"));
}

// The page that an unknown visitor gets is not the function when the one who may sees something else there.
bool is_another_page(const Facts& facts, const Fact& seen) {
  if (!seen.text("content_type").starts_with("text/html")) return false;
  for (const Fact* other : facts.of("access")) {
    const bool real = rank_of(other->text("as")) > 0;
    if (real && other->text("function") == seen.text("function") && other->text("body_sha256") != seen.text("body_sha256"))
      return true;
  }
  return false;
}

void look_at_unentitled(const Facts& facts, bool (*concerns)(const Fact& function), Bill& bill) {
  for (const Fact* seen : facts.of("access")) {
    const Fact* function = facts.row(seen->text("function"));
    if (function == nullptr || !concerns(*function)) continue;
    if (by_an_entitled(*seen, *function)) continue;
    switch (answer_of(*seen)) {
      case Answer::refused: bill.holds(*seen); break;
      case Answer::unclear: bill.unsure(Code::contradictory, *seen, line_of(*seen)); break;
      case Answer::granted:
        if (is_another_page(facts, *seen))
          bill.unsure(Code::contradictory, *seen, line_of(*seen) + ", a page of another content");
        else
          bill.fails(*seen, line_of(*seen));
    }
  }
}

bool any_function(const Fact&) {
  return true;
}
bool configures(const Fact& function) {
  return function.flag("allows_configuration") || function.flag("changes");
}

bool is_served(const Facts& facts, const Fact& function) {
  return says(function, "interface") && function.lists("status", facts.state());
}

// Every function of the network is meant: one that nobody asked for keeps a PASS away.
void look_for_unasked(const Facts& facts, bool (*concerns)(const Fact& function),
                      bool (*asked)(const Fact& seen, const Fact& function), Bill& bill) {
  const std::vector<const Fact*> seen = facts.of("access");
  for (const Fact* function : facts.rows("SoftServ")) {
    if (!concerns(*function) || !is_served(facts, *function) || rank_needed(function->text("role")) == 0) continue;
    const bool any = std::any_of(seen.begin(), seen.end(), [&](const Fact* one) {
      return one->text("function") == function->text("id") && asked(*one, *function);
    });
    if (!any) bill.unsure(Code::insufficient_coverage, *function, function->text("id") + " was not asked for");
  }
}

//= EN303645 5.5-4
Judgement unentitled_are_refused(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "access")) return bill.total();
  look_at_unentitled(facts, any_function, bill);
  look_for_unasked(facts, any_function, by_an_unentitled, bill);
  return bill.total();
}

void look_at_entitled(const Facts& facts, bool (*concerns)(const Fact& function), Bill& bill) {
  for (const Fact* seen : facts.of("access")) {
    const Fact* function = facts.row(seen->text("function"));
    if (function == nullptr || !concerns(*function) || rank_needed(function->text("role")) == 0) continue;
    if (by_an_unentitled(*seen, *function)) continue;
    const Answer answer = answer_of(*seen);
    if (answer == Answer::granted)
      bill.holds(*seen);
    else if (answer == Answer::refused)
      bill.fails(*seen, line_of(*seen));
    else
      bill.unsure(Code::contradictory, *seen, line_of(*seen));
  }
  look_for_unasked(facts, concerns, by_an_entitled, bill);
}

Judgement entitled_get_in(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "access")) return bill.total();
  look_at_entitled(facts, any_function, bill);
  return bill.total();
}

// A function that is declared for nobody in particular needs no right; one that configures needs a sign-in all the same.
void look_at_open_configuration(const Facts& facts, Bill& bill) {
  for (const Fact* seen : facts.of("access")) {
    const Fact* function = facts.row(seen->text("function"));
    if (function == nullptr || function->text("role") != "nobody" || seen->text("as") != "nobody") continue;
    if (!function->flag("allows_configuration") || function->flag("serves_sign_in")) continue;
    if (answer_of(*seen) == Answer::granted) bill.fails(*seen, line_of(*seen) + ": nobody has to sign in for it");
  }
}

// The provision speaks of every state in which a function may be used.
//= EN303645 5.5-5
Judgement unentitled_cannot_configure(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "access")) return bill.total();
  look_at_unentitled(facts, configures, bill);
  look_at_entitled(facts, configures, bill);
  look_at_open_configuration(facts, bill);
  for (const Fact* function : facts.rows("SoftServ")) {
    if (!configures(*function) || function->text("path").empty()) continue;
    for (const std::string& state : function->texts("status")) {
      if (state != kInitialized && facts.visit_of(state) == nullptr)
        bill.unsure(Code::insufficient_coverage, *function, function->text("id") + " in the state " + state + " was not visited");
    }
  }
  return bill.total();
}

// No answer is no sign that nothing is there: a target that is gone, or never comes to an end, gives none to anything.
bool gave_no_answer(const Fact& seen, Bill& bill) {
  if (seen.number("status") != 0) return false;
  bill.unsure(Code::unreachable, seen, seen.subject + " gave no answer");
  return true;
}

void look_at_undeclared(const Facts& facts, bool only_updates, Bill& bill) {
  for (const Fact* seen : facts.of("access", "undeclared ")) {
    if ((only_updates && !seen->flag("takes_updates")) || gave_no_answer(*seen, bill)) continue;
    const std::int64_t status = seen->number("status");
    const bool absent =
        seen->flag("as_if_absent") || status == 400 || status == 404 || status == 405 || status == 414 || status == 501;
    if (absent)
      bill.holds(*seen);
    else if (status >= 200 && status < 300)
      bill.fails(*seen, line_of(*seen));
    else
      bill.unsure(Code::contradictory, *seen, line_of(*seen) + ": something is there");
  }
}

// A part of a page, and no function: what it speaks of was followed. Where a declaration names the parts of its pages, it names
// them all.
bool is_part_of_a_page(const Fact& seen) {
  const std::string type = seen.text("content_type");
  return type.starts_with("image/") || type.starts_with("font/") || type.starts_with("text/css") ||
         type.find("javascript") != std::string::npos;
}

bool names_parts_of_pages(const Facts& facts) {
  const std::vector<const Fact*> asked = facts.of("access");
  return std::any_of(asked.begin(), asked.end(), [](const Fact* seen) {
    return seen->has("function") && answer_of(*seen) == Answer::granted && is_part_of_a_page(*seen);
  });
}

// What the product's own pages speak of, and nobody declared.
void look_at_discovered(const Facts& facts, Bill& bill) {
  const bool parts_are_named = names_parts_of_pages(facts);
  const Fact* whole = facts.one("discovery", "documents of the door");
  if (whole != nullptr && whole->flag("cut_short"))
    bill.unsure(Code::unreachable, *whole, "the target gave too few answers to be looked through");
  for (const Fact* seen : facts.of("discovery", "path ")) {
    const std::int64_t status = seen->number("status");
    if (!seen->flag("declared") && gave_no_answer(*seen, bill)) continue;
    if (seen->flag("declared") || seen->flag("as_if_absent") || status == 404)
      bill.holds(*seen);
    else if (is_part_of_a_page(*seen) && parts_are_named)
      bill.unsure(Code::contradictory, *seen,
                  line_of(*seen) + ", named by " + seen->text("named_by") + ": other parts are declared, this one is not");
    else if (is_part_of_a_page(*seen))
      bill.holds(*seen);
    else if (status >= 200 && status < 300)
      bill.fails(*seen, line_of(*seen) + ", named by " + seen->text("named_by") + " and not declared");
    else
      bill.unsure(Code::contradictory, *seen, line_of(*seen) + ", named by " + seen->text("named_by") + ": something is there");
  }
}

// A method that nobody declared at a path that somebody did.
void look_at_methods(const Facts& facts, Bill& bill) {
  for (const Fact* seen : facts.of("methods", "method ")) {
    const std::int64_t status = seen->number("status");
    if (gave_no_answer(*seen, bill)) continue;
    if (seen->flag("as_if_absent"))
      bill.holds(*seen);
    else if (status >= 200 && status < 300)
      bill.fails(*seen, line_of(*seen) + ", and not declared");
    else
      bill.unsure(Code::contradictory, *seen, line_of(*seen) + ": something is there");
  }
}

// In another state than the initialized one the accounts tried to sign in, and none could.
bool nobody_signs_in(const Facts& facts) {
  const std::vector<const Fact*> tried = facts.of("access", "sign in as ");
  return facts.state() != kInitialized && !tried.empty() &&
         std::none_of(tried.begin(), tried.end(), [](const Fact* one) { return one->flag("accepted"); });
}

// Declared off in the state in which the target is, so nobody gets an answer of it. Where only strangers asked, a 401 tells
// nothing, unless there is nobody else in this state.
void look_at_closed(const Facts& facts, Bill& bill) {
  const std::vector<const Fact*> all = facts.of("access", "closed ");
  for (const Fact* seen : all) {
    if (gave_no_answer(*seen, bill)) continue;
    const bool known_asked = std::any_of(all.begin(), all.end(), [&](const Fact* other) {
      return other->text("closed_function") == seen->text("closed_function") && rank_of(other->text("as")) > 0;
    });
    if (answer_of(*seen) == Answer::granted)
      bill.fails(*seen, seen->text("closed_function") + " is declared off, and answers: " + line_of(*seen));
    else if (!known_asked && seen->number("status") == 401 && !nobody_signs_in(facts))
      bill.unsure(Code::insufficient_coverage, *seen, line_of(*seen) + ": declared off, and nobody who may was tried");
    else
      bill.holds(*seen);
  }
}

Judgement no_undeclared_api(const Facts& facts) {
  Bill bill;
  if (bill.needs(facts, "access")) {
    look_at_undeclared(facts, false, bill);
    look_at_closed(facts, bill);
  }
  if (bill.needs(facts, "discovery")) look_at_discovered(facts, bill);
  if (bill.needs(facts, "methods")) look_at_methods(facts, bill);
  look_for_unknown_doors(facts, bill);
  return bill.total();
}
//= EN303645 5.3-10
Judgement no_undeclared_update(const Facts& facts) {
  Bill bill;
  if (bill.needs(facts, "access")) look_at_undeclared(facts, true, bill);
  look_for_unknown_doors(facts, bill);
  return bill.total();
}

// A page at the door is a user interface. What else there is, a display, a button, the manual says to a person.
//= EN303645 5.13-1
Judgement no_undeclared_user_interface(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "access")) return bill.total();
  const std::vector<const Fact*> declared = facts.rows("UserIntf");
  for (const Fact* seen : facts.of("access")) {
    if (answer_of(*seen) != Answer::granted || !seen->text("content_type").starts_with("text/html")) continue;
    if (declared.empty()) bill.fails(*seen, line_of(*seen) + " is a page, and UserIntf has no row");
  }
  const Fact* end = facts.end_of("access");
  bill.for_a_person(declared.empty() ? *end : *declared.front(), "does the manual name an interface that is not declared?");
  return bill.total();
}

constexpr std::array<NamedRule, 6> kRules{{
    {"unentitled_are_refused", unentitled_are_refused},
    {"entitled_get_in", entitled_get_in},
    {"unentitled_cannot_configure", unentitled_cannot_configure},
    {"no_undeclared_api", no_undeclared_api},
    {"no_undeclared_update", no_undeclared_update},
    {"no_undeclared_user_interface", no_undeclared_user_interface},
}};

}  // namespace

std::span<const NamedRule> access_rules() {
  return kRules;
}

}  // namespace cardea::assess
