// SPDX-License-Identifier: Apache-2.0
#include "lib/ipc/server.hpp"

#include <gmock/gmock.h>

#include "lib/ipc/channel_fixture.hpp"

namespace cardea::ipc {
namespace {

using testing::Add;
using testing::BarePeer;
using testing::Everything;
using testing::Fetch;
using testing::Tick;
using ::testing::ElementsAre;

constexpr std::array kRules{Rule{Add::kOp, "gate"},        Rule{Tick::kOp, "gate"}, Rule{Fetch::kOp, "gate"},
                            Rule{Add::kOp, "courier", 2},  Rule{Op{0x7fff}, "gate"},
                            Rule{Everything::kOp, "gate"}};

class IpcServer : public testing::WithLoop {
 protected:
  IpcServer() {
    server_->on<Add>([](const std::string&, Add& add) -> Result<Add::Sum> {
      if (add.a == 13) return Error{Err::refused, "not thirteen"};
      return Add::Sum{std::uint64_t{add.a} + add.b};
    });
    server_->on<Tick>([this](const std::string& peer, Tick& tick) -> Status {
      ticks_.push_back(peer + std::to_string(tick.number));
      return kOk;
    });
    server_->on<Fetch>([](const std::string&, Fetch& fetch) -> Result<Fetch::Piece> { return Fetch::Piece{Buffer(fetch.size)}; });
    server_->on_later<Everything>([this](const std::string&, Everything, Later<Everything> later) { later_.push_back(later); });
    server_->on_peer_closed([this](const std::string& peer, const Error& why) { closed_.push_back(peer + ": " + name_of(why.code)); });
  }

  BarePeer connect(std::string name) {
    auto ends = make_channel();
    channel_ = server_->adopt(std::move(ends->first), std::move(name));
    return BarePeer(std::move(ends->second));
  }

  std::vector<std::string> ticks_;
  std::vector<std::string> closed_;
  std::vector<Later<Everything>> later_;
  std::unique_ptr<Server> server_ = std::make_unique<Server>(*loop_, kRules);
  std::weak_ptr<Channel> channel_;
};

TEST_F(IpcServer, answers_what_its_table_permits) {
  const BarePeer gate = connect("gate");
  gate.send(Kind::request, 5, Add{2, 3});
  settle();
  const auto answer = gate.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->kind, Kind::reply);
  EXPECT_EQ(answer->id, 5U);
  EXPECT_EQ(parse_message<Add::Sum>(answer->body)->sum, 5U);
}

TEST_F(IpcServer, refuses_by_policy_without_dropping) {
  const BarePeer gate = connect("gate");
  gate.send(Kind::request, 5, Add{13, 3});
  settle();
  const auto answer = gate.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->kind, Kind::refusal);
  EXPECT_EQ(*parse_refusal(answer->body), Err::refused);
  EXPECT_EQ(server_->dropped_peers(), 0U);
}

TEST_F(IpcServer, takes_notices_with_the_name_of_the_peer) {
  const BarePeer gate = connect("gate");
  gate.send(Kind::notice, 0, Tick{1});
  settle();
  EXPECT_THAT(ticks_, ElementsAre("gate1"));
}

TEST_F(IpcServer, drops_and_counts_a_peer_that_asks_what_it_may_not) {
  const BarePeer courier = connect("courier");
  courier.send(Kind::notice, 0, Tick{1});  // gate may, courier may not
  settle();
  EXPECT_TRUE(ticks_.empty());
  EXPECT_TRUE(courier.sees_the_end());
  EXPECT_EQ(server_->dropped_peers(), 1U);
  EXPECT_THAT(closed_, ElementsAre(std::string("courier: ") + name_of(Err::refused)));
}

TEST_F(IpcServer, drops_a_peer_nobody_listed) {
  const BarePeer stranger = connect("stranger");
  stranger.send(Kind::request, 1, Add{1, 1});
  settle();
  EXPECT_TRUE(stranger.sees_the_end());
}

TEST_F(IpcServer, drops_and_counts_each_kind_of_malformed_frame) {
  Add add{1, 1};
  WipedBuffer longer = encode(add);
  longer.push_back(0);
  WipedBuffer shorter = encode(add);
  shorter.pop_back();
  const struct {
    const char* what;
    WipedBuffer wire;
  } bad[] = {
      {"an unknown op", encode_frame({Op{0x1234}, Kind::request, 1, {}})},
      {"a permitted op that nobody answers", encode_frame({Op{0x7fff}, Kind::request, 1, {}})},
      {"trailing bytes", encode_frame({Add::kOp, Kind::request, 1, longer})},
      {"a body that is cut", encode_frame({Add::kOp, Kind::request, 1, shorter})},
      {"a head that is cut", {1, 2}},
      {"no known kind", {0x70, 0x02, 4, 0, 0, 0, 1}},
      {"a request as a notice", encode_frame({Add::kOp, Kind::notice, 0, encode(add)})},
      {"a notice as a request", encode_frame({Tick::kOp, Kind::request, 1, {0, 0, 0, 1}})},
      {"a reply to nothing", encode_frame({Add::kOp, Kind::reply, 1, {}})},
      {"a refusal of nothing", encode_frame({Add::kOp, Kind::refusal, 1, encode_refusal(Err::io)})},
      {"a frame above the bound", WipedBuffer(kMaxFrame + 1)},
      {"an empty frame", {}},
  };
  std::uint64_t dropped = 0;
  for (const auto& [what, wire] : bad) {
    const BarePeer gate = connect("gate");
    ASSERT_TRUE(gate.send(Bytes(wire))) << what;
    settle();
    EXPECT_TRUE(gate.sees_the_end()) << what;
    EXPECT_EQ(server_->dropped_peers(), ++dropped) << what;
  }
  EXPECT_TRUE(ticks_.empty());
}

TEST_F(IpcServer, a_peer_that_closes_is_not_counted_as_dropped) {
  BarePeer gate = connect("gate");
  gate.close();
  settle();
  EXPECT_EQ(server_->dropped_peers(), 0U);
  EXPECT_THAT(closed_, ElementsAre(std::string("gate: ") + name_of(Err::unavailable)));
  EXPECT_TRUE(channel_.expired());  // and nothing of it is kept
}

TEST_F(IpcServer, drops_a_peer_that_has_used_up_its_permission) {
  const BarePeer courier = connect("courier");
  for (std::uint32_t id = 1; id <= 3; ++id) courier.send(Kind::request, id, Add{1, 1});
  settle();
  EXPECT_EQ(courier.receive()->id, 1U);
  EXPECT_EQ(courier.receive()->id, 2U);
  EXPECT_FALSE(courier.receive().has_value());
  EXPECT_TRUE(courier.sees_the_end());
  const BarePeer again = connect("courier");  // uses are counted for each connection
  again.send(Kind::request, 1, Add{1, 1});
  settle();
  EXPECT_TRUE(again.receive().has_value());
}

TEST_F(IpcServer, a_flood_that_does_not_read_its_replies_is_dropped_at_a_bound) {
  const BarePeer gate = connect("gate");
  std::uint64_t asked = 0;
  while (!channel_.expired() && asked < 10'000) {
    asked += gate.send(Kind::request, static_cast<std::uint32_t>(asked + 1), Fetch{60'000}) ? 1 : 0;
    settle();
  }
  EXPECT_TRUE(channel_.expired());
  EXPECT_EQ(server_->dropped_peers(), 1U);
  EXPECT_LT(asked * 60'000, 2 * kMaxQueuedBytes + 2'000'000);  // our queue, and what the kernel holds
}

TEST_F(IpcServer, answers_later) {
  const BarePeer gate = connect("gate");
  gate.send(Kind::request, 9, testing::sample());
  settle();
  EXPECT_FALSE(gate.receive().has_value());
  later_.at(0).finish(testing::sample());
  const auto answer = gate.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->id, 9U);
  EXPECT_EQ(parse_message<Everything>(answer->body)->text, testing::sample().text);
  later_.at(0).finish(testing::sample());  // the first counts
  later_.clear();
  EXPECT_FALSE(gate.receive().has_value());
}

TEST_F(IpcServer, an_answer_that_is_never_given_refuses) {
  const BarePeer gate = connect("gate");
  gate.send(Kind::request, 9, testing::sample());
  settle();
  const Later<Everything> copy = later_.at(0);
  later_.clear();
  EXPECT_FALSE(gate.receive().has_value());  // a copy may still answer
  copy.finish(Error{Err::expired, "test"});
  EXPECT_EQ(*parse_refusal(gate.receive()->body), Err::expired);

  gate.send(Kind::request, 10, testing::sample());
  settle();
  later_.clear();
  EXPECT_EQ(*parse_refusal(gate.receive()->body), Err::unavailable);
}

TEST_F(IpcServer, an_answer_after_the_peer_went_does_nothing) {
  BarePeer gate = connect("gate");
  gate.send(Kind::request, 9, testing::sample());
  settle();
  gate.close();
  settle();
  later_.at(0).finish(testing::sample());
}

TEST_F(IpcServer, a_handler_may_drop_its_own_peer) {
  server_->on<Tick>([this](const std::string&, Tick&) -> Status {
    channel_.lock()->drop(Error{Err::refused, "test"});
    return kOk;
  });
  const BarePeer gate = connect("gate");
  gate.send(Kind::notice, 0, Tick{1});
  gate.send(Kind::notice, 0, Tick{2});
  settle();
  EXPECT_TRUE(channel_.expired());
  EXPECT_EQ(server_->dropped_peers(), 1U);
}

TEST_F(IpcServer, a_notice_that_fails_drops_the_peer) {
  server_->on<Tick>([](const std::string&, Tick&) -> Status { return Error{Err::bad_value, "test"}; });
  const BarePeer gate = connect("gate");
  gate.send(Kind::notice, 0, Tick{1});
  settle();
  EXPECT_TRUE(gate.sees_the_end());
}

TEST_F(IpcServer, the_end_of_a_peer_may_end_the_server) {
  BarePeer gate = connect("gate");
  const std::shared_ptr<Channel> held = channel_.lock();
  server_->on_peer_closed([this](const std::string&, const Error&) { server_.reset(); });
  gate.close();
  settle();
  EXPECT_EQ(server_, nullptr);
}

TEST_F(IpcServer, a_channel_that_outlives_its_server_answers_nobody) {
  const BarePeer gate = connect("gate");
  const std::shared_ptr<Channel> held = channel_.lock();
  server_.reset();
  gate.send(Kind::request, 1, Add{1, 1});
  settle();
  EXPECT_FALSE(held->open());
}

TEST_F(IpcServer, both_sides_may_ask_on_one_channel) {
  auto ends = make_channel();
  const auto here = server_->adopt(std::move(ends->first), "gate");
  Server other(*loop_, kRules);
  other.on<Add>([](const std::string&, Add& add) -> Result<Add::Sum> { return Add::Sum{std::uint64_t{add.a} * add.b}; });
  const auto there = other.adopt(std::move(ends->second), "gate");
  std::vector<std::uint64_t> sums;
  here->ask(Add{3, 4}, [&](Result<Add::Sum> sum) { sums.push_back(sum->sum); });
  there->ask(Add{3, 4}, [&](Result<Add::Sum> sum) { sums.push_back(sum->sum); });
  settle();
  EXPECT_THAT(sums, ::testing::UnorderedElementsAre(12, 7));
}

}  // namespace
}  // namespace cardea::ipc
