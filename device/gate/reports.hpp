// SPDX-License-Identifier: Apache-2.0
// What other processes report, as the JSON of contracts/http/local-api.md.
#pragma once

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/people.hpp"
#include "contracts/ipc/updater.hpp"
#include "contracts/ipc/vault.hpp"
#include "lib/codec/value.hpp"
#include "product/policy.hpp"

namespace cardea::gate {

std::string_view name_of(contract::DeviceState state);
std::string_view name_of(contract::UpdatePhase phase);
std::string_view name_of(contract::UpdateResult result);
std::string_view name_of(contract::UpdateWhy why);

Value media_json(const contract::Media& media);
Value settings_json(const contract::Settings& settings);
Value update_json(const product::ProductPolicy& policy, const contract::UpdateReport& report);
// "who=ada why=it fell" -> {"who": "ada", "why": "it fell"}; text of another form is a why as a whole.
Value event_facts(std::string_view text);
Value events_json(const contract::EventList& list);
Value people_json(const contract::PersonList& list);

// Gathered from five processes. What could not be asked stays absent and is null in the answer. `events`: for security.hpp.
struct StatusParts {
  std::optional<contract::StateReport> state;
  std::optional<contract::Settings> settings;
  std::optional<contract::UpdateReport> update;
  std::optional<contract::ProcessList> processes;
  std::optional<contract::ProviderReport> provider;
  std::optional<contract::EventList> events;
};
Value status_json(const product::ProductPolicy& policy, const StatusParts& parts);

}  // namespace cardea::gate
