// SPDX-License-Identifier: Apache-2.0
// The keys of a driver that make the target act: accounts, requests and commands, and what is carried out with them.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/input/fields.hpp"

namespace cardea::assess {

inline constexpr const char* kDriverManual = "docs/driver.md lists the keys";

SecretPlace read_secret_place(Fields& fields, const std::string& prefix);
std::vector<Account> read_accounts(std::vector<Fields> list);

// A body is an object, sent as JSON, or text, sent as a form.
std::string read_body(Fields& fields, bool& form);
Act read_act(Fields fields);

std::map<std::string, Act> read_change(Fields fields);
std::map<std::string, DeletionActs> read_deletion(Fields fields);
std::map<std::string, OutageActs> read_outage(Fields fields);
std::map<std::string, StateActs> read_states(Fields fields);

}  // namespace cardea::assess
