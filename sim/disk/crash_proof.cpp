// SPDX-License-Identifier: Apache-2.0
#include "sim/disk/crash_proof.hpp"

#include <filesystem>
#include <stdexcept>

#include "lib/base/temporary_folder.hpp"
#include "sim/disk/recorder.hpp"

namespace cardea::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 20260101;  // any number: the same choice in every run

void must(const Status& status, const std::string& what) {
  if (!status) throw std::runtime_error("sim/disk: " + what + ": " + Problem::describe(status.error()));
}

class Folder {
 public:
  Folder() : path_(fs::canonical(temporary_.path()).string() + "/disk") { fs::create_directory(path_); }
  const std::string& path() const { return path_; }
  void empty() const {
    fs::remove_all(path_);
    fs::create_directory(path_);
  }

 private:
  TemporaryFolder temporary_;
  std::string path_;
};

// What a life may find: the state after step `first`, up to the one after step `last`.
struct Allowed {
  std::size_t first = 0, last = 0;
};

class Prover {
 public:
  explicit Prover(const Subject& subject) : subject_(subject) {}

  Proof cut_power(const Budget& budget);
  Proof fail_calls();

 private:
  void learn();
  void check_that_nothing_was_missed(const std::vector<Operation>& operations) const;
  void start_from(const Tree& tree, Allowed allowed, const std::string& what, bool recovery);
  void cut_recovery(const Tree& tree, Allowed allowed);
  std::optional<std::size_t> find(const std::string& look, Allowed allowed) const;
  std::string go_on(Allowed allowed);
  void run_failing(Failure failure, std::size_t call, bool& failed);
  std::string steps_with_failure(std::unique_ptr<Life>& life, Allowed& allowed);
  void lose(std::string what);

  const Subject& subject_;
  Budget budget_;
  Proof proof_;
  Tree start_;
  std::vector<std::string> expected_;  // [n]: after n steps
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> distinct_;
  std::mt19937_64 chance_{kSeed};
  std::size_t recoveries_ = 0;
  std::size_t recovery_every_ = 1;
  Folder work_;
  Folder check_;
};

void Prover::lose(std::string what) {
  if (proof_.lost.size() < Proof::kLostMax) proof_.lost.push_back(std::move(what));
}

// A call that the recorder does not know would make the proof worth nothing: what it heard must explain what is there. SQLite's
// shared memory is the exception, written through a mapping and made anew by each first life.
void Prover::check_that_nothing_was_missed(const std::vector<Operation>& operations) const {
  const auto comparable = [](Tree tree) {
    std::erase_if(tree.names, [](const auto& name) { return name.first.ends_with("-shm"); });
    return tree.digest();
  };
  Volume volume(start_);
  for (const Operation& operation : operations) volume.take(operation);
  if (comparable(volume.now()) != comparable(Tree::read(work_.path()))) throw std::logic_error("sim/disk: a change of the disk was not heard");
}

// The states in an undisturbed life.
void Prover::learn() {
  const SkippedSyncs skipped;
  work_.empty();
  subject_.prepare(work_.path());
  auto life = subject_.open(work_.path());
  if (!life) throw std::runtime_error("sim/disk: the store does not open: " + Problem::describe(life.error()));
  for (std::size_t step = 0;; ++step) {
    const auto look = (*life)->look();
    if (!look) throw std::runtime_error("sim/disk: the store cannot be looked at: " + Problem::describe(look.error()));
    expected_.push_back(*look);
    if (step == subject_.steps) return;
    must((*life)->step(step), "step " + std::to_string(step) + " fails undisturbed");
  }
}

std::optional<std::size_t> Prover::find(const std::string& look, Allowed allowed) const {
  for (std::size_t i = allowed.first; i <= allowed.last && i < expected_.size(); ++i) {
    if (expected_[i] == look) return i;
  }
  return std::nullopt;
}

// Opens what is there, looks, and takes the remaining steps. Returns what is wrong, or nothing.
std::string Prover::go_on(Allowed allowed) {
  auto life = subject_.open(check_.path());
  if (!life) return "it does not open: " + Problem::describe(life.error());
  auto look = (*life)->look();
  if (!look) return "it cannot be read: " + Problem::describe(look.error());
  const auto reached = find(*look, allowed);
  if (!reached) return "it shows\n    " + *look + "\n  instead of\n    " + expected_[allowed.first];
  // One step more shows that it is fit for use.
  if (*reached == subject_.steps) return "";
  if (const Status done = (*life)->step(*reached); !done) return "it cannot go on: " + Problem::describe(done.error());
  look = (*life)->look();
  if (!look || *look != expected_[*reached + 1]) return "going on leads to another state: " + (look ? *look : "unreadable");
  return "";
}

void Prover::start_from(const Tree& tree, Allowed allowed, const std::string& what, bool recovery) {
  const std::string digest = to_hex(tree.digest());
  if (!seen_.insert(digest + ' ' + std::to_string(allowed.first) + ' ' + std::to_string(allowed.last)).second) return;
  distinct_.insert(digest);
  check_.empty();
  tree.write(check_.path());
  std::string wrong;
  {
    const SkippedSyncs skipped;
    wrong = go_on(allowed);
  }
  if (!wrong.empty()) lose(subject_.name + ", " + what + ": " + wrong);
  if (recovery && seen_.size() % recovery_every_ == 0 && recoveries_ < budget_.recoveries_cut) cut_recovery(tree, allowed);
}

// The power goes again while the next life opens what the first cut left.
void Prover::cut_recovery(const Tree& tree, Allowed allowed) {
  ++recoveries_;
  check_.empty();
  tree.write(check_.path());
  std::optional<Recorder> record(check_.path());
  const bool opened = bool(subject_.open(check_.path()));
  if (!opened) return;  // judged, and lost, before
  const std::vector<Operation> operations = record->operations();
  const Tree start = record->start();
  record.reset();
  Volume volume(start);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    volume.take(operations[i]);
    for (const Outcome& outcome : volume.outcomes(budget_.outcomes_per_recovery_cut, chance_)) {
      start_from(volume.after_cut(outcome), allowed, "cut again while recovering, after call " + std::to_string(i), false);
    }
  }
}

Proof Prover::cut_power(const Budget& budget) {
  budget_ = budget;
  learn();
  work_.empty();
  subject_.prepare(work_.path());
  std::optional<Recorder> record(work_.path());
  start_ = record->start();
  {
    auto life = subject_.open(work_.path());
    if (!life) throw std::runtime_error("sim/disk: the store does not open");
    for (std::size_t step = 0; step < subject_.steps; ++step) {
      must((*life)->step(step), "step " + std::to_string(step));
      record->acknowledged();
    }
  }
  const std::vector<Operation> operations = record->operations();
  Volume volume(record->start());
  record.reset();
  check_that_nothing_was_missed(operations);
  proof_.operations = operations.size();
  recovery_every_ = std::max<std::size_t>(1, operations.size() * budget_.outcomes_per_cut / 4 / std::max<std::size_t>(1, budget_.recoveries_cut));
  std::size_t acknowledged = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    volume.take(operations[i]);
    if (operations[i].kind == Operation::Kind::acknowledged) ++acknowledged;
    for (const Outcome& outcome : volume.outcomes(budget_.outcomes_per_cut, chance_)) {
      start_from(volume.after_cut(outcome), {acknowledged, acknowledged + 1},
                 "cut after call " + std::to_string(i) + " (" + volume.describe(outcome) + ")", true);
    }
  }
  proof_.states = distinct_.size();
  return proof_;
}

// The steps while one call fails. A step that fails may have happened or not; one that is acknowledged has.
std::string Prover::steps_with_failure(std::unique_ptr<Life>& life, Allowed& allowed) {
  for (std::size_t step = 0; step < subject_.steps; ++step) {
    const Status done = life->step(step);
    allowed = done ? Allowed{step + 1, step + 1} : Allowed{step, step + 1};
    auto look = life->look();
    if (!look) look = life->look();  // the looking itself may have met the failure
    if (!done && !look) return "";  // it knows that it cannot serve any more; the next life decides
    if (!look) return "after a step that it acknowledged it cannot be read: " + Problem::describe(look.error());
    if (!find(*look, allowed)) return "it shows\n    " + *look + "\n  instead of\n    " + expected_[allowed.first];
    if (!done) return "";
  }
  return "";
}

void Prover::run_failing(Failure failure, std::size_t call, bool& failed) {
  check_.empty();
  subject_.prepare(check_.path());
  Allowed allowed{0, 0};
  std::string wrong;
  {
    Recorder record(check_.path());
    record.fail(failure, call);
    auto life = subject_.open(check_.path());
    if (life) wrong = steps_with_failure(*life, allowed);
    failed = record.has_failed();
  }
  const SkippedSyncs skipped;
  if (wrong.empty()) wrong = go_on(allowed);
  if (!wrong.empty()) lose(subject_.name + ", " + std::string(name_of(failure)) + " at call " + std::to_string(call) + ": " + wrong);
}

Proof Prover::fail_calls() {
  learn();
  for (const Failure failure : kFailures) {
    for (std::size_t call = 0;; ++call) {
      bool failed = false;
      run_failing(failure, call, failed);
      if (!failed) break;
      ++proof_.failed_calls;
    }
  }
  return proof_;
}

}  // namespace

Proof prove_against_power_cuts(const Subject& subject, const Budget& budget) {
  return Prover(subject).cut_power(budget);
}

Proof prove_against_failed_calls(const Subject& subject) {
  return Prover(subject).fail_calls();
}

}  // namespace cardea::sim
