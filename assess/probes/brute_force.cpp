// SPDX-License-Identifier: Apache-2.0
// Probe "brute_force": a bounded number of wrong values, one after the other, at once, and from several sources; then how
// long the owner has to wait until the right value opens. Stops as soon as the target slows it down.
#include <algorithm>
#include <future>

#include "assess/probes/surface.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kSerialMin = 30;
constexpr std::int64_t kSerialMax = 250;
constexpr unsigned kParallel = 8;
constexpr unsigned kSources = 6;
constexpr std::int64_t kOwnerWaitMaxS = 120;
constexpr std::int64_t kOwnerWaitUndeclaredS = 5;  // where nothing says that waiting helps
constexpr std::int64_t kGrowthWaitMaxS = 20;

struct Series {
  std::vector<SignInAnswer> answers;

  std::int64_t evaluated() const {
    return std::count_if(answers.begin(), answers.end(), [](const SignInAnswer& a) { return a.evaluated(); });
  }
  std::int64_t accepted() const {
    return std::count_if(answers.begin(), answers.end(), [](const SignInAnswer& a) { return a.accepted; });
  }
  // From 1; 0: never.
  std::int64_t first_slowed() const {
    const auto it = std::find_if(answers.begin(), answers.end(), [](const SignInAnswer& a) { return a.slowed(); });
    return it == answers.end() ? 0 : it - answers.begin() + 1;
  }
};

Value describe(const Series& series) {
  Value::Array statuses;
  Value::Array waits;
  std::int64_t slowest = 0;
  for (const SignInAnswer& answer : series.answers) {
    statuses.emplace_back(std::int64_t{answer.status});
    waits.emplace_back(answer.retry_after_s);
    slowest = std::max(slowest, answer.took_ms);
  }
  Value values;
  values.set("attempts", static_cast<std::int64_t>(series.answers.size()));
  values.set("evaluated", series.evaluated());
  values.set("accepted", series.accepted());
  values.set("first_slowed", series.first_slowed());
  values.set("statuses", std::move(statuses));
  values.set("retry_after_s", std::move(waits));
  values.set("slowest_ms", slowest);
  return values;
}

// Where attempts come from: from addresses of their own, unless the target admits the usual one only.
std::string source_for(const Bench& bench, bool spread, unsigned number) {
  return spread ? source_number(bench, number) : std::string();
}

// A few more than the declared free ones.
std::size_t attempts_worth_making(const Bench& bench) {
  const Fact* declared = declared_password(bench);
  const std::int64_t free_attempts = declared == nullptr ? 0 : declared->number("free_attempts");
  return static_cast<std::size_t>(std::clamp(free_attempts + 5, kSerialMin, kSerialMax));
}

// Until slowed down twice in a row, or the bound: an attack that is held up need not be carried on.
Result<Series> one_after_the_other(const Bench& bench, const std::string& name, const std::string& source) {
  Series series;
  const std::size_t most = attempts_worth_making(bench);
  while (series.answers.size() < most) {
    TRY(SignInAnswer answer, sign_in(bench, name, random_value(), source));
    const bool twice = answer.slowed() && !series.answers.empty() && series.answers.back().slowed();
    series.answers.push_back(std::move(answer));
    if (twice) break;
  }
  return series;
}

// After the wait that was asked for, one more wrong value: does the next wait grow?
Status note_growth(const Bench& bench, Notes& notes, const std::string& name, const Series& before, const std::string& source) {
  const std::int64_t asked = before.answers.empty() ? 0 : before.answers.back().retry_after_s;
  if (asked == 0 || asked > kGrowthWaitMaxS) return kOk;
  bench.wait(asked);
  TRY(const SignInAnswer evaluated, sign_in(bench, name, random_value(), source));
  TRY(const SignInAnswer after, sign_in(bench, name, random_value(), source));
  Value values;
  values.set("wait_before_s", asked);
  values.set("status", std::int64_t{evaluated.status});
  values.set("wait_after_s", std::max(after.retry_after_s, evaluated.retry_after_s));
  return notes.write("after the wait", std::move(values));
}

Result<Series> all_at_once(const Bench& bench, const std::string& name, const std::string& source) {
  std::vector<std::future<Result<SignInAnswer>>> running;
  for (unsigned i = 0; i < kParallel; ++i) {
    running.push_back(std::async(std::launch::async, [&] { return sign_in(bench, name, random_value(), source); }));
  }
  Series series;
  for (auto& one : running) {
    TRY(SignInAnswer answer, one.get());
    series.answers.push_back(std::move(answer));
  }
  return series;
}

Result<Series> from_several_sources(const Bench& bench, const std::string& name) {
  Series series;
  for (unsigned source = 0; source < kSources; ++source) {
    TRY(SignInAnswer answer, sign_in(bench, name, random_value(), source_number(bench, 16 + source)));
    series.answers.push_back(std::move(answer));
  }
  return series;
}

Status note_owner(const Bench& bench, Notes& notes, const Account& account) {
  TRY(const SecretBytes right, read_secret(account.password));
  const auto started = std::chrono::steady_clock::now();
  const Fact* declared = declared_password(bench);
  const std::int64_t patience_s = declared != nullptr && !declared->has("delay_max_s") ? kOwnerWaitUndeclaredS : kOwnerWaitMaxS;
  TRY(const SignInAnswer answer, sign_in_patiently(bench, account.name, right, patience_s));
  Value values;
  values.set("status", std::int64_t{answer.status});
  values.set("accepted", answer.accepted);
  values.set("waited_s",
             std::int64_t{std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started).count()});
  values.set("wait_max_s", patience_s);
  return notes.write("the right value afterwards", std::move(values));
}

}  // namespace

Status probe_brute_force(const Bench& bench, Notes& notes) {
  if (!bench.has_surface()) return Error{Err::unsupported, "the driver describes no sign-in"};
  if (bench.driver.accounts.empty()) return Error{Err::unsupported, "the driver names no account"};
  const Account& account = bench.driver.accounts.front();
  TRY(const SecretBytes right, read_secret(account.password));
  TRY(const bool spread, admits_other_sources(bench, account, right));
  TRY(const Series serial, one_after_the_other(bench, account.name, source_for(bench, spread, 1)));
  TRY_(notes.write("one after the other", describe(serial)));
  TRY(const Series parallel, all_at_once(bench, account.name, source_for(bench, spread, 2)));
  TRY_(notes.write("at once", describe(parallel)));
  if (spread) {
    TRY(const Series several, from_several_sources(bench, account.name));
    TRY_(notes.write("from several sources", describe(several)));
  }
  TRY_(note_growth(bench, notes, account.name, serial, source_for(bench, spread, 1)));
  return note_owner(bench, notes, account);
}

}  // namespace cardea::assess
