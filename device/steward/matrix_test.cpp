// SPDX-License-Identifier: Apache-2.0
// Who may ask steward for what, asked over real channels: every peer, every request. What no row permits drops the peer.
#include <functional>
#include <map>
#include <set>

#include "device/process/process.hpp"
#include "device/steward/answer.hpp"
#include "device/steward/rules.hpp"
#include "device/steward/test_household.hpp"

namespace cardea::steward {
namespace {

constexpr auto kAllRules = process::with_control(kRules);
constexpr std::array kPeers{peer::gate, peer::updater, peer::courier, peer::warden, peer::vault};

struct Request {
  std::string_view name;
  std::set<std::string_view> permitted;
  std::function<void(ipc::Channel&, bool& answered)> send;
};

template <ipc::Message M>
Request request(std::string_view name, std::set<std::string_view> permitted) {
  return {name, std::move(permitted), [](ipc::Channel& channel, bool& answered) {
            if constexpr (std::same_as<typename M::Reply, ipc::NoReply>) {
              channel.tell(M{});
              answered = true;
            } else {
              channel.ask<M>(M{}, [&answered](const Result<typename M::Reply>& answer) {
                answered = answer || answer.error().code != Err::unavailable;
              });
            }
          }};
}

// As contracts/ipc/steward.hpp says it, written down a second time on purpose.
std::vector<Request> all_requests() {
  const std::set<std::string_view> gate{peer::gate}, updater{peer::updater}, courier{peer::courier}, warden{peer::warden};
  return {
      request<contract::ReadState>("ReadState", {peer::gate, peer::courier}),
      request<contract::SetUp>("SetUp", gate),
      request<contract::SignIn>("SignIn", gate),
      request<contract::CheckSession>("CheckSession", gate),
      request<contract::SignOut>("SignOut", gate),
      request<contract::ChangePassword>("ChangePassword", gate),
      request<contract::ReadSettings>("ReadSettings", gate),
      request<contract::WriteSettings>("WriteSettings", gate),
      request<contract::ReadEvents>("ReadEvents", gate),
      request<contract::Erase>("Erase", gate),
      request<contract::ListPeople>("ListPeople", gate),
      request<contract::AddPerson>("AddPerson", gate),
      request<contract::RemovePerson>("RemovePerson", gate),
      request<contract::ChangeRole>("ChangeRole", gate),
      request<contract::ResetPassword>("ResetPassword", gate),
      request<contract::FirstSignIn>("FirstSignIn", gate),
      request<contract::BeginSecondFactor>("BeginSecondFactor", gate),
      request<contract::ConfirmSecondFactor>("ConfirmSecondFactor", gate),
      request<contract::RemoveSecondFactor>("RemoveSecondFactor", gate),
      request<contract::AddMachine>("AddMachine", gate),
      request<contract::AskChallenge>("AskChallenge", gate),
      request<contract::MachineSignIn>("MachineSignIn", gate),
      request<contract::ReadUpdateSettings>("ReadUpdateSettings", updater),
      request<contract::RecordTelemetry>("RecordTelemetry", {peer::gate, peer::updater, peer::courier}),
      request<contract::TakeTelemetry>("TakeTelemetry", courier),
      request<contract::TelemetryDelivered>("TelemetryDelivered", courier),
  };
}

class Matrix : public ::testing::Test {
 protected:
  Matrix() : server_(home_.loop(), kAllRules) { answer_with(server_, home_.steward()); }

  struct Asked {
    bool answered = false;
    bool dropped = false;
  };
  Asked ask(std::string_view peer, const Request& request) {
    auto ends = ipc::make_channel();
    EXPECT_TRUE(ends);
    const auto served = server_.adopt(std::move(ends->first), std::string(peer));
    ipc::Channel asking(home_.loop(), std::move(ends->second), std::string(peer::steward));
    Asked asked;
    request.send(asking, asked.answered);
    home_.run_desk();
    asked.dropped = !served->open();
    return asked;
  }

  test::TestHousehold home_;
  ipc::Server server_;
};

TEST_F(Matrix, each_peer_gets_answers_to_its_own_requests_and_is_dropped_for_any_other) {
  for (const std::string_view peer : kPeers) {
    for (const Request& request : all_requests()) {
      const Asked asked = ask(peer, request);
      EXPECT_EQ(asked.answered, request.permitted.contains(peer)) << peer << " " << request.name;
      EXPECT_EQ(asked.dropped, !request.permitted.contains(peer)) << peer << " " << request.name;
    }
  }
}

TEST_F(Matrix, events_are_recorded_by_updater_courier_and_warden_only) {
  for (const std::string_view peer : kPeers) {
    const Request record{
        "RecordEvent", {}, [](ipc::Channel& channel, bool&) { channel.tell(contract::RecordEvent{"kind", "text"}); }};
    const bool may = peer == peer::updater || peer == peer::courier;
    EXPECT_EQ(ask(peer, record).dropped, !may) << peer;
    const Request device{
        "DeviceEvent", {}, [](ipc::Channel& channel, bool&) { channel.tell(contract::DeviceEvent{"kind", "text"}); }};
    EXPECT_EQ(ask(peer, device).dropped, peer != peer::warden) << peer;
  }
}

TEST_F(Matrix, no_peer_may_send_what_only_warden_answers) {
  for (const std::string_view peer : kPeers) {
    EXPECT_TRUE(ask(peer, request<contract::Restart>("Restart", {})).dropped) << peer;
    EXPECT_TRUE(ask(peer, request<contract::ListProcesses>("ListProcesses", {})).dropped) << peer;
  }
}

TEST(RulesTable, holds_no_row_twice) {
  std::set<std::pair<std::uint16_t, std::string_view>> rows;
  for (const ipc::Rule& rule : kRules) EXPECT_TRUE(rows.emplace(static_cast<std::uint16_t>(rule.op), rule.peer).second);
}

}  // namespace
}  // namespace cardea::steward
