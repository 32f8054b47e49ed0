// SPDX-License-Identifier: Apache-2.0
// Processes, programs and stored state: what the kernel and the files say, against the declared walls.
#include <algorithm>
#include <array>
#include <map>

#include "assess/judge/process_names.hpp"
#include "assess/judge/rules.hpp"

namespace cardea::assess {

namespace {

const Fact* declared_process(const Facts& facts, std::string_view name) {
  return row_of_process(facts, "PrivlCtrl", name);
}

int bits_of(const std::string& hex_mask) {
  int bits = 0;
  for (const char c : hex_mask) {
    const int value = c >= 'a' ? c - 'a' + 10 : c - '0';
    bits += __builtin_popcount(static_cast<unsigned>(value));
  }
  return bits;
}

// None declared: none may be there. Declared ones are counted when they are named one by one; a sentence is for a person.
void look_at_capabilities(const Fact& process, const Fact& declared, Bill& bill) {
  const std::string name = process.text("name");
  const int kept = bits_of(process.text("capabilities"));
  const std::vector<std::string> allowed = declared.texts("capabilities");
  if (kept == 0) return;
  const bool named = std::all_of(allowed.begin(), allowed.end(), [](const std::string& one) { return one.starts_with("CAP_"); });
  const std::string holds = name + " holds " + std::to_string(kept) + " capabilities";
  if (named && kept > static_cast<int>(allowed.size()))
    bill.fails(process, holds + ", declared " + std::to_string(allowed.size()));
  else if (!named)
    bill.for_a_person(process, holds + ", declared: " + allowed.front());
}

void look_at_walls(const Fact& process, const Fact& declared, Bill& bill) {
  const std::string name = process.text("name");
  bill.holds(process);
  if (!process.has("no_new_privs"))
    bill.unsure(Code::no_data, process, name + ": the kernel does not say no_new_privs");
  else if (!process.flag("no_new_privs"))
    bill.fails(process, name + " may gain privileges: no_new_privs is off");
  if (declared.flag("system_call_filter") && process.number("seccomp") != 2)
    bill.fails(process, name + " has no filter of system calls");
  look_at_capabilities(process, declared, bill);
  if (declared.flag("own_user") && process.flag("may_become_root")) bill.fails(process, name + " can run as root");
  if (!process.texts("writable_and_executable").empty())
    bill.fails(process, name + " has memory that is writable and executable");
}

void look_at_users(const std::map<std::int64_t, std::vector<const Fact*>>& by_user, Bill& bill) {
  for (const auto& [user, processes] : by_user) {
    if (processes.size() < 2) continue;
    std::string names;
    for (const Fact* process : processes) names += (names.empty() ? "" : ", ") + process->text("name");
    bill.fails(*processes.front(), names + " share the user " + std::to_string(user) + ", declared: one each");
  }
}

// Rights that are declared may still be too many: root for a reason is no failure, and no PASS by itself.
void look_at_declared_rights(const Facts& facts, Bill& bill) {
  const std::vector<const Fact*> rows = facts.rows("PrivlCtrl");
  if (rows.empty()) bill.unsure(Code::not_described, "the declaration has no PrivlCtrl");
  for (const Fact* row : rows) {
    const std::string id = row->text("id");
    if (!row->flag("own_user")) bill.for_a_person(*row, id + " shares its user with others: why?");
    if (!row->flag("system_call_filter")) bill.for_a_person(*row, id + " may use every system call: why?");
    if (!row->flag("path_filter")) bill.for_a_person(*row, id + " may open every path: why?");
    if (!row->texts("capabilities").empty()) bill.for_a_person(*row, id + " keeps capabilities: what for?");
  }
}

//= EN303645 5.6-7
Judgement least_privilege_holds(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "processes")) return bill.total();
  std::map<std::int64_t, std::vector<const Fact*>> by_user;
  for (const Fact* process : facts.of("processes", "process ")) {
    const Fact* declared = declared_process(facts, process->text("name"));
    if (declared == nullptr) {
      bill.unsure(Code::contradictory, *process, "the process " + process->text("name") + " has no row of PrivlCtrl");
      continue;
    }
    look_at_walls(*process, *declared, bill);
    if (declared->flag("own_user")) by_user[process->number("uid")].push_back(process);
  }
  look_at_users(by_user, bill);
  look_for_rights_in_image(facts, bill);
  look_at_declared_rights(facts, bill);
  return bill.total();
}

// Who may write to the folder that the program lies in may replace the program as well; that of a set-id program is told apart.
bool is_beside_program(std::string_view run_path) {
  return run_path == "$ORIGIN" || (run_path.starts_with("$ORIGIN/") && run_path.find("..") == std::string_view::npos);
}

void look_at_program(const Fact& file, Bill& bill) {
  const auto fail_if = [&](bool bad, const char* what) {
    if (bad) bill.fails(file, file.subject + ": " + what);
  };
  fail_if(!file.flag("position_independent"), "not position independent");
  fail_if(file.flag("executable_stack"), "executable stack");
  fail_if(file.flag("writable_and_executable"), "a segment both writable and executable");
  fail_if(file.text("relro") != "full", "relocations stay writable (RELRO is not full)");
  fail_if(file.flag("text_relocations"), "relocations in code");
  fail_if(file.flag("set_id"), "set-user-id or set-group-id");
  for (const std::string& path : file.texts("run_paths"))
    fail_if(!is_beside_program(path), "looks for libraries in a path of its own");
  fail_if(file.text("stack_protector") == "no", "no stack protector");
  if (file.text("fortified") == "no") bill.mention(file.subject + ": no fortified functions");
}

//= EN303645 5.4-1
Judgement stored_secrets_are_guarded(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "storage")) return bill.total();
  const Fact* seen = facts.one("storage", "state folder");
  if (seen == nullptr || seen->number("files") == 0) {
    bill.unsure(Code::no_data, "the state folder is empty");
    return bill.total();
  }
  for (const std::string& file : seen->texts("open_to_others")) bill.fails(*seen, file + " is open to every user");
  for (const std::string& file : seen->texts("hold_a_known_secret")) bill.fails(*seen, file + " holds a password as it is");
  if (seen->number("canaries") == 0) bill.unsure(Code::not_described, *seen, "the driver gives no secret to look for");
  if (!seen->flag("complete"))
    bill.unsure(Code::insufficient_coverage, *seen, std::to_string(seen->number("unreadable")) + " files could not be read");
  bill.holds(*seen);
  return bill.total();
}

std::string counted(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " file" : " files");
}

// That nothing was found says something only of what was read.
void look_at_extent(const Facts& facts, Bill& bill) {
  const Fact* all = facts.one("programs", "all programs");
  if (all == nullptr || all->number("files") == 0) return bill.unsure(Code::no_data, "the folder of programs is empty");
  if (!all->flag("complete"))
    bill.unsure(Code::insufficient_coverage, *all,
                counted(all->number("unreadable")) + " could not be read, or there are too many");
  bill.holds(*all);
}

//= EN303645 5.4-3
Judgement programs_hold_no_secret(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "programs")) return bill.total();
  for (const Fact* file : facts.of("programs", "file ")) {
    for (const std::string& secret : file->texts("secrets")) bill.fails(*file, file->subject + " holds " + secret);
  }
  look_at_extent(facts, bill);
  for (const Fact* row : facts.rows("SecParam")) {
    if (row->flag("hard_coded_in_source"))
      bill.for_a_person(*row, row->text("id") + ": whether it is replaced in use, a person has to see");
  }
  return bill.total();
}

constexpr std::array<NamedRule, 3> kRules{{
    {"least_privilege_holds", least_privilege_holds},
    {"stored_secrets_are_guarded", stored_secrets_are_guarded},
    {"programs_hold_no_secret", programs_hold_no_secret},
}};

}  // namespace

std::span<const NamedRule> program_rules() {
  return kRules;
}

void look_for_weak_programs(const Facts& facts, Bill& bill) {
  for (const Fact* file : facts.of("programs", "file ")) {
    if (file->flag("elf")) look_at_program(*file, bill);
  }
}

}  // namespace cardea::assess
