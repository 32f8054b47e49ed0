// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_acts.hpp"

#include <algorithm>
#include <array>

#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

// Of the states that a product declares for its rows, the one in which every run begins is none to be reached.
constexpr std::array<std::string_view, 2> kOtherStates{"factory_default", "initializing"};

}  // namespace

SecretPlace read_secret_place(Fields& fields, const std::string& prefix) {
  SecretPlace place{fields.text(prefix + "_file"), fields.text(prefix + "_env")};
  return place;
}

std::vector<Account> read_accounts(std::vector<Fields> list) {
  std::vector<Account> accounts;
  for (Fields& fields : list) {
    Account account{fields.required_text("name"), fields.text("role", "admin"), read_secret_place(fields, "password")};
    if (account.password.empty()) fields.complain("says not where its password lies", "\"password_file\" or \"password_env\"");
    fields.finish();
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::string read_body(Fields& fields, bool& form) {
  const Value* body = fields.any("body");
  if (body == nullptr) return {};
  form = body->if_text() != nullptr;
  return form ? *body->if_text() : print_json(*body);
}

Act read_act(Fields fields) {
  Act act;
  if (!fields.present()) return act;
  act.command = fields.texts("command");
  act.method = fields.text("method", act.method);
  act.path = fields.text("path");
  act.body = read_body(fields, act.form);
  act.echo = fields.text("echo");
  if (act.command.empty() == act.path.empty()) fields.complain("names neither a \"path\" nor a \"command\", or both");
  fields.finish();
  return act;
}

std::map<std::string, Act> read_change(Fields fields) {
  std::map<std::string, Act> change;
  for (const auto& [id, value] : fields.members())
    change[id] = read_act(Fields(value, fields.place() + "." + id, fields.problem(), kDriverManual));
  return change;
}

std::map<std::string, DeletionActs> read_deletion(Fields fields) {
  std::map<std::string, DeletionActs> deletion;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kDriverManual);
    DeletionActs acts{read_act(one.object("put")), read_act(one.object("show")), read_act(one.object("erase")),
                      one.texts("again")};
    acts.settle_ms = one.number("settle_ms", acts.settle_ms, 100, 600'000);
    if (acts.put.empty()) one.complain("lacks \"put\"", "how a person's data gets to where this deletes it");
    if (acts.erase.empty()) one.complain("lacks \"erase\"");
    one.finish();
    deletion[id] = std::move(acts);
  }
  return deletion;
}

std::map<std::string, OutageActs> read_outage(Fields fields) {
  std::map<std::string, OutageActs> outage;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kDriverManual);
    OutageActs acts{one.texts("cut"), one.texts("mend"), read_act(one.object("works"))};
    acts.hold_ms = one.number("hold_ms", acts.hold_ms, 100, 600'000);
    acts.settle_ms = one.number("settle_ms", acts.settle_ms, 100, 600'000);
    if (acts.cut.empty() || acts.mend.empty()) one.complain("lacks \"cut\" or \"mend\"");
    if (acts.works.empty()) one.complain("lacks \"works\"", "what shows that the measure does what it is for");
    one.finish();
    outage[id] = std::move(acts);
  }
  return outage;
}

std::map<std::string, StateActs> read_states(Fields fields) {
  std::map<std::string, StateActs> states;
  for (const auto& [state, value] : fields.members()) {
    Fields one(value, fields.place() + "." + state, fields.problem(), kDriverManual);
    if (std::find(kOtherStates.begin(), kOtherStates.end(), state) == kOtherStates.end())
      one.complain("is no state to be reached", "factory_default or initializing; a run begins in the initialized state");
    StateActs acts{read_act(one.object("shown")), one.text("at"), one.text("is", state), read_act(one.object("reach")),
                   read_act(one.object("again"))};
    acts.accounts = read_accounts(one.objects("accounts"));
    acts.spki_pin = one.text("spki_pin");
    acts.settle_ms = one.number("settle_ms", acts.settle_ms, 100, 600'000);
    if (acts.shown.empty()) one.complain("lacks \"shown\"", "what tells in which state the target is");
    one.finish();
    states[state] = std::move(acts);
  }
  return states;
}

}  // namespace cardea::assess
