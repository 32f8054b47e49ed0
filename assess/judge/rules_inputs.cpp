// SPDX-License-Identifier: Apache-2.0
// Malformed input: a validation works when the input that reached it was turned away, and the target is afterwards what it was.
#include <array>
#include <map>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

struct Symptom {
  std::string_view kind;
  const char* says;
};

constexpr std::array<Symptom, 9> kSymptoms{{
    {"ended", "ends a process of the target"},
    {"hangs", "leaves the target without an answer"},
    {"changed", "is refused, and changes its state"},
    {"kept", "has no meaning, and is kept"},
    {"trace", "brings a program's inner state to light"},
    {"leak", "brings a file to light that is no page"},
    {"evaluated", "is carried out"},
    {"split", "puts a header into the answer"},
    {"unescaped", "stands in a page as it was sent"},
}};

std::string told(const Fact& fault) {
  const std::string kind = fault.text("kind");
  std::string out = fault.text("group") + (fault.has("input") ? ", " + fault.text("input") : std::string()) + ": ";
  for (const Symptom& one : kSymptoms) {
    if (one.kind == kind) return out + one.says;
  }
  return out + kind;
}

// A target that no single input disturbs again may have had a reason of its own: only that it stayed away counts without one.
void look_at_faults(const Facts& facts, Bill& bill) {
  for (const Fact* fault : facts.of("inputs", "fault ")) {
    if (fault->flag("confirmed") || !fault->flag("came_back"))
      bill.fails(*fault, told(*fault));
    else
      bill.for_a_person(*fault, told(*fault) + ", once, and no single input does it again");
  }
}

// Where nothing could be seen, nothing is said of it.
void look_at_means(const Fact& all, Bill& bill) {
  const std::string how_many =
      std::to_string(all.number("sent")) + " of " + std::to_string(all.number("planned")) + " inputs were sent";
  if (!all.flag("came_to_the_end"))
    bill.unsure(Code::insufficient_coverage, all, "the target did not come back: " + how_many);
  else if (all.number("sent") < all.number("planned"))
    bill.unsure(Code::insufficient_coverage, all, "the target left input without an answer: " + how_many);
  if (!all.flag("shows_state"))
    bill.unsure(Code::insufficient_coverage, all, "the driver shows no state that stays the same by itself");
  if (all.number("processes_watched") == 0) bill.for_a_person(all, "its processes were not watched: did none begin anew?");
}

void look_at_answers(const Facts& facts, Bill& bill) {
  for (const Fact* group : facts.of("inputs", "group ")) {
    for (const std::string& name : group->texts("wrongly_taken"))
      bill.for_a_person(*group, group->subject + ", " + name + ": is taken, though nothing can be meant by it");
    for (const std::string& name : group->texts("errors_at"))
      bill.for_a_person(*group, group->subject + ", " + name + ": is answered by an error of the target's own");
  }
}

// People's input comes by the functions of the door like that of programs.
bool was_reached(const Facts& facts, const std::string& source) {
  const std::string word = source == "user_interface" ? "api" : source;
  for (const Fact* group : facts.of("inputs", "group ")) {
    if (group->text("source") == word && group->number("looked_at") > 0) return true;
  }
  return false;
}

// Whoever may not call a function is turned away before anything is read.
void look_at_functions(const Facts& facts, Bill& bill) {
  std::map<std::string, std::int64_t> looked_at;
  for (const Fact* group : facts.of("inputs", "group ")) {
    if (group->has("function")) looked_at[group->text("function")] += group->number("looked_at");
  }
  const Fact& all = *facts.one("inputs", "all inputs");
  for (const auto& [function, times] : looked_at) {
    if (times == 0) bill.for_a_person(all, function + ": nobody looked at its input, because the sender may not call it");
  }
}

void look_at_row(const Facts& facts, const Fact& all, const Fact& row, Bill& bill) {
  const std::string id = row.text("id");
  if (!all.lists("reaches", id)) return bill.for_a_person(row, id + ": no input at the door reaches it");
  for (const std::string& source : row.texts("source")) {
    if (was_reached(facts, source))
      bill.holds(all);
    else
      bill.unsure(Code::insufficient_coverage, row, id + ": no input by " + source + " was looked at");
  }
}

//= EN303645 5.13-1
Judgement malformed_input_is_refused(const Facts& facts) {
  Bill bill;
  const std::vector<const Fact*> rows = facts.rows("InpVal");
  if (rows.empty()) return or_none_such(facts, std::move(bill), "no validation is declared");
  if (!bill.needs(facts, "inputs")) return bill.total();
  const Fact* all = facts.one("inputs", "all inputs");
  if (all == nullptr || !all->flag("answered_before")) {
    bill.unsure(Code::no_data, "the target did not answer before either");
    return bill.total();
  }
  look_at_faults(facts, bill);
  look_at_means(*all, bill);
  look_at_answers(facts, bill);
  look_at_functions(facts, bill);
  for (const Fact* row : rows) look_at_row(facts, *all, *row, bill);
  return bill.total();
}

constexpr std::array<NamedRule, 1> kRules{{{"malformed_input_is_refused", malformed_input_is_refused}}};

}  // namespace

std::span<const NamedRule> input_rules() {
  return kRules;
}

}  // namespace cardea::assess
