// SPDX-License-Identifier: Apache-2.0
// Probe "deletion": a word that nobody else knows is put where a person's data goes, then each declared way to delete is carried
// out. Where the word was before, where it is afterwards, whether the target still answers, and what it told the person. Files
// are read as they are: of what is sealed they show nothing, and of blocks that no file holds any more they say nothing.
#include <thread>

#include "assess/probes/files_below.hpp"
#include "assess/probes/surface.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kActTimeoutMs = 120'000;
constexpr std::int64_t kSignInBudgetS = 120;
constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::size_t kToldMax = 2000;

struct Said {
  bool done = false;
  int status = 0;  // of HTTP, or the exit code of a command
  std::string text;
};

// The first account of the driver, at the door or at a command.
class Person {
 public:
  explicit Person(const Bench& bench) : bench_(bench), word_("k" + to_hex(crypto::random_buffer(8))) {}

  // An account is needed for requests alone.
  Status come_in(const DeletionActs& acts) {
    if (acts.put.path.empty() && acts.show.path.empty() && acts.erase.path.empty()) return kOk;
    if (bench_.driver.accounts.empty()) return Error{Err::unsupported, "the driver has no account for these requests"};
    const Account& account = bench_.driver.accounts.front();
    TRY(password_, read_secret(account.password));
    TRY(const SignInAnswer answer, sign_in_patiently(bench_, account.name, password_, kSignInBudgetS));
    auto who = asker_of(bench_, account, password_, answer);
    if (!who) return Error{Err::unavailable, "the account of the driver cannot sign in"};
    who_ = std::move(*who);
    return kOk;
  }

  Result<Said> does(const Act& act) const {
    if (act.empty()) return Said{};
    if (act.command.empty()) return asks(act);
    TRY(const Ran ran, run_command(act.command, kActTimeoutMs, SecretBytes(word_ + "\n")));
    return Said{ran.exit_code == 0, ran.exit_code, ran.output};
  }

  bool is_shown(const Said& said) const { return said.text.find(word_) != std::string::npos; }
  const std::string& word() const { return word_; }

  // What was told goes into the record: never with a value that is secret.
  std::string told(const Said& said) const {
    if (!password_.empty() && holds(as_bytes(said.text), password_.expose_secret())) return "(it holds the account's password)";
    return said.text.substr(0, kToldMax);
  }

 private:
  Result<Said> asks(const Act& act) const {
    const std::array<Filling, 2> fillings{{{"{word}", as_bytes(word_)}, {"{password}", password_.expose_secret()}}};
    const SecretBytes path = fill(act.path, std::span(fillings).first(1), Escape::percent);
    Asked asked{act.method,
                std::string(as_text(path.expose_secret())),
                fill(act.body, fillings, act.form ? Escape::percent : Escape::json),
                {}};
    asked.form = act.form;
    const auto reply = ask_as(bench_, asked, who_);
    if (!reply && reply.error().code == Err::unauthentic) return reply.error();
    if (!reply) return Said{};
    return Said{reply->status >= 200 && reply->status < 300, reply->status, std::string(as_text(reply->body))};
  }

  const Bench& bench_;
  std::string word_;
  SecretBytes password_;
  Asker who_ = nobody();
};

struct Look {
  Said shown;
  Holders files;
  bool answers = true;
};

bool answers_at_door(const Bench& bench) {
  if (bench.driver.target.door.empty() || is_by_datagrams(bench.driver.target.speaks)) return true;
  return open_door(bench.door(), Deadline(std::chrono::seconds(5))).ok();
}

Result<Look> look(const Bench& bench, const Person& person, const DeletionActs& acts) {
  Look seen;
  TRY(seen.shown, person.does(acts.show));
  if (!bench.driver.state_folder.empty()) {
    TRY(seen.files, files_that_hold(bench.driver.state_folder, as_bytes(person.word())));
  }
  seen.answers = answers_at_door(bench);
  return seen;
}

// Somebody answered what there is, and was not just turned away.
bool is_answer(const Said& shown) {
  return shown.done || shown.status == 404 || shown.status == 410;
}

// Until nothing of the word is left and the target answers, or the time is up.
Result<Look> settle(const Bench& bench, const Person& person, const DeletionActs& acts) {
  const Deadline deadline{std::chrono::milliseconds(acts.settle_ms)};
  for (;;) {
    TRY(Look seen, look(bench, person, acts));
    const bool is_gone = seen.files.paths.empty() && !person.is_shown(seen.shown);
    if ((is_gone && seen.answers) || deadline.passed()) return seen;
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
  TRY_(person.come_in(acts));
  Value values;
  TRY(const Said put, person.does(acts.put));
  TRY(const Look before, look(bench, person, acts));
  values.set("put", put.done).set("put_status", std::int64_t{put.status});
  set_look(values, "before", bench, person, acts, before);
  TRY(const Said erased, person.does(acts.erase));
  TRY(const Look after, settle(bench, person, acts));
  values.set("erased", erased.done).set("erase_status", std::int64_t{erased.status}).set("told", person.told(erased));
  set_look(values, "after", bench, person, acts, after);
  values.set("answers", after.answers);
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
