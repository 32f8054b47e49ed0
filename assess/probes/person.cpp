// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/person.hpp"

#include <algorithm>
#include <array>

#include "assess/probes/files_below.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kToldMax = 2000;

Result<Said> runs(const Act& act, const SecretBytes& input) {
  TRY(const Ran ran, run_command(act.command, kActTimeoutMs, input));
  return Said{ran.exit_code == 0, ran.exit_code, ran.output};
}

SecretBytes lines_of(const SecretBytes& first, const SecretBytes& second) {
  WipedBuffer lines;
  for (const SecretBytes* one : {&first, &second}) {
    const Bytes value = one->expose_secret();
    lines.insert(lines.end(), value.begin(), value.end());
    lines.push_back('\n');
  }
  return SecretBytes(Bytes(lines));
}

}  // namespace

Person::Person(const Bench& bench) : bench_(bench), word_("k" + to_hex(crypto::random_buffer(8))) {}

Status Person::come_in(std::initializer_list<const Act*> acts) {
  const bool asks_nothing = std::all_of(acts.begin(), acts.end(), [](const Act* act) { return act->path.empty(); });
  if (bench_.driver.accounts.empty())
    return asks_nothing ? kOk : Status(Error{Err::unsupported, "the driver has no account for these requests"});
  const Account& account = bench_.driver.accounts.front();
  TRY(password_, read_secret(account.password));  // for commands too: what they print may hold it
  return asks_nothing ? kOk : come_in_with(account, password_.clone());
}

Status Person::come_in_with_first() {
  TRY_(know_values());
  return come_in_with(bench_.driver.accounts.front(), password_.clone());
}

Status Person::know_values() {
  if (!bench_.driver.accounts.empty()) {
    TRY(password_, read_secret(bench_.driver.accounts.front().password));
  }
  if (!bench_.driver.pre_installed.empty()) {
    TRY(pre_installed_, read_secret(bench_.driver.pre_installed));
  }
  return kOk;
}

Status Person::come_in_with(const Account& account, SecretBytes value) {
  password_ = std::move(value);
  TRY(const SignInAnswer answer, sign_in_patiently(bench_, account.name, password_, kPatienceS));
  auto who = asker_of(bench_, account, password_, answer);
  if (!who) return Error{Err::unavailable, "the account of the driver cannot sign in"};
  who_ = std::move(*who);
  return kOk;
}

Result<Said> Person::does(const Act& act) const {
  if (act.empty()) return Said{};
  const std::string name = bench_.driver.accounts.empty() ? std::string() : bench_.driver.accounts.front().name;
  const std::array<Filling, 4> fillings{{{"{word}", as_bytes(word_)},
                                         {"{name}", as_bytes(name)},
                                         {"{password}", password_.expose_secret()},
                                         {"{pre_installed}", pre_installed_.expose_secret()}}};
  if (act.command.empty()) return asks(act, fillings);
  return runs(act, SecretBytes(word_ + "\n"));
}

Result<Said> Person::changes(const Act& act, const SecretBytes& old_value, const SecretBytes& new_value) const {
  const std::array<Filling, 2> fillings{{{"{old}", old_value.expose_secret()}, {"{new}", new_value.expose_secret()}}};
  if (act.command.empty()) return asks(act, fillings);
  return runs(act, lines_of(old_value, new_value));
}

Result<Said> Person::goes_to(const Act& act, const std::string& address, const std::string& port) const {
  if (act.empty()) return Said{};
  const std::array<Filling, 3> fillings{
      {{"{address}", as_bytes(address)}, {"{port}", as_bytes(port)}, {"{password}", password_.expose_secret()}}};
  if (act.command.empty()) return asks(act, fillings);
  return runs(act, SecretBytes(address + "\n" + port + "\n"));
}

std::string Person::told(const Said& said) const {
  if (!password_.empty() && holds(as_bytes(said.text), password_.expose_secret())) return "(it holds the account's password)";
  return said.text.substr(0, kToldMax);
}

Result<Said> Person::asks(const Act& act, std::span<const Filling> fillings) const {
  const std::array<Filling, 1> of_path{
      {{"{word}", as_bytes(word_)}}};  // a path is written down in many places: no secret goes there
  const SecretBytes path = fill(act.path, of_path, Encoding::percent);
  Asked asked{act.method, std::string(as_text(path.expose_secret())),
              fill(act.body, fillings, act.form ? Encoding::percent : Encoding::json), act.echo};
  asked.form = act.form;
  const auto reply = ask_as(bench_, asked, who_);
  if (!reply && reply.error().code == Err::unauthentic) return reply.error();
  if (!reply) return Said{};
  return Said{reply->status >= 200 && reply->status < 300, reply->status, std::string(as_text(reply->body))};
}

bool can_knock(const Bench& bench) {
  return !bench.driver.target.door.empty() && !is_by_datagrams(bench.driver.target.speaks);
}

bool answers_at_door(const Bench& bench) {
  return open_door(bench.door(), Deadline(std::chrono::seconds(5))).ok();
}

}  // namespace cardea::assess
