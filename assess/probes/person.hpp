// SPDX-License-Identifier: Apache-2.0
// The person of a driver's acts: the first account, at the door or at a command. Each has a word that nobody else knows, which
// stands for what a person brings to a device.
#pragma once

#include "assess/probes/surface.hpp"

namespace cardea::assess {

inline constexpr std::int64_t kActTimeoutMs = 120'000;

struct Said {
  bool done = false;  // a status of 200 to 299, or an exit code of 0
  int status = 0;     // of HTTP, or the exit code of a command; 0 as well where nobody answered
  std::string text;
};

class Person {
 public:
  explicit Person(const Bench& bench);

  // Signs in, when one of the acts is a request. Err::unsupported: the driver has no account.
  Status come_in(std::initializer_list<const Act*> acts);
  Status come_in_with_first();
  Status know_values();  // the first account's and the one from the factory, without signing in
  Status come_in_with(const Account& account, SecretBytes value);
  // {word}, {name} and {password} are filled in, and {pre_installed} once it is known. An empty act says nothing. Fails only
  // where another target than the driver's answers, or a command cannot be started.
  Result<Said> does(const Act& act) const;
  // Of an act that takes {old} and {new}; a command reads them on stdin, a line each.
  Result<Said> changes(const Act& act, const SecretBytes& old_value, const SecretBytes& new_value) const;
  // Of an act that takes {address} and {port}; a command reads them on stdin, a line each.
  Result<Said> goes_to(const Act& act, const std::string& address, const std::string& port) const;

  const Asker& who() const { return who_; }  // after coming in
  const std::string& word() const { return word_; }
  bool is_shown(const Said& said) const { return said.text.find(word_) != std::string::npos; }
  std::string told(const Said& said) const;  // for the record: bounded, and never with the account's password

 private:
  Result<Said> asks(const Act& act, std::span<const Filling> fillings) const;

  const Bench& bench_;
  std::string word_;
  SecretBytes password_;
  SecretBytes pre_installed_;
  Asker who_ = nobody();
};

// A door of streams: at one of datagrams nobody answers a knock.
bool can_knock(const Bench& bench);
bool answers_at_door(const Bench& bench);

}  // namespace cardea::assess
