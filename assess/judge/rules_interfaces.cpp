// SPDX-License-Identifier: Apache-2.0
// Completeness and conformity of interfaces: what listens, against what is declared.
#include <array>

#include "assess/judge/declared_rows.hpp"
#include "assess/judge/states.hpp"
#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

std::string name_of_port(const Fact& open) {
  std::string name = open.text("transport") + " " + std::to_string(open.number("port"));
  if (!open.text("process").empty()) name += " (" + open.text("process") + ")";
  return name;
}

void look_at_coverage(const Facts& facts, Bill& bill) {
  const std::vector<const Fact*> scans = facts.of("listeners", "scan ");
  if (scans.empty()) bill.unsure(Code::no_data, "no address was scanned");
  for (const Fact* scan : scans) {
    if (scan->number("unanswered") > 0) {
      bill.unsure(Code::insufficient_coverage, *scan,
                  std::to_string(scan->number("unanswered")) + " ports of " + scan->text("address") + " did not answer");
    } else {
      bill.holds(*scan);
    }
  }
  const Fact* udp = facts.one("listeners", "udp of the target");
  if (udp == nullptr || !udp->flag("complete")) bill.unsure(Code::insufficient_coverage, "UDP listeners could not be listed");
}

// Every listener of the target has its row; one whose owner is unknown is no proof of anything.
void look_for_undeclared(const Facts& facts, Bill& bill) {
  for (const Fact* open : facts.of("listeners", "open ")) {
    const std::string owner = open->text("owner");
    if (owner == "other") continue;
    const Fact* row = declared_for(facts, *open);
    if (row != nullptr)
      bill.holds(*open);
    else if (owner == "target")
      bill.fails(*open, name_of_port(*open) + " is open and not declared");
    else
      bill.unsure(Code::contradictory, *open, name_of_port(*open) + " is open, and whose it is cannot be seen");
  }
}

//= EN303645 5.6-1
Judgement no_undeclared_interface(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "listeners")) return bill.total();
  look_at_coverage(facts, bill);
  look_for_undeclared(facts, bill);
  return bill.total();
}

bool carries_communication(const Facts& facts, const std::string& interface) {
  const std::vector<const Fact*> mechanisms = facts.rows("ComMech");
  return std::any_of(mechanisms.begin(), mechanisms.end(), [&](const Fact* one) { return one->lists("interfaces", interface); });
}

// Where the target was heard to go by itself. Names are asked for and time is told by many a network: a person weighs it.
void look_for_undeclared_talk(const Facts& facts, Bill& bill) {
  for (const Fact* talk : facts.of("traffic", "talk ")) {
    if (talk->flag("by_target") && talk->text("mechanism").empty())
      bill.for_a_person(*talk, talk->subject + ": no declared communication explains it");
  }
}

// An open port belongs to a declared interface, and that to a declared communication.
//= EN303645 5.5-5
Judgement no_undeclared_communication(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "listeners")) return bill.total();
  look_at_coverage(facts, bill);
  look_for_undeclared(facts, bill);
  for (const Fact* open : facts.of("listeners", "open ")) {
    const Fact* row = open->text("owner") == "other" ? nullptr : declared_for(facts, *open);
    if (row != nullptr && !carries_communication(facts, row->text("id")))
      bill.fails(*open, name_of_port(*open) + ": " + row->text("id") + " belongs to no declared communication");
  }
  look_for_undeclared_talk(facts, bill);
  return bill.total();
}

bool is_open(const Facts& facts, const Fact& row) {
  for (const Fact* open : facts.of("listeners", "open ")) {
    if (open->text("owner") != "other" && declared_for(facts, *open) == &row) return true;
  }
  return false;
}

// Declared and expected open in the state that is looked at: open; declared closed: closed. What no port shows, a radio or a
// socket in the casing, a person looks at.
Judgement interfaces_as_declared(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "listeners")) return bill.total();
  for (const Fact* row : facts.rows("Intf")) {
    if (row->text("type") == "radio" || row->text("type") == "physical")
      bill.for_a_person(*row, row->text("id") + " is on or off as declared?");
    if (row->text("type") != "network" || row->text("transport").empty()) continue;
    const bool expected = row->lists("status", facts.state()) && row->text("use") != "never";
    const bool open = is_open(facts, *row);
    if (expected == open)
      bill.holds(*row);
    else if (open)
      bill.fails(*row, row->text("id") + " is declared closed in the " + word_of_state(facts.state()) + " state and is open");
    else if (row->text("use") == "required")
      bill.fails(*row, row->text("id") + " is declared open in the " + word_of_state(facts.state()) + " state and is closed");
    else
      bill.holds(*row);  // intermittent: may be closed now
  }
  look_at_coverage(facts, bill);
  return bill.total();
}

bool says(const std::string& declared, const std::string& word) {
  return lower(declared).find(lower(word)) != std::string::npos;
}

void look_at_words(const Fact& seen, const std::string& declared, Bill& bill) {
  for (const char* key : {"version_like", "software_names", "telling_words"}) {
    for (const std::string& word : seen.texts(key)) {
      if (!says(declared, word)) bill.fails(seen, seen.subject + " tells \"" + word + "\"");
    }
  }
}

// What was given away without sign-in, and is not among what the interfaces declare to disclose.
//= EN303645 5.6-2
Judgement nothing_undeclared_disclosed(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "disclosure")) return bill.total();
  std::string declared;
  for (const Fact* row : facts.rows("Intf")) declared += row->text("disclosed_information") + "\n";
  for (const Fact* seen : facts.of("disclosure")) {
    if (seen->subject == "probe") continue;
    if (seen->has("no_answer")) {
      if (seen->subject == "front page" || seen->flag("broken_answer"))  // something was said there, and nobody could read it
        bill.unsure(Code::unreachable, *seen, seen->subject + ": " + seen->text("no_answer"));
      else
        bill.mention(seen->subject + ": " + seen->text("no_answer"));
      continue;
    }
    bill.holds(*seen);
    look_at_words(*seen, declared, bill);
    if (const std::string server = seen->text("server"); !server.empty() && !says(declared, server)) {
      bill.fails(*seen, seen->subject + " has the header server: " + server);
    }
  }
  for (const char* probe : {"access", "discovery"}) {
    for (const Fact* seen : facts.of(probe)) look_at_words(*seen, declared, bill);
  }
  return bill.total();
}

constexpr std::array<NamedRule, 4> kRules{{
    {"no_undeclared_interface", no_undeclared_interface},
    {"no_undeclared_communication", no_undeclared_communication},
    {"interfaces_as_declared", interfaces_as_declared},
    {"nothing_undeclared_disclosed", nothing_undeclared_disclosed},
}};

}  // namespace

std::span<const NamedRule> interface_rules() {
  return kRules;
}

// The port on which the bench finds a declared interface was written down before the probes ran.
const Fact* declared_for(const Facts& facts, const Fact& open) {
  for (const Fact* row : facts.rows("Intf")) {
    const Fact* place = facts.one("bench", "interface " + row->text("id"));
    if (place == nullptr || row->text("transport") != open.text("transport")) continue;
    if (place->number("port") == open.number("port")) return row;
  }
  return nullptr;
}

void look_for_unknown_doors(const Facts& facts, Bill& bill) {
  if (!bill.needs(facts, "listeners")) return;
  look_at_coverage(facts, bill);
  for (const Fact* open : facts.of("listeners", "open ")) {
    if (open->text("owner") == "other" || declared_for(facts, *open) != nullptr) continue;
    bill.unsure(Code::insufficient_coverage, *open, "what is behind " + name_of_port(*open) + " is not known");
  }
}

}  // namespace cardea::assess
