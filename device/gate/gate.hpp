// SPDX-License-Identifier: Apache-2.0
// One request from the local network, from its bytes to its answer. gate decides nothing about people: it finds the
// row of the route table, lets steward say whose session it is, and asks the process whose business it is.
#pragma once

#include <memory>

#include "device/gate/requests.hpp"
#include "device/gate/routes.hpp"
#include "device/gate/source_rate.hpp"
#include "lib/ipc/channel.hpp"
#include "lib/net/http_server.hpp"

namespace cardea::gate {

// What a stranger on the local network may hold of gate. Descriptors: its row of device/process/rules.cpp gives it more than
// connections_max and what it is handed at start.
inline constexpr net::HttpLimits kHttpLimits{.head_max = 8 * 1024,
                                             .body_max = kBodyMax,
                                             .idle_ms = 10'000,
                                             .request_ms = 30'000,
                                             .connections_max = 128,
                                             .connections_per_source_max = 32,
                                             .requests_per_connection_max = 1000};

struct Peers {
  std::shared_ptr<ipc::Channel> steward, updater, vault, warden;
};

struct Visit;

class Gate {
 public:
  Gate(const product::ProductPolicy& policy, Peers peers, const Clock& clock);

  void handle(net::HttpRequest request, net::Responder responder);
  // Before the handshake: may this source open one more connection now?
  bool welcomes(std::string_view source) { return connection_rate_.take(source); }

 private:
  using VisitPtr = std::shared_ptr<Visit>;

  void authorize(const VisitPtr& visit);
  void dispatch(const VisitPtr& visit);

  void state(const VisitPtr& visit);
  void set_up(const VisitPtr& visit);
  void sign_in(const VisitPtr& visit);
  void read_session(const VisitPtr& visit);
  void sign_out(const VisitPtr& visit);
  void change_password(const VisitPtr& visit);
  void erase(const VisitPtr& visit);
  void read_settings(const VisitPtr& visit);
  void write_settings(const VisitPtr& visit);
  void read_events(const VisitPtr& visit);
  void list_people(const VisitPtr& visit);
  void add_person(const VisitPtr& visit);
  void remove_person(const VisitPtr& visit);
  void change_role(const VisitPtr& visit);
  void reset_password(const VisitPtr& visit);
  void begin_second_factor(const VisitPtr& visit);
  void confirm_second_factor(const VisitPtr& visit);
  void remove_second_factor(const VisitPtr& visit);
  void add_machine(const VisitPtr& visit);
  void ask_challenge(const VisitPtr& visit);
  void machine_sign_in(const VisitPtr& visit);
  void status(const VisitPtr& visit);
  void security(const VisitPtr& visit);
  void privacy(const VisitPtr& visit);
  void read_update(const VisitPtr& visit);
  void check_update(const VisitPtr& visit);
  void apply_update(const VisitPtr& visit);
  void postpone_update(const VisitPtr& visit);
  void list_media(const VisitPtr& visit);
  void install_medium(const VisitPtr& visit);
  void offer_file(const VisitPtr& visit);
  void supply_file(const VisitPtr& visit);
  void save_settings(const VisitPtr& visit, std::string_view field, std::int64_t postponed_before_s, contract::Settings wanted);

  const product::ProductPolicy& policy_;
  Peers peers_;
  const Clock& clock_;
  SourceRate rate_;
  SourceRate connection_rate_;
  Served served_;
};

}  // namespace cardea::gate
