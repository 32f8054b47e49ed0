// SPDX-License-Identifier: Apache-2.0
// Probe "passwords": values that would be shared, blank or guessable, each tried once on the declared sign-in surface in
// the initialized state; and the pre-installed value, which has had its day. Attempts are spread over sources and names,
// so that the target's brute-force limits do not answer in place of its password check.
#include <algorithm>

#include "assess/probes/known_pairs.hpp"
#include "assess/probes/surface.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kWaitBudgetS = 20;       // for all tries together
constexpr unsigned kTriesBetweenControls = 16;  // the right value in between ends what a target counts of wrong ones in a row
constexpr std::size_t kAccountValuesMax = 5;    // on a real account: more would only meet the brute-force limits

struct Try {
  std::string name;
  std::string kind;  // what is written down instead of the value
  SecretBytes value;
};

void add(std::vector<Try>& tries, const std::string& name, std::string kind, std::string_view value) {
  tries.push_back({name, std::move(kind), SecretBytes(value)});
}

std::vector<Try> tries_on_account(const Bench& bench, const Account& account) {
  std::vector<Try> tries;
  if (auto pre_installed = read_secret(bench.driver.pre_installed); !bench.driver.pre_installed.empty() && pre_installed) {
    tries.push_back({account.name, "pre-installed value", std::move(*pre_installed)});
  }
  add(tries, account.name, "blank", "");
  add(tries, account.name, "account name", account.name);
  add(tries, account.name, "\"password\"", "password");
  for (const std::string& text : bench.driver.target.label) {
    if (tries.size() < kAccountValuesMax) add(tries, account.name, "label text", text);
  }
  for (const KnownPair& pair : kKnownPairs) {
    const std::string_view value = pair.password;
    if (account.name != pair.name || value.empty() || value == pair.name || value == "password") continue;
    if (tries.size() <= kAccountValuesMax) add(tries, account.name, std::string(pair.name) + " / " + pair.password, value);
  }
  return tries;
}

bool is_account(const Bench& bench, std::string_view name) {
  return std::any_of(bench.driver.accounts.begin(), bench.driver.accounts.end(),
                     [&](const Account& account) { return account.name == name; });
}

std::vector<Try> all_tries(const Bench& bench) {
  std::vector<Try> tries;
  for (const Account& account : bench.driver.accounts) {
    for (Try& one : tries_on_account(bench, account)) tries.push_back(std::move(one));
  }
  for (const KnownDefault& known : bench.driver.defaults)
    add(tries, known.name, "a known default of " + (known.name.empty() ? "nobody" : known.name), known.password);
  if (bench.driver.sign_in.kind == SignInKind::snmp) {
    for (const char* community : kKnownCommunities) add(tries, "", std::string("community ") + community, community);
    return tries;
  }
  for (const KnownPair& pair : kKnownPairs) {
    if (is_account(bench, pair.name)) continue;  // its tries are above
    if (*pair.name == '\0' && bench.driver.sign_in.kind == SignInKind::mqtt)
      continue;  // no name is nobody there: see probe "access"
    add(tries, pair.name, std::string(pair.name) + " / " + (*pair.password == '\0' ? "blank" : pair.password), pair.password);
  }
  return tries;
}

// Tries once; when the target asks to wait, waits within the budget that is left for the whole probe.
Result<SignInAnswer> try_once(const Bench& bench, const Try& one, const std::string& source, std::int64_t& budget_s) {
  while (true) {
    TRY(SignInAnswer answer, sign_in(bench, one.name, one.value, source));
    const std::int64_t wait_s = std::max<std::int64_t>(answer.retry_after_s, 1);
    if (!answer.slowed() || wait_s > budget_s) return answer;
    bench.wait(wait_s);
    budget_s -= wait_s;
  }
}

Status note_try(Notes& notes, const Try& one, const SignInAnswer& answer) {
  Value values;
  values.set("name", one.name);
  values.set("kind", one.kind);
  values.set("status", std::int64_t{answer.status});
  values.set("accepted", answer.accepted);
  values.set("evaluated", answer.evaluated());
  return notes.write("try " + one.kind, std::move(values));
}

}  // namespace

Status probe_passwords(const Bench& bench, Notes& notes) {
  if (!bench.has_surface()) return Error{Err::unsupported, "the driver describes no sign-in"};
  if (bench.driver.accounts.empty())
    return Error{Err::unsupported, "the driver names no account, so nothing shows that sign-in works at all"};
  const Account& account = bench.driver.accounts.front();
  TRY(const SecretBytes right, read_secret(account.password));
  TRY(const bool spread, admits_other_sources(bench, account, right));
  std::int64_t budget_s = kWaitBudgetS;
  unsigned number = 256;
  for (const Try& one : all_tries(bench)) {
    if (++number % kTriesBetweenControls == 0) TRY_(sign_in_patiently(bench, account.name, right, 0));
    TRY(const SignInAnswer answer, try_once(bench, one, spread ? source_number(bench, number) : std::string(), budget_s));
    TRY_(note_try(notes, one, answer));
  }
  // The control: the surface does let the right value in, so the refusals above mean something.
  TRY(const SignInAnswer answer, sign_in_patiently(bench, account.name, right, kWaitBudgetS));
  Value values;
  values.set("status", std::int64_t{answer.status});
  values.set("accepted", answer.accepted);
  values.set("pre_installed_known", !bench.driver.pre_installed.empty());
  values.set("admits_other_sources", spread);
  return notes.write("control: the right value", std::move(values));
}

}  // namespace cardea::assess
