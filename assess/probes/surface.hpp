// SPDX-License-Identifier: Apache-2.0
// The target's sign-in surface, as the driver describes it: one attempt with a name and a value, from a source address; and its
// functions, asked for by somebody. Each language has its file; all tell what came back in the numbers of HTTP. What comes back
// is reduced to what may be written down: never a token, never a value that was tried.
#pragma once

#include "assess/driver/act.hpp"
#include "assess/probes/bench.hpp"

namespace cardea::assess {

struct SignInAnswer {
  int status = 0;         // 0: no answer
  bool accepted = false;  // by the driver's own lists
  bool refused = false;   // the value was looked at, and is wrong
  bool held_up = false;   // no attempt is taken now
  std::int64_t retry_after_s = 0;
  std::int64_t took_ms = 0;
  SecretBytes token;  // when accepted and there is one

  bool slowed() const { return !accepted && (held_up || retry_after_s > 0); }
  bool evaluated() const { return accepted || refused; }
};

// Who asks for a function. Without values and token: nobody.
struct Asker {
  std::string as;             // "nobody", "wrong token", or the role
  std::string name;           // of the account
  SecretBytes password;       // where the values go with each request
  SecretBytes authorization;  // the header by which a token is shown
};

struct Asked {
  std::string method;
  std::string path;
  SecretBytes body;
  std::string echo;   // Call::echo
  bool form = false;  // the body is no JSON
};

Result<SignInAnswer> sign_in(const Bench& bench, std::string_view name, const SecretBytes& password, const std::string& source);

inline constexpr std::int64_t kPatienceS = 120;  // with a target that holds up whoever comes after wrong attempts

// Waits as long as the target asked for, and tries once more while it goes on asking: at most `budget_s` in all.
Result<SignInAnswer> sign_in_patiently(const Bench& bench, std::string_view name, const SecretBytes& password,
                                       std::int64_t budget_s);

// Who an account is after an accepted sign-in; nothing when it got no proof of it to show.
std::optional<Asker> asker_of(const Bench& bench, const Account& account, const SecretBytes& password,
                              const SignInAnswer& answer);
Asker nobody();
Asker wrong_token(const Bench& bench);

// One function, in the language of the door. An answer in another language than HTTP has a status and nothing else.
Result<HttpReply> ask_as(const Bench& bench, const Asked& asked, const Asker& who);
// By which two answers are told to be the same. A target that asks who is there before it looks at the path shows nobody any
// path.
std::string signature_of(const Result<HttpReply>& reply);
// A path beside it that cannot be there: many products answer alike for everything below "/api/".
std::string absent_beside(const std::string& path);
void show(const SignIn& sign_in, const Asker& who, HttpAsk& ask);

// A loopback source of its own for each number, when the target is on loopback; else the kernel's choice.
std::string source_number(const Bench& bench, unsigned number);

// Does the surface let the right value in from another source than the usual one? A target that admits some addresses only would
// refuse all others, whatever they send. False only when it was seen.
Result<bool> admits_other_sources(const Bench& bench, const Account& account, const SecretBytes& right);

SecretBytes random_value();  // what nobody has as a password

// Declared for the surface: the mechanism with a password of people, in the state of the bench. nullptr: none.
const Fact* declared_password(const Bench& bench);

// By kind, for surface.cpp.
Result<SignInAnswer> sign_in_by_http(const Bench& bench, std::string_view name, const SecretBytes& password,
                                     const std::string& source);
Result<SignInAnswer> sign_in_by_mqtt(const Bench& bench, std::string_view name, const SecretBytes& password,
                                     const std::string& source);
Result<SignInAnswer> sign_in_by_command(const Bench& bench, std::string_view name, const SecretBytes& password);
Result<HttpReply> ask_by_http(const Bench& bench, const Asked& asked, const Asker& who);
Result<HttpReply> ask_by_mqtt(const Bench& bench, const Asked& asked, const Asker& who);
Result<SignInAnswer> sign_in_by_snmp(const Bench& bench, const SecretBytes& community, const std::string& source);
Result<std::optional<std::string>> describe_to_nobody(
    const Endpoint& endpoint);  // by SNMP, with the community that everybody knows
Result<HttpReply> ask_by_snmp(const Bench& bench, const Asker& who);
Result<HttpReply> ask_by_coap(const Endpoint& endpoint, const std::string& method, const std::string& path,
                              std::string_view body);

// What a status means by the driver's lists.
SignInAnswer read_answer(const SignIn& how, int status);

}  // namespace cardea::assess
