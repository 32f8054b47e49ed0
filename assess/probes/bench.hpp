// SPDX-License-Identifier: Apache-2.0
// What every probe stands on: the driver, the declaration's rows as facts, the ids of the target's processes, and one way
// to write facts down. A probe gathers and never judges; each names what it does to the target.
#pragma once

#include <functional>
#include <span>

#include "assess/driver/driver.hpp"
#include "assess/evidence/evidence_log.hpp"
#include "assess/wire/http.hpp"

namespace cardea::assess {

// The rows of one table of the declaration, as facts: "Intf" -> every interface.
std::vector<const Fact*> declared_rows(std::span<const Fact> declaration, std::string_view table);
const Fact* declared_row(std::span<const Fact> declaration, std::string_view id);

// The port on which a declared interface is found on this bench; 0 when it has none.
std::uint16_t port_of(const Driver& driver, const Fact& interface_row);

struct Bench {
  const Driver& driver;
  std::span<const Fact> declaration;
  std::vector<std::int64_t> pids;  // of the target; empty when the driver names none
  std::function<void(const std::string& talk)> say = [](const std::string&) {};
  const std::vector<Fact>* found = nullptr;       // by the probes before this one, in this run
  std::string state = std::string(kInitialized);  // in which the target is looked at
  std::int64_t* waited_s = nullptr;               // adds up what the target asked to wait for
  SlowAnswers* slow = nullptr;                    // of the target, in all probes of this run

  Door door() const;                      // of the sign-in surface
  void wait(std::int64_t seconds) const;  // because the target's own limit asks for it
  bool has_surface() const { return driver.sign_in.kind != SignInKind::none; }
  bool has_facts_of(std::string_view probe) const;
};

// Writes the facts of one probe.
class Notes {
 public:
  Notes(Recorder& recorder, std::string_view probe, Effect effect) : recorder_(recorder), probe_(probe), effect_(effect) {}
  Status write(std::string subject, Value values) {
    return recorder_.record(probe_, effect_, std::move(subject), std::move(values));
  }
  Notes as(std::string_view probe, Effect effect) const { return {recorder_, probe, effect}; }

 private:
  Recorder& recorder_;
  std::string probe_;
  Effect effect_;
};

struct Probe {
  std::string_view name;
  Effect effect;
  Status (*run)(const Bench& bench, Notes& notes);
  std::string_view key;  // of the driver, without which it has nothing to look at; empty: it needs none
  bool (*described)(const Driver& driver) = nullptr;

  bool can_look(const Driver& driver) const { return described == nullptr || described(driver); }
};

// In the order in which they run: what may disturb the target comes last.
std::span<const Probe> probes();

// Is it looked at again in each other state that the driver describes?
bool looks_in_every_state(std::string_view probe);

// Runs every probe that the log does not say is done: one that was interrupted is begun again. Each leaves a fact "probe" that
// says it is done, or why not: one that fails stops no other.
Status run_probes(const Bench& bench, EvidenceLog& log);

// How a probe ended, as the values of the fact "probe" that it leaves.
Value end_of_probe(const Status& ran);

// Err::unsupported says that the driver does not describe what the probe needs.
Status probe_imports(const Bench& bench, Notes& notes);
Status probe_listeners(const Bench& bench, Notes& notes);
Status probe_tls(const Bench& bench, Notes& notes);
Status probe_disclosure(const Bench& bench, Notes& notes);
Status probe_discovery(const Bench& bench, Notes& notes);
Status probe_documents(const Bench& bench, Notes& notes);
Status probe_processes(const Bench& bench, Notes& notes);
Status probe_programs(const Bench& bench, Notes& notes);
Status probe_image(const Bench& bench, Notes& notes);
Status probe_storage(const Bench& bench, Notes& notes);
Status probe_access(const Bench& bench, Notes& notes);
Status probe_methods(const Bench& bench, Notes& notes);
Status probe_passwords(const Bench& bench, Notes& notes);
Status probe_brute_force(const Bench& bench, Notes& notes);
Status probe_update(const Bench& bench, Notes& notes);
Status probe_change(const Bench& bench, Notes& notes);
Status probe_traffic(const Bench& bench, Notes& notes);
Status probe_client_tls(const Bench& bench, Notes& notes);
Status probe_inputs(const Bench& bench, Notes& notes);
Status probe_outage(const Bench& bench, Notes& notes);
Status probe_deletion(const Bench& bench, Notes& notes);
Status probe_states(const Bench& bench, Notes& notes);

}  // namespace cardea::assess
