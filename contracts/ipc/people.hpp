// SPDX-License-Identifier: Apache-2.0
// What steward answers about accounts: the administrator's rows, each person's own second step, and the accounts of machine
// clients. gate relays them with the session's token; role and state are checked in steward.
#pragma once

#include "contracts/ipc/steward.hpp"

namespace cardea::contract {

struct PersonRow {
  std::string name;
  Role role = Role::user;
  bool temporary = false;  // has not set a password of their own yet
  bool second_factor = false;
  std::int64_t created_s = 0;
  std::int64_t certificate_until_s = 0;  // of a machine client; 0: a person
  auto fields() { return std::tie(name, role, temporary, second_factor, created_s, certificate_until_s); }
};
struct PersonList {
  std::vector<PersonRow> people;
  auto fields() { return std::tie(people); }
};
// Administrator.
struct ListPeople {
  static constexpr ipc::Op kOp{0x0230};
  using Reply = PersonList;
  SecretBytes token;
  auto fields() { return std::tie(token); }
};

// What became of a change to an account.
enum class PeopleOutcome : std::uint16_t {
  ok,
  weak_password,
  bad_name,
  name_taken,
  too_many,
  no_such_person,
  last_administrator,  // the device must not be left without one
  for_people_only,     // a machine client has no password, and is never administrator
  kLast = for_people_only
};
struct PeopleResult {
  PeopleOutcome outcome = PeopleOutcome::ok;
  std::string detail;  // when weak_password: what is asked of a password
  auto fields() { return std::tie(outcome, detail); }
};

// Administrator. A user or administrator may use the password once, to set their own (5.1-1); a guest's stays with the
// administrator, who manages it (5.1-4: a parent, a child).
struct AddPerson {
  static constexpr ipc::Op kOp{0x0231};
  using Reply = PeopleResult;
  SecretBytes token;
  std::string name;
  Role role = Role::user;
  SecretBytes password;
  auto fields() { return std::tie(token, name, role, password); }
};
// Administrator. Ends their sessions; what is theirs alone goes with them.
struct RemovePerson {
  static constexpr ipc::Op kOp{0x0232};
  using Reply = PeopleResult;
  SecretBytes token;
  std::string name;
  auto fields() { return std::tie(token, name); }
};
// Administrator.
struct ChangeRole {
  static constexpr ipc::Op kOp{0x0233};
  using Reply = PeopleResult;
  SecretBytes token;
  std::string name;
  Role role = Role::user;
  auto fields() { return std::tie(token, name, role); }
};
// Administrator, for somebody who forgot it or is a guest. Ends their sessions and takes their second step away.
struct ResetPassword {
  static constexpr ipc::Op kOp{0x0234};
  using Reply = PeopleResult;
  SecretBytes token;
  std::string name;
  SecretBytes password;
  auto fields() { return std::tie(token, name, password); }
};

// The first sign-in with a password that somebody else chose: accepted only together with a new one.
struct FirstSignIn {
  static constexpr ipc::Op kOp{0x0235};
  using Reply = SignInResult;
  std::string name;
  SecretBytes password;
  SecretBytes new_password;
  std::string source;
  auto fields() { return std::tie(name, password, new_password, source); }
};

// --- second step (RFC 6238), each person's own ---
struct SecondFactorOffer {
  std::uint32_t retry_after_s = 0;  // not 0: too many attempts
  SecretBytes secret;               // base32
  SecretBytes uri;                  // otpauth:, for a QR code
  auto fields() { return std::tie(retry_after_s, secret, uri); }
};
// With the password once more. Nothing changes until a code has shown that the other side has the secret.
struct BeginSecondFactor {
  static constexpr ipc::Op kOp{0x0236};
  using Reply = SecondFactorOffer;
  SecretBytes token;
  SecretBytes password;
  auto fields() { return std::tie(token, password); }
};
struct RecoveryCodes {
  std::vector<std::string> codes;  // shown once; each is good once
  auto fields() { return std::tie(codes); }
};
// Err::unauthentic: the code is another one.
struct ConfirmSecondFactor {
  static constexpr ipc::Op kOp{0x0237};
  using Reply = RecoveryCodes;
  SecretBytes token;
  std::string code;
  auto fields() { return std::tie(token, code); }
};
struct SecondFactorRemoved {
  std::uint32_t retry_after_s = 0;
  auto fields() { return std::tie(retry_after_s); }
};
struct RemoveSecondFactor {
  static constexpr ipc::Op kOp{0x0238};
  using Reply = SecondFactorRemoved;
  SecretBytes token;
  SecretBytes password;
  auto fields() { return std::tie(token, password); }
};

// --- machine clients: another device or a program, with a certificate's key and never a password (5.1-1, 5.5-4) ---

// Administrator. gate has read the certificate; steward keeps its key. Err::bad_value: no P-256 key.
struct AddMachine {
  static constexpr ipc::Op kOp{0x0240};
  using Reply = PeopleResult;
  SecretBytes token;
  std::string name;
  Role role = Role::guest;
  Buffer spki;  // DER SubjectPublicKeyInfo
  std::int64_t until_s = 0;
  auto fields() { return std::tie(token, name, role, spki, until_s); }
};

struct Challenge {
  std::string text;  // base64url; good once, for one minute
  auto fields() { return std::tie(text); }
};
struct AskChallenge {
  static constexpr ipc::Op kOp{0x0241};
  using Reply = Challenge;
  auto fields() { return std::tie(); }
};

// The signature is by the certificate's key over machine_sign_in_text(). It names the key of the device's own pages, so that what
// was signed for one device opens no other; and it is steward that verifies it, so that gate cannot sign in as one by itself.
struct MachineSignIn {
  static constexpr ipc::Op kOp{0x0242};
  using Reply = SignInResult;
  std::string name;
  std::string challenge;
  Buffer signature;  // ECDSA P-256 with SHA-256, DER (RFC 3279)
  std::string source;
  auto fields() { return std::tie(name, challenge, signature, source); }
};
// `pin`: lower-case hex SHA-256 of the device's SubjectPublicKeyInfo, as its label says and as its certificate shows.
inline std::string machine_sign_in_text(std::string_view pin, std::string_view name, std::string_view challenge) {
  std::string text = "cardea machine sign-in 1\n";
  for (const std::string_view line : {pin, name, challenge}) text.append(line).append("\n");
  return text;
}

}  // namespace cardea::contract
