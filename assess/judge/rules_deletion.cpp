// SPDX-License-Identifier: Apache-2.0
// Ways to delete that were carried out, with a word in the place of a person's data: it has to be there before, and nowhere
// afterwards. Where nothing showed the word before, its absence proves nothing.
#include <array>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kDevice = "device";
constexpr std::string_view kServices = "associated_service";

bool was_in_files(const Fact& seen) {
  return !seen.texts("files_before").empty();
}

bool was_there(const Fact& seen) {
  return seen.flag("put") && (was_in_files(seen) || seen.flag("shown_before"));
}

bool was_carried_out(const Fact& seen) {
  return was_there(seen) && seen.flag("erased");
}

std::string status_of(const Fact& seen, std::string_view act) {
  return " (status " + std::to_string(seen.number(std::string(act) + "_status")) + ")";
}

constexpr CarriedOut kDeletion{"DelFunc", "deletion", " was not carried out", "no way to delete from there is declared"};

// `look(row id, fact, bill)` for each declared way to delete from there.
template <class Look>
Judgement each_deletion(const Facts& facts, std::string_view target, Look look) {
  return look_at_each_carried_out(facts, kDeletion, [&](const Fact& row) { return row.lists("target_type", target); }, look);
}

Judgement data_was_put(const Facts& facts, std::string_view target) {
  return each_deletion(facts, target, [](const std::string& id, const Fact& seen, Bill& bill) {
    if (was_there(seen))
      bill.holds(seen);
    else
      bill.unsure(Code::no_data, seen, id + ": nothing shows that the data came to be there" + status_of(seen, "put"));
  });
}

Judgement deletions_run(const Facts& facts, std::string_view target) {
  return each_deletion(facts, target, [](const std::string& id, const Fact& seen, Bill& bill) {
    if (!seen.flag("erased"))
      bill.unsure(Code::no_data, seen, id + " was not carried out" + status_of(seen, "erase"));
    else if (!seen.has("answers"))
      bill.for_a_person(seen, id + " was carried out, and nobody could knock to see whether the target still answers");
    else if (!seen.flag("answers"))
      bill.fails(seen, id + ": the target does not answer any more afterwards");
    else
      bill.holds(seen);
  });
}

// What is left, in the target's own words; empty: nothing was found.
std::string remains_of(const Fact& seen) {
  if (seen.flag("shown_after")) return "the data is shown as before";
  const std::vector<std::string> files = seen.texts("files_after");
  return files.empty() ? std::string() : "the data is still in " + files.front();
}

// Only a deletion that began with the data in sight can end without it.
bool can_tell(const std::string& id, const Fact& seen, Bill& bill) {
  if (!was_carried_out(seen)) {
    bill.unsure(Code::no_data, seen, id + ": the data was not seen before, or the deletion was not carried out");
    return false;
  }
  const std::string remains = remains_of(seen);
  if (!remains.empty()) bill.fails(seen, id + ": " + remains);
  return remains.empty();
}

//= EN303645 5.11-1
Judgement nothing_remains_on_device(const Facts& facts) {
  return each_deletion(facts, kDevice, [](const std::string& id, const Fact& seen, Bill& bill) {
    if (!can_tell(id, seen, bill)) return;
    if (!seen.has("files_after"))
      bill.unsure(Code::insufficient_coverage, seen, id + ": the driver names no state_folder to search");
    else if (!seen.flag("complete_after"))
      bill.unsure(Code::insufficient_coverage, seen, id + ": not every file of the state could be read");
    else if (!was_in_files(seen))
      bill.for_a_person(seen, id + ": the data was shown, and stood in no file as it is: reading the files cannot tell");
    else
      bill.holds(seen);
  });
}

//= EN303645 5.11-2
Judgement nothing_remains_at_services(const Facts& facts) {
  return each_deletion(facts, kServices, [](const std::string& id, const Fact& seen, Bill& bill) {
    if (!can_tell(id, seen, bill)) return;
    if (!seen.flag("shown_before"))
      bill.unsure(Code::no_data, seen, id + ": the service never showed the data");
    else if (!seen.flag("show_answered_after"))
      bill.for_a_person(seen, id + ": the service shows nothing any more to this account, which does not tell what it keeps");
    else
      bill.holds(seen);
  });
}

constexpr std::array<NamedRule, 6> kRules{{
    {"device_data_was_put", [](const Facts& facts) { return data_was_put(facts, kDevice); }},
    {"device_deletions_run", [](const Facts& facts) { return deletions_run(facts, kDevice); }},
    {"nothing_remains_on_device", nothing_remains_on_device},
    {"service_data_was_put", [](const Facts& facts) { return data_was_put(facts, kServices); }},
    {"service_deletions_run", [](const Facts& facts) { return deletions_run(facts, kServices); }},
    {"nothing_remains_at_services", nothing_remains_at_services},
}};

}  // namespace

std::span<const NamedRule> deletion_rules() {
  return kRules;
}

}  // namespace cardea::assess
