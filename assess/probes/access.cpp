// SPDX-License-Identifier: Apache-2.0
// Probe "access": every declared function of the door, asked for by nobody, with a wrong token, and by each account of the
// driver; and paths that are not declared at all. Only what is safe is asked for with a real account.
#include <algorithm>
#include <set>

#include "assess/probes/disclosure.hpp"
#include "assess/probes/surface.hpp"
#include "assess/probes/well_known_paths.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kSignInBudgetS = 60;

Value describe(const Result<HttpReply>& reply) {
  Value values;
  values.set("status", reply ? std::int64_t{reply->status} : std::int64_t{0});
  if (!reply) {
    values.set("no_answer", Problem::describe(reply.error()));
    return values;
  }
  values.set("body_bytes", static_cast<std::int64_t>(reply->body.size()));
  values.set("body_sha256", to_hex(crypto::sha256(reply->body)));
  values.set("content_type", std::string(reply->header("content-type")));
  values.set("challenge", reply->every_header("www-authenticate"));
  values.set("location", std::string(reply->header("location")));
  return values;
}

// The target looked at the request's form before it looked at who sends it.
bool complains_of_form(const Result<HttpReply>& reply) {
  return reply && (reply->status == 400 || reply->status == 411 || reply->status == 415 || reply->status == 422);
}

Asked how_to_ask(const Bench& bench, const Fact& function) {
  const auto call = bench.driver.calls.find(function.text("id"));
  Asked asked{function.text("method"), function.text("path"), {}, {}};
  if (call == bench.driver.calls.end()) return asked;
  if (!call->second.path.empty()) asked.path = call->second.path;
  asked.body = SecretBytes(std::string_view(call->second.body));
  asked.echo = call->second.echo;
  return asked;
}

// With a real account only what reads, or what the driver calls safe.
bool may_be_carried_out(const Bench& bench, const Fact& function) {
  const auto call = bench.driver.calls.find(function.text("id"));
  if (call != bench.driver.calls.end() && call->second.safe) return true;
  return function.text("method") == "GET" && !function.flag("changes") && !function.flag("allows_configuration");
}

// `closed`: the function is declared off in this state, so nobody should get an answer of it.
Status ask_function(const Bench& bench, Notes& notes, const Fact& function, const std::vector<Asker>& subjects, bool closed) {
  const Asked asked = how_to_ask(bench, function);
  for (const Asker& subject : subjects) {
    const bool real = subject.as != "nobody" && subject.as != "wrong token";
    if (real && !may_be_carried_out(bench, function)) continue;
    auto reply = ask_as(bench, asked, subject);
    const bool bare = asked.body.empty() || as_text(asked.body.expose_secret()) ==
                                                "{}";  // nothing that the driver means: the other form will do as well
    if (complains_of_form(reply) && bare && asked.method != "GET")
      reply = ask_as(bench, {asked.method, asked.path, SecretBytes(std::string_view(asked.body.empty() ? "{}" : "")), asked.echo},
                     subject);
    if (!reply && reply.error().code == Err::unauthentic) return reply.error();
    Value values = describe(reply);
    values.set(closed ? "closed_function" : "function", function.text("id"));
    values.set("as", subject.as);
    if (subject.as == "nobody") note_given(values, reply, telling_words(bench));
    TRY_(notes.write((closed ? "closed " : "") + asked.method + " " + asked.path + " as " + subject.as, std::move(values)));
  }
  return kOk;
}

// The answer to a path that cannot exist: what an undeclared path looks like when it is not there.
Status ask_undeclared(const Bench& bench, Notes& notes, const std::vector<const Fact*>& functions) {
  std::set<std::string> declared;
  for (const Fact* function : functions) declared.insert(function->text("method") + " " + function->text("path"));
  std::map<std::string, std::string> absent;  // method -> status and digest
  for (const char* method : {"GET", "POST", "PUT"}) {
    absent[method] = signature_of(ask_as(bench, {method, absent_beside("/"), {}, {}}, nobody()));
  }
  for (const WellKnownPath& path : kWellKnownPaths) {
    const std::string subject = std::string(path.method) + " " + path.path;
    if (declared.contains(subject)) continue;
    const auto reply = ask_as(bench, {path.method, path.path, {}, {}}, nobody());
    Value values = describe(reply);
    values.set("as_if_absent", signature_of(reply) == absent[path.method]);
    values.set("takes_updates", path.takes_updates);
    note_given(values, reply, telling_words(bench));
    TRY_(notes.write("undeclared " + subject, std::move(values)));
  }
  return kOk;
}

Result<std::vector<Asker>> gather_subjects(const Bench& bench, Notes& notes) {
  std::vector<Asker> subjects;
  subjects.push_back(nobody());
  subjects.push_back(wrong_token(bench));
  if (!bench.has_surface()) return subjects;
  for (const Account& account : bench.driver.accounts) {
    TRY(const SecretBytes password, read_secret(account.password));
    TRY(const SignInAnswer answer, sign_in_patiently(bench, account.name, password, kSignInBudgetS));
    Value values;
    values.set("role", account.role);
    values.set("status", std::int64_t{answer.status});
    values.set("accepted", answer.accepted);
    auto who = asker_of(bench, account, password, answer);
    values.set("token", who.has_value());
    TRY_(notes.write("sign in as " + account.role, std::move(values)));
    if (who) subjects.push_back(std::move(*who));
  }
  return subjects;
}

bool is_function_of_door(const Bench& bench, const Fact& row) {
  return !row.text("path").empty() && row.text("interface") == bench.driver.target.door;
}

}  // namespace

Status probe_access(const Bench& bench, Notes& notes) {
  if (bench.driver.target.door.empty()) return Error{Err::unsupported, "the driver names no door"};
  if (bench.driver.target.speaks == Speaks::other)
    return Error{Err::unsupported, "what the door speaks has no words to ask for functions here"};
  std::vector<const Fact*> functions;
  for (const Fact* row : declared_rows(bench.declaration, "SoftServ")) {
    if (is_function_of_door(bench, *row)) functions.push_back(row);
  }
  TRY(const std::vector<Asker> subjects, gather_subjects(bench, notes));
  for (const Fact* function : functions)
    TRY_(ask_function(bench, notes, *function, subjects, !function->lists("status", bench.state)));
  return bench.driver.target.speaks == Speaks::http ? ask_undeclared(bench, notes, functions) : kOk;
}

}  // namespace cardea::assess
