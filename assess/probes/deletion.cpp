// SPDX-License-Identifier: Apache-2.0
// Probe "deletion": a word that nobody else knows is put where a person's data goes, then each declared way to delete is carried
// out. Where the word was before, where it is afterwards, whether the target still answers, and what it told the person. Files
// are read as they are: of what is sealed they show nothing, and of blocks that no file holds any more they say nothing.
#include <thread>

#include "assess/probes/files_below.hpp"
#include "assess/probes/person.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr int kCleanLooks = 10;

struct Look {
  Said shown;
  Holders files;
  bool answers = true;  // or nobody can knock there
};

Result<Look> look(const Bench& bench, const Person& person, const DeletionActs& acts) {
  Look seen;
  TRY(seen.shown, person.does(acts.show));
  if (!bench.driver.state_folder.empty()) {
    TRY(seen.files, files_that_hold(bench.driver.state_folder, as_bytes(person.word())));
  }
  seen.answers = !can_knock(bench) || answers_at_door(bench);
  return seen;
}

// Somebody answered what there is, and was not just turned away.
bool is_answer(const Said& shown) {
  return shown.done || shown.status == 404 || shown.status == 410;
}

// Until nothing of the word is left, the target answers and it stays so: what a program still holds in memory it may write again.
Result<Look> settle(const Bench& bench, const Person& person, const DeletionActs& acts) {
  const Deadline deadline{std::chrono::milliseconds(acts.settle_ms)};
  int clean = 0;
  for (int looks = 1;; ++looks) {
    TRY(Look seen, look(bench, person, acts));
    const bool is_gone = seen.files.paths.empty() && !person.is_shown(seen.shown);
    clean = is_gone && seen.answers ? clean + 1 : 0;
    if (clean == kCleanLooks || (looks > 1 && deadline.passed())) return seen;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

void set_look(Value& values, const std::string& when, const Bench& bench, const Person& person, const DeletionActs& acts,
              const Look& seen) {
  if (!acts.show.empty()) {
    values.set("shown_" + when, person.is_shown(seen.shown)).set("show_answered_" + when, is_answer(seen.shown));
    values.set("show_status_" + when, std::int64_t{seen.shown.status});
  }
  if (bench.driver.state_folder.empty()) return;
  values.set("files_" + when, list_of(seen.files.paths));
  values.set("searched_" + when, static_cast<std::int64_t>(seen.files.searched)).set("complete_" + when, seen.files.complete);
}

Status carry_out(const Bench& bench, Notes& notes, const std::string& id, const DeletionActs& acts) {
  bench.say("deleting by " + id);
  Person person(bench);
  TRY_(person.come_in({&acts.put, &acts.show, &acts.erase}));
  Value values;
  TRY(const Said put, person.does(acts.put));
  TRY(const Look before, look(bench, person, acts));
  values.set("put", put.done).set("put_status", std::int64_t{put.status});
  set_look(values, "before", bench, person, acts, before);
  if (!put.done) return notes.write("deletion " + id, std::move(values));  // nothing to delete is no reason to delete
  TRY(const Said erased, person.does(acts.erase));
  TRY(const Look after, settle(bench, person, acts));
  values.set("erased", erased.done).set("erase_status", std::int64_t{erased.status}).set("told", person.told(erased));
  set_look(values, "after", bench, person, acts, after);
  if (can_knock(bench)) values.set("answers", after.answers);
  if (!acts.again.empty()) {
    TRY(const Ran ran, run_command(acts.again, kActTimeoutMs));
    values.set("again_exit", std::int64_t{ran.exit_code});
  }
  return notes.write("deletion " + id, std::move(values));
}

}  // namespace

Status probe_deletion(const Bench& bench, Notes& notes) {
  if (bench.driver.deletion.empty()) return Error{Err::unsupported, "the driver carries out no deletion"};
  for (const auto& [id, acts] : bench.driver.deletion) TRY_(carry_out(bench, notes, id, acts));
  return kOk;
}

}  // namespace cardea::assess
