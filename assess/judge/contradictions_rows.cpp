// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/contradictions_rows.hpp"

#include <array>

#include "assess/judge/declared_rows.hpp"
#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

using Rows = std::vector<const Fact*>;
using Out = std::vector<Contradiction>;

constexpr std::array<ContradictionRule, 7> kRules{{
    {"states_disagree",
     {"rows that belong together are in use in different states of the device", "相互关联的行在不同的设备状态下启用"}},
    {"sign_in_disagrees", {"a way to sign in and the functions that take it do not agree", "登录机制与使用它的功能不一致"}},
    {"one_sided_reference", {"a row rests on another that does not know of it", "一行所依据的另一行与之不对应"}},
    {"guarantee_below_protocol", {"TLS is named, and what it gives is not guaranteed", "声明了 TLS，却未声明其提供的保证"}},
    {"function_disagrees",
     {"what a function may change and how it is called do not agree", "功能能更改的内容与其调用方式不一致"}},
    {"channel_disagrees", {"what travels and the channels that carry it do not agree", "传送的内容与承载它的通道不一致"}},
    {"older_is_taken", {"no update mechanism of a component refuses older versions", "组件没有任何更新机制拒绝旧版本"}},
}};

void add(Out& out, std::string_view rule, std::string_view provision, const Fact& row, const std::string& says) {
  out.push_back({rule, std::string(provision), Verdict::inconclusive, row.text("id") + " " + says, row.seq});
}

template <class Test>
bool any(const Rows& rows, Test test) {
  return std::any_of(rows.begin(), rows.end(), [&](const Fact* row) { return test(*row); });
}

bool shares(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::any_of(some.begin(), some.end(),
                     [&](const std::string& one) { return std::find(others.begin(), others.end(), one) != others.end(); });
}

bool is_at_network(const Fact& function) {
  return says(function, "interface") && says(function, "path");
}
bool is_of_people(const Fact& mechanism) {
  return mechanism.text("subject") == "user" && mechanism.flag("network");
}
bool is_password(const Fact& mechanism) {
  return mechanism.text("authentication_factor") == "password" || mechanism.text("authentication_factor") == "pin";
}

Rows functions_naming(const Facts& facts, const std::string& mechanism) {
  Rows functions = facts.rows("SoftServ");
  std::erase_if(functions,
                [&](const Fact* one) { return !is_at_network(*one) || !one->lists("authentication_mechanism", mechanism); });
  return functions;
}

// A way in is of use only where a function takes it; a function takes only what is in use.
//= EN303645 5.5-4
void states_disagree(const Facts& facts, Out& out) {
  for (const Fact* mechanism : facts.rows("AuthMech")) {
    const Rows functions = functions_naming(facts, mechanism->text("id"));
    if (functions.empty()) continue;
    for (const std::string& state : mechanism->texts("used_in")) {
      if (is_of_people(*mechanism) && !any(functions, [&](const Fact& one) { return one.lists("status", state); }))
        add(out, "states_disagree", "5.5-4", *mechanism, "is used in " + state + ", where no function takes it");
    }
    for (const Fact* function : functions) {
      if (!function->texts("status").empty() && !shares(function->texts("status"), mechanism->texts("used_in")))
        add(out, "states_disagree", "5.5-4", *function,
            "takes " + mechanism->text("id") + ", which is used in none of its states");
    }
  }
  for (const Fact* interface : facts.rows("Intf")) {
    if (interface->text("use") == "required" && !interface->lists("status", "initialized"))
      add(out, "states_disagree", "5.6-1", *interface, "is required, and off in the initialized state");
  }
}

bool speaks_tls(const Fact& row) {
  const Value* details = row.values.find("cryptographic_details");
  if (details == nullptr || details->if_array() == nullptr) return false;
  return std::any_of(details->if_array()->begin(), details->if_array()->end(), [](const Value& detail) {
    const auto protocol = detail.text("protocol");
    return protocol && (lower(*protocol) == "tls" || lower(*protocol) == "dtls");
  });
}

// A password that every function takes only beside a session has no place where it is given.
void look_at_sign_in(const Facts& facts, const Fact& mechanism, Out& out) {
  const std::string id = mechanism.text("id");
  const Rows functions = functions_naming(facts, id);
  if (!mechanism.flag("network") && (speaks_tls(mechanism) || !functions.empty()))
    add(out, "sign_in_disagrees", "5.1-5", mechanism, "is said not to be tried over a network, and is");
  if (!is_of_people(mechanism) || mechanism.texts("used_in").empty()) return;
  if (functions.empty() && any(facts.rows("SoftServ"), is_at_network))
    add(out, "sign_in_disagrees", "5.5-4", mechanism, "is tried over a network, and no function takes it");
  else if (is_password(mechanism) && !functions.empty() && std::all_of(functions.begin(), functions.end(), [](const Fact* one) {
             return one->texts("authentication_mechanism").size() > 1;
           }))
    add(out, "sign_in_disagrees", "5.5-4", mechanism, "is taken beside other mechanisms only: where does one sign in with it?");
}

//= EN303645 5.5-4
void sign_in_disagrees(const Facts& facts, Out& out) {
  for (const Fact* mechanism : facts.rows("AuthMech")) look_at_sign_in(facts, *mechanism, out);
  for (const Fact* function : facts.rows("SoftServ")) {
    if (function->flag("serves_sign_in") && function->text("method") == "POST" &&
        function->texts("authentication_mechanism").empty())
      add(out, "sign_in_disagrees", "5.5-4", *function, "takes something to sign in with, and names no mechanism");
  }
}

void look_for_updated(const Facts& facts, Out& out) {
  const Rows components = facts.rows("SoftComp");
  for (const Fact* mechanism : facts.rows("UpdMech")) {
    const std::string id = mechanism->text("id");
    if (!components.empty() && !any(components, [&](const Fact& one) { return one.lists("update_mechanism", id); }))
      add(out, "one_sided_reference", "5.3-1", *mechanism, "updates no component that is declared");
  }
}

void look_for_services(const Facts& facts, Out& out) {
  const Rows services = facts.rows("AssocServ");
  const auto calls = [](const Fact& one) { return one.text("peer") == "associated_service"; };
  if (!services.empty() && !any(facts.rows("ComMech"), calls))
    add(out, "one_sided_reference", "5.5-1", *services.front(), "is a service, and no communication speaks to one");
  for (const Fact* process : facts.rows("PrivlCtrl")) {
    const std::string name = process->text("process");
    if (!any(facts.rows("SoftServ"), [&](const Fact& one) { return one.text("process") == name; }))
      add(out, "one_sided_reference", "5.6-5", *process,
          "has rights for " + name + ", and no software service is of that process");
  }
}

// Where deletions list what they reach, the lists are whole.
//= EN303645 5.11-1
void look_for_deleted(const Facts& facts, Out& out) {
  const Rows deletions = facts.rows("DelFunc");
  const bool list_parameters = any(deletions, [](const Fact& one) { return !one.texts("security_parameters").empty(); });
  for (const Fact* parameter : facts.rows("SecParam")) {
    const std::string id = parameter->text("id");
    const bool deleted = any(deletions, [&](const Fact& one) { return one.lists("security_parameters", id); });
    if (list_parameters && parameter->flag("erased_by_user") != deleted)
      add(out, "one_sided_reference", "5.11-1", *parameter,
          deleted ? "is deleted, and said not to be erased by the user"
                  : "is said to be erased by the user, and no DelFunc deletes it");
  }
  const bool list_data = any(deletions, [](const Fact& one) { return !one.texts("personal_data").empty(); });
  for (const Fact* data : facts.rows("PersData")) {
    const auto reaches = [&](const Fact& one) { return one.lists("personal_data", data->text("id")); };
    const auto there = [&](const Fact& one) {
      return reaches(one) && shares(one.texts("target_type"), data->texts("stored_on"));
    };
    if (list_data && data->lists("stored_on", "device") && !any(deletions, there))
      add(out, "one_sided_reference", "5.11-1", *data, "is stored on the device, and no DelFunc deletes it there");
    if (any(deletions, reaches) && !any(deletions, there))
      add(out, "one_sided_reference", "5.11-1", *data, "is deleted where it is not stored");
  }
}

// Words without which a row is about nothing.
struct Purpose {
  const char* table;
  const char* field;
  const char* provision;
};
constexpr Purpose kPurposes[]{{"SecParam", "used_for", "5.4-1"}, {"InpVal", "source", "5.13-1"}};

void look_for_purposes(const Facts& facts, Out& out) {
  for (const Purpose& purpose : kPurposes) {
    for (const Fact* row : facts.rows(purpose.table)) {
      if (row->has(purpose.field) && row->texts(purpose.field).empty())
        add(out, "one_sided_reference", purpose.provision, *row, std::string("names nothing under ") + purpose.field);
    }
  }
  const Rows parameters = facts.rows("SecParam");
  const bool holders = any(parameters, [](const Fact& one) { return says(one, "held_by"); });
  for (const Fact* parameter : parameters) {
    if (holders && !says(*parameter, "held_by"))
      add(out, "one_sided_reference", "5.4-1", *parameter, "does not say which process holds it, and others do");
  }
}

// A secret towards the service is what the device itself signs in with: by a mechanism of machines that no function of its own
// takes. Its certificate there is its identity.
void look_for_own_sign_in(const Facts& facts, Out& out) {
  const Rows parameters = facts.rows("SecParam");
  const auto own = [&](const Fact& one) {
    return one.text("subject") == "machine" && functions_naming(facts, one.text("id")).empty();
  };
  const auto critical_for = [](const Fact& one, const char* use) {
    return one.text("type") == "critical" && one.lists("used_for", use);
  };
  const bool signs_in = any(facts.rows("AuthMech"), own);
  for (const Fact* parameter : parameters) {
    if (!signs_in && critical_for(*parameter, "service_communication"))
      add(out, "one_sided_reference", "5.5-4", *parameter, "is a secret towards a service, and no AuthMech signs in there");
  }
  for (const Fact* mechanism : facts.rows("AuthMech")) {
    if (own(*mechanism) && mechanism->text("authentication_factor") == "certificate" && !parameters.empty() &&
        !any(parameters, [&](const Fact& one) { return critical_for(one, "device_identity"); }))
      add(out, "one_sided_reference", "5.4-1", *mechanism, "shows the device's certificate, and no secret is for its identity");
  }
}

void one_sided_reference(const Facts& facts, Out& out) {
  look_for_updated(facts, out);
  look_for_services(facts, out);
  look_for_deleted(facts, out);
  look_for_purposes(facts, out);
  look_for_own_sign_in(facts, out);
}

//= EN303645 5.5-1
void guarantee_below_protocol(const Facts& facts, Out& out) {
  for (const char* table : {"AuthMech", "ComMech"}) {
    for (const Fact* row : facts.rows(table)) {
      if (!speaks_tls(*row)) continue;
      for (const char* guarantee : {"confidentiality", "integrity", "authenticity"}) {
        if (!row->lists("security_guarantees", guarantee))
          add(out, "guarantee_below_protocol", std::string_view(table) == "ComMech" ? "5.5-1" : "5.1-3", *row,
              std::string("speaks TLS and does not guarantee ") + guarantee);
      }
    }
  }
}

//= EN303645 5.5-5
void function_disagrees(const Facts& facts, Out& out) {
  for (const Fact* function : facts.rows("SoftServ")) {
    if (!is_at_network(*function)) continue;
    const std::string method = function->text("method");
    const bool changes = function->flag("changes");
    const bool changes_nothing = function->has("changes") && !changes;  // said, and not only left out
    if ((method == "GET" || method == "HEAD") && (changes || function->flag("allows_configuration")))
      add(out, "function_disagrees", "5.5-5", *function,
          "is a " + method + ", which changes nothing, and is said to change something");
    else if (function->flag("allows_configuration") && changes_nothing)
      add(out, "function_disagrees", "5.5-5", *function, "allows configuration and is said to change nothing");
    else if ((method == "PUT" || method == "PATCH" || method == "DELETE") && changes_nothing)
      add(out, "function_disagrees", "5.5-5", *function, "is a " + method + " and is said to change nothing");
  }
}

bool is_within(const Facts& facts, const Fact& mechanism) {
  const std::vector<std::string> ids = mechanism.texts("interfaces");
  return !ids.empty() && std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const Fact* interface = facts.row(id);
    return interface != nullptr && (interface->text("bind") == "lan" || interface->text("bind") == "loopback");
  });
}

void look_at_reach(const Facts& facts, Out& out) {
  for (const Fact* mechanism : facts.rows("ComMech")) {
    const std::string peer = mechanism->text("peer");
    const bool remote = mechanism->flag("remotely_accessible");
    if (!remote && (peer == "associated_service" || peer == "internet_service"))
      add(out, "channel_disagrees", "5.5-7", *mechanism, "speaks to a service and is said not to be remote");
    if (remote && is_within(facts, *mechanism))
      add(out, "channel_disagrees", "5.5-7", *mechanism, "is said to be remote, and its interfaces do not leave the household");
  }
}

// Sign-in over the network alone sends each of its secrets over a channel at some time.
void look_at_secrets(const Facts& facts, Out& out) {
  const Rows mechanisms = facts.rows("AuthMech");
  const auto local = [](const Fact& one) { return one.text("subject") == "user" && !one.flag("network"); };
  if (!any(mechanisms, is_of_people) || any(mechanisms, local)) return;
  for (const Fact* parameter : facts.rows("SecParam")) {
    const bool of_sign_in = parameter->lists("used_for", "user_authentication") || parameter->lists("used_for", "session");
    if (of_sign_in && parameter->text("type") == "critical" && parameter->texts("communication_mechanisms").empty())
      add(out, "channel_disagrees", "5.5-6", *parameter, "is for sign-in over a network, and travels by no channel");
  }
}

//= EN303645 5.5-7
void channel_disagrees(const Facts& facts, Out& out) {
  look_at_reach(facts, out);
  look_at_secrets(facts, out);
  for (const Fact* data : facts.rows("PersData")) {
    if (data->lists("stored_on", "associated_service") && data->texts("communication_mechanisms").empty())
      add(out, "channel_disagrees", "5.8-1", *data, "is stored by a service, and travels by no channel");
  }
  for (const Fact* mechanism : facts.rows("UpdMech")) {
    if (mechanism->lists("initiation", "automatic") && mechanism->has("delivery") && !mechanism->lists("delivery", "network"))
      add(out, "channel_disagrees", "5.3-10", *mechanism, "installs by itself, and does not come by a network");
  }
  for (const Fact* interface : facts.rows("Intf")) {
    const bool none = lower(interface->text("disclosed_information")) == "none";
    if (none && interface->flag("discloses_security_relevant"))
      add(out, "channel_disagrees", "5.6-2", *interface, "discloses nothing, and something that matters for security");
  }
  const Fact* promise = facts.one("declaration", "ics 5.9-3");
  if (promise == nullptr || promise->text("support") != "Y") return;
  for (const Fact* mechanism : facts.rows("ComMech")) {
    if (!says(*mechanism, "resilience_measures"))
      add(out, "channel_disagrees", "5.9-3", *mechanism, "says nothing of its measures, and each communication is meant");
  }
}

//= EN303645 5.3-2
void older_is_taken(const Facts& facts, Out& out) {
  for (const Fact* component : facts.rows("SoftComp")) {
    const std::vector<std::string> ids = component->texts("update_mechanism");
    const bool refused = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
      const Fact* mechanism = facts.row(id);
      return mechanism != nullptr && mechanism->flag("refuses_older");
    });
    if (!ids.empty() && !refused) add(out, "older_is_taken", "5.3-2", *component, "can be taken back to an older version");
  }
}

}  // namespace

std::span<const ContradictionRule> row_contradiction_rules() {
  return kRules;
}

void find_row_contradictions(const Facts& facts, Out& out) {
  for (const auto rule : {states_disagree, sign_in_disagrees, one_sided_reference, guarantee_below_protocol, function_disagrees,
                          channel_disagrees, older_is_taken})
    rule(facts, out);
}

}  // namespace cardea::assess
