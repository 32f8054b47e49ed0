// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/surface.hpp"

#include <algorithm>

#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

bool holds(const std::vector<std::int64_t>& statuses, int status) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

Result<SignInAnswer> sign_in_by_kind(const Bench& bench, std::string_view name, const SecretBytes& password,
                                     const std::string& source) {
  switch (bench.driver.sign_in.kind) {
    case SignInKind::mqtt: return sign_in_by_mqtt(bench, name, password, source);
    case SignInKind::snmp: return sign_in_by_snmp(bench, password, source);
    case SignInKind::command: return sign_in_by_command(bench, name, password);
    default: return sign_in_by_http(bench, name, password, source);
  }
}

constexpr std::int64_t kCommandTimeoutMs = 20'000;

// What the exit codes of a command mean: accepted, refused, not now.
int status_of_exit(const Ran& ran) {
  if (ran.timed_out) return 0;
  switch (ran.exit_code) {
    case 0: return 200;
    case 1: return 401;
    case 75: return 429;  // EX_TEMPFAIL
    default: return 0;
  }
}

}  // namespace

SignInAnswer read_answer(const SignIn& how, int status) {
  SignInAnswer answer;
  answer.status = status;
  answer.accepted = holds(how.accepted, status);
  answer.held_up = !answer.accepted && holds(how.held_up, status);
  const bool is_refusal = how.refused.empty() ? status != 0 && status < 500 : holds(how.refused, status);
  answer.refused = !answer.accepted && !answer.held_up && is_refusal;
  return answer;
}

Result<SignInAnswer> sign_in(const Bench& bench, std::string_view name, const SecretBytes& password, const std::string& source) {
  const auto started = std::chrono::steady_clock::now();
  TRY(SignInAnswer answer, sign_in_by_kind(bench, name, password, source));
  answer.took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
  return answer;
}

// The values go to the command on its stdin, where no list of processes shows them.
Result<SignInAnswer> sign_in_by_command(const Bench& bench, std::string_view name, const SecretBytes& password) {
  WipedBuffer lines;
  for (const Bytes part : {as_bytes(name), as_bytes("\n"), password.expose_secret(), as_bytes("\n")})
    lines.insert(lines.end(), part.begin(), part.end());
  TRY(const Ran ran, run_command(bench.driver.sign_in.command, kCommandTimeoutMs, SecretBytes(Bytes(lines))));
  return read_answer(bench.driver.sign_in, status_of_exit(ran));
}

Result<SignInAnswer> sign_in_patiently(const Bench& bench, std::string_view name, const SecretBytes& password,
                                       std::int64_t budget_s) {
  std::int64_t waited_s = 0;
  while (true) {
    TRY(SignInAnswer answer, sign_in(bench, name, password, {}));
    if (!answer.slowed()) return answer;
    const std::int64_t wait_s = std::max<std::int64_t>(answer.retry_after_s, 1);
    if (waited_s + wait_s > budget_s) return answer;
    bench.wait(wait_s);
    waited_s += wait_s;
  }
}

std::optional<Asker> asker_of(const Bench& bench, const Account& account, const SecretBytes& password,
                              const SignInAnswer& answer) {
  const SignIn& how = bench.driver.sign_in;
  const bool with_each_request = how.kind == SignInKind::mqtt || how.kind == SignInKind::snmp || how.kind == SignInKind::digest;
  if (!answer.accepted || (answer.token.empty() && !with_each_request)) return std::nullopt;
  Asker who{account.role, account.name, password.clone(), {}};
  if (!answer.token.empty()) who.authorization = fill_authorization(how, answer.token);
  return who;
}

Asker nobody() {
  return {"nobody", {}, {}, {}};
}

Asker wrong_token(const Bench& bench) {
  return {"wrong token", "nobody-" + to_hex(crypto::random_buffer(3)), random_value(),
          fill_authorization(bench.driver.sign_in, random_value())};
}

Result<HttpReply> ask_as(const Bench& bench, const Asked& asked, const Asker& who) {
  switch (bench.driver.target.speaks) {
    case Speaks::mqtt: return ask_by_mqtt(bench, asked, who);
    case Speaks::coap: return ask_by_coap(bench.door().endpoint, asked.method, asked.path, as_text(asked.body.expose_secret()));
    case Speaks::snmp: return ask_by_snmp(bench, who);
    default: return ask_by_http(bench, asked, who);
  }
}

std::string source_number(const Bench& bench, unsigned number) {
  if (!bench.driver.target.address.starts_with("127.")) return {};
  return "127.77." + std::to_string((number >> 8) & 255) + "." + std::to_string(number & 255);
}

Result<bool> admits_other_sources(const Bench& bench, const Account& account, const SecretBytes& right) {
  const std::string other = source_number(bench, 3);
  if (other.empty()) return true;
  TRY(const SignInAnswer from_other, sign_in(bench, account.name, right, other));
  if (from_other.accepted) return true;
  TRY(const SignInAnswer from_usual, sign_in(bench, account.name, right, {}));
  return !from_usual.accepted;
}

SecretBytes random_value() {
  return SecretBytes(std::string_view(to_hex(crypto::random_buffer(16))));
}

const Fact* declared_password(const Bench& bench) {
  for (const Fact* row : declared_rows(bench.declaration, "AuthMech")) {
    const std::string factor = row->text("authentication_factor");
    const bool in_use = row->lists("used_in", bench.state);
    if ((factor == "password" || factor == "pin") && row->flag("network") && row->text("subject") == "user" && in_use) return row;
  }
  return nullptr;
}

}  // namespace cardea::assess
