// SPDX-License-Identifier: Apache-2.0
// Sends one malformed input and tells what came back; and what in an answer shows that the input was processed.
#pragma once

#include "assess/probes/input_groups.hpp"

namespace cardea::assess {

struct InputAnswer {
  bool reached = true;    // somebody took the connection
  bool answered = false;  // with words
  bool closed = false;    // without any
  int status = 0;         // 0: what came back has none
  std::string head;
  std::string body;
  bool is_page = false;
};

// Fails only where another target than the driver's answers.
Result<InputAnswer> send_input(const Bench& bench, const InputGroup& group, const Input& input, const Asker& who);

// The target looked at what the body says, beyond who sends it and where to.
bool was_looked_at(const InputGroup& group, const InputAnswer& answer);
bool was_taken(const InputAnswer& answer);
// A status by which a target says that it did not know how to go on. That it does not do what it was asked for (501, 505), or not
// now (503), is an answer.
bool is_own_error(const InputAnswer& answer);

// "trace": a program's inner state; "leak": a file that is no page; "evaluated": a calculation was carried out; "split": a header
// of ours; "unescaped": a tag as it was sent. Empty: nothing of that.
std::string symptom_of(const InputAnswer& answer);

}  // namespace cardea::assess
