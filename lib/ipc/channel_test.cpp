// SPDX-License-Identifier: Apache-2.0
#include "lib/ipc/channel.hpp"

#include <gmock/gmock.h>

#include "lib/ipc/channel_fixture.hpp"

namespace cardea::ipc {
namespace {

using testing::Add;
using testing::BarePeer;
using testing::Tick;
using ::testing::ElementsAre;

class IpcChannel : public testing::WithLoop {
 protected:
  IpcChannel() {
    auto ends = make_channel();
    channel_ = std::make_unique<Channel>(*loop_, std::move(ends->first), "bare");
    peer_.emplace(std::move(ends->second));
    channel_->on_closed([this](const Error& why) { ended_.push_back(why.code); });
    channel_->on_incoming([this](Frame frame) { note(frame); });
  }

  void note(const Frame& frame) {
    if (auto tick = parse_message<Tick>(frame.body)) ticks_.push_back(tick->number);
  }
  void ask_one_and_one() {
    channel_->ask(Add{1, 1}, [this](Result<Add::Sum> sum) { answers_.push_back(std::move(sum)); });
  }
  bool tick(std::uint32_t number) { return peer_->send(Kind::notice, 0, Tick{number}); }
  bool reply(std::uint32_t id, std::uint64_t sum) {
    Add::Sum body{sum};
    return peer_->send(Frame{Add::kOp, Kind::reply, id, encode(body)});
  }

  std::unique_ptr<Channel> channel_;
  std::optional<BarePeer> peer_;
  std::vector<std::uint32_t> ticks_;
  std::vector<Result<Add::Sum>> answers_;
  std::vector<Err> ended_;
};

TEST_F(IpcChannel, an_answer_comes_to_whom_asked) {
  ask_one_and_one();
  const auto asked = peer_->receive();
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(asked->kind, Kind::request);
  EXPECT_EQ(parse_message<Add>(asked->body)->b, 1U);
  reply(asked->id, 2);
  settle();
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0]->sum, 2U);
  EXPECT_TRUE(channel_->open());
}

TEST_F(IpcChannel, answers_may_come_in_another_order) {
  std::vector<std::string> came;
  channel_->ask(Add{1, 1}, [&](Result<Add::Sum> sum) { came.push_back("first " + std::to_string(sum->sum)); });
  channel_->ask(Add{2, 2}, [&](Result<Add::Sum> sum) { came.push_back("second " + std::to_string(sum->sum)); });
  const auto first = peer_->receive();
  const auto second = peer_->receive();
  reply(second->id, 4);
  reply(first->id, 2);
  settle();
  EXPECT_THAT(came, ElementsAre("second 4", "first 2"));
}

TEST_F(IpcChannel, a_refusal_is_an_answer_with_its_reason) {
  ask_one_and_one();
  peer_->send(Frame{Add::kOp, Kind::refusal, peer_->receive()->id, encode_refusal(Err::rollback)});
  settle();
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0].error().code, Err::rollback);
  EXPECT_TRUE(channel_->open());
}

TEST_F(IpcChannel, what_cannot_be_understood_closes_it) {
  const struct {
    const char* what;
    Buffer wire;
  } bad[] = {
      {"a head that is cut", {1, 2, 0}},
      {"no known kind", {1, 2, 9, 0, 0, 0, 1}},
      {"a notice with an id", {1, 2, 3, 0, 0, 0, 1}},
      {"a refusal for no known reason", {1, 2, 2, 0, 0, 0, 1, 200}},
      {"an answer to nothing", {0x70, 0x02, 1, 0, 0, 0, 99}},
      {"a frame above the bound", Buffer(kMaxFrame + 1)},
      {"an empty frame", {}},
  };
  for (const auto& [what, wire] : bad) {
    auto ends = make_channel();
    Channel channel(*loop_, std::move(ends->first), "bare");
    const BarePeer peer(std::move(ends->second));
    ASSERT_TRUE(peer.send(wire)) << what;
    settle();
    EXPECT_FALSE(channel.open()) << what;
    EXPECT_TRUE(channel.was_dropped()) << what;
    EXPECT_TRUE(peer.sees_the_end()) << what;
  }
}

TEST_F(IpcChannel, an_answer_that_comes_twice_closes_it) {
  ask_one_and_one();
  const auto id = peer_->receive()->id;
  reply(id, 2);
  reply(id, 2);
  settle();
  EXPECT_EQ(answers_.size(), 1U);
  EXPECT_THAT(ended_, ElementsAre(Err::bad_value));
}

TEST_F(IpcChannel, an_answer_to_another_question_closes_it) {
  ask_one_and_one();
  peer_->send(Frame{Tick::kOp, Kind::reply, peer_->receive()->id, {}});
  settle();
  EXPECT_EQ(answers_[0].error().code, Err::unavailable);
  EXPECT_THAT(ended_, ElementsAre(Err::bad_value));
}

TEST_F(IpcChannel, an_answer_that_does_not_decode_closes_it) {
  ask_one_and_one();
  peer_->send(Frame{Add::kOp, Kind::reply, peer_->receive()->id, {1, 2, 3}});
  settle();
  EXPECT_EQ(answers_[0].error().code, Err::truncated);
  EXPECT_THAT(ended_, ElementsAre(Err::truncated));
}

TEST_F(IpcChannel, a_request_where_nothing_may_be_asked_closes_it) {
  auto ends = make_channel();
  Channel channel(*loop_, std::move(ends->first), "bare");
  const BarePeer peer(std::move(ends->second));
  peer.send(Kind::request, 1, Add{1, 1});
  settle();
  EXPECT_TRUE(channel.was_dropped());
}

TEST_F(IpcChannel, the_largest_frame_can_be_sent_and_read) {
  const Frame largest{Op{0x7005}, Kind::notice, 0, WipedBuffer(kMaxFrame - kFrameHead, 0xaa)};
  std::size_t got = 0;
  channel_->on_incoming([&](Frame frame) { got = frame.body.size(); });
  ASSERT_TRUE(peer_->send(largest));
  settle();
  EXPECT_EQ(got, kMaxFrame - kFrameHead);
  channel_->answer(Frame{Op{1}, Kind::request, 1, {}}, WipedBuffer(kMaxFrame - kFrameHead));
  EXPECT_EQ(peer_->receive()->kind, Kind::reply);
}

TEST_F(IpcChannel, an_answer_above_the_bound_becomes_a_refusal) {
  channel_->answer(Frame{Op{1}, Kind::request, 1, {}}, WipedBuffer(kMaxFrame));
  const auto frame = peer_->receive();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->kind, Kind::refusal);
  EXPECT_EQ(*parse_refusal(frame->body), Err::too_large);
}

TEST_F(IpcChannel, asking_now_returns_the_answer_and_keeps_the_order_of_the_rest) {
  tick(1);
  tick(2);
  reply(1, 42);
  tick(3);
  const auto sum = channel_->ask_now(Add{40, 2});
  ASSERT_TRUE(sum.ok());
  EXPECT_EQ(sum->sum, 42U);
  EXPECT_THAT(ticks_, ElementsAre());  // nothing is handled inside ask_now
  tick(4);
  settle();
  EXPECT_THAT(ticks_, ElementsAre(1, 2, 3, 4));
}

TEST_F(IpcChannel, an_answer_to_an_earlier_question_is_kept_while_asking_now) {
  ask_one_and_one();
  reply(1, 2);
  reply(2, 42);
  EXPECT_EQ(channel_->ask_now(Add{40, 2})->sum, 42U);
  EXPECT_TRUE(answers_.empty());
  settle();
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0]->sum, 2U);
}

TEST_F(IpcChannel, asking_now_inside_a_handler_keeps_the_order_too) {
  channel_->on_incoming([this](Frame frame) {
    note(frame);
    if (ticks_.size() == 1) {
      EXPECT_EQ(channel_->ask_now(Add{1, 1})->sum, 2U);
    }
  });
  tick(1);
  tick(2);
  reply(1, 2);
  tick(3);
  settle();
  EXPECT_THAT(ticks_, ElementsAre(1, 2, 3));
}

TEST_F(IpcChannel, a_peer_that_talks_without_end_while_it_is_asked_is_dropped) {
  std::size_t sent = 0;
  // Each ask_now takes what the kernel buffers; none of it is the answer.
  for (int round = 0; round < 64 && channel_->open(); ++round) {
    while (peer_->send(Frame{Tick::kOp, Kind::notice, 0, WipedBuffer(16'384)})) ++sent;
    EXPECT_FALSE(channel_->ask_now(Add{1, 1}, /*deadline_ms=*/0).ok());
    if (sent * 16'384 > 2 * kMaxQueuedBytes) break;
  }
  settle();
  EXPECT_THAT(ended_, ElementsAre(Err::exhausted));
  EXPECT_LE(sent * 16'384, 2 * kMaxQueuedBytes);
}

TEST_F(IpcChannel, a_peer_that_goes_while_it_is_asked_now_is_unavailable_and_what_it_said_is_heard) {
  tick(1);
  peer_->close();
  EXPECT_EQ(channel_->ask_now(Add{1, 1}).error().code, Err::unavailable);
  EXPECT_EQ(channel_->ask_now(Add{1, 1}).error().code, Err::unavailable);
  settle();
  EXPECT_THAT(ticks_, ElementsAre(1));
  EXPECT_THAT(ended_, ElementsAre(Err::unavailable));
  EXPECT_FALSE(channel_->was_dropped());
}

TEST_F(IpcChannel, a_peer_that_goes_fails_every_question_once) {
  ask_one_and_one();
  ask_one_and_one();
  tick(7);
  peer_->close();
  settle();
  ASSERT_EQ(answers_.size(), 2U);
  for (const auto& answer : answers_) EXPECT_EQ(answer.error().code, Err::unavailable);
  EXPECT_THAT(ticks_, ElementsAre(7));
  EXPECT_THAT(ended_, ElementsAre(Err::unavailable));
  clock_.advance_ms(2 * kAskTimeoutMs);
  settle();
  EXPECT_EQ(answers_.size(), 2U);
}

TEST_F(IpcChannel, a_question_on_a_closed_channel_fails_from_the_loop) {
  channel_->drop(Error{Err::refused, "test"});
  ask_one_and_one();
  EXPECT_TRUE(answers_.empty());
  settle();
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0].error().code, Err::unavailable);
}

TEST_F(IpcChannel, a_question_times_out_and_a_late_answer_does_no_harm) {
  ask_one_and_one();
  const auto id = peer_->receive()->id;
  clock_.advance_ms(kAskTimeoutMs - 1);
  settle();
  EXPECT_TRUE(answers_.empty());
  clock_.advance_ms(1);
  settle();
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0].error().code, Err::unavailable);
  reply(id, 2);
  settle();
  EXPECT_EQ(answers_.size(), 1U);
  EXPECT_TRUE(channel_->open());
  reply(id, 2);  // but once only
  settle();
  EXPECT_FALSE(channel_->open());
}

TEST_F(IpcChannel, asking_now_gives_up_at_its_deadline) {
  EXPECT_EQ(channel_->ask_now(Add{1, 1}, /*deadline_ms=*/0).error().code, Err::unavailable);
  EXPECT_TRUE(channel_->open());
  reply(peer_->receive()->id, 2);
  settle();
  EXPECT_TRUE(channel_->open());
}

TEST_F(IpcChannel, a_peer_that_owes_too_many_answers_is_dropped) {
  for (std::size_t i = 0; i < kMaxForgotten; ++i) EXPECT_FALSE(channel_->ask_now(Add{1, 1}, 0).ok());
  settle();
  EXPECT_TRUE(channel_->open());
  EXPECT_FALSE(channel_->ask_now(Add{1, 1}, 0).ok());
  settle();
  EXPECT_THAT(ended_, ElementsAre(Err::exhausted));
}

TEST_F(IpcChannel, what_a_slow_peer_does_not_read_at_once_waits_and_then_arrives_in_order) {
  constexpr std::uint32_t kMany = 3000;
  for (std::uint32_t i = 0; i < kMany; ++i) channel_->tell(Tick{i});
  std::uint32_t next = 0;
  while (next < kMany) {
    const auto frame = peer_->receive();
    if (frame) ASSERT_EQ(parse_message<Tick>(frame->body)->number, next++);
    else ASSERT_NE(loop_->turn(0), 0U);  // nothing in the kernel: the channel must have more to send
  }
  EXPECT_TRUE(channel_->open());
}

TEST_F(IpcChannel, a_peer_that_never_reads_is_dropped_at_the_bound) {
  std::size_t told = 0;
  for (; told < 1'000'000 && channel_->open(); ++told) {
    channel_->tell(Tick{1});
    settle();
  }
  EXPECT_THAT(ended_, ElementsAre(Err::exhausted));
}

TEST_F(IpcChannel, a_handler_may_destroy_its_own_channel) {
  channel_->on_incoming([this](Frame) { channel_.reset(); });
  tick(1);
  tick(2);
  settle();
  EXPECT_EQ(channel_, nullptr);
  EXPECT_TRUE(peer_->sees_the_end());
}

TEST_F(IpcChannel, an_answer_may_destroy_its_own_channel) {
  channel_->ask(Add{1, 1}, [this](const Result<Add::Sum>&) { channel_.reset(); });
  ask_one_and_one();
  reply(1, 2);
  reply(2, 2);
  settle();
  EXPECT_EQ(channel_, nullptr);
  EXPECT_TRUE(answers_.empty());  // callbacks end with the channel
}

TEST_F(IpcChannel, the_end_may_destroy_its_own_channel) {
  channel_->on_closed([this](const Error&) { channel_.reset(); });
  ask_one_and_one();
  peer_->close();
  settle();
  EXPECT_EQ(channel_, nullptr);
  EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(IpcChannel, a_handler_may_drop_its_own_channel) {
  channel_->on_incoming([this](Frame) { channel_->drop(Error{Err::refused, "test"}); });
  tick(1);
  tick(2);
  settle();
  EXPECT_FALSE(channel_->open());
  EXPECT_THAT(ended_, ElementsAre(Err::refused));
}

}  // namespace
}  // namespace cardea::ipc
