// SPDX-License-Identifier: Apache-2.0
// The answering side. What a peer may ask is a constexpr table; everything else drops the peer:
//
//   constexpr std::array kRules{Rule{SignDigest::kOp, peer::gate}, Rule{...}};
//
// A handler gets a decoded request, never bytes.
#pragma once

#include <memory>
#include <span>

#include "lib/ipc/channel.hpp"

namespace cardea::ipc {

inline constexpr std::uint32_t kUnlimited = 0xffffffffU;

struct Rule {
  Op op{};
  std::string_view peer;
  std::uint32_t uses = kUnlimited;  // per connection
};

// The reply of a handler that answers later: copies share it, the first finish() counts, and when
// the last copy goes unanswered the request is refused.
template <Message Reply>
class Later {
 public:
  Later(std::weak_ptr<Channel> channel, Frame request)
      : promise_(std::make_shared<Promise>(std::move(channel), std::move(request))) {}

  void finish(Result<Reply> result) const { promise_->finish(std::move(result)); }

 private:
  class Promise {
   public:
    Promise(std::weak_ptr<Channel> channel, Frame request) : channel_(std::move(channel)), request_(std::move(request)) {}
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;
    ~Promise() { finish(Error{Err::unavailable, "no answer was given"}); }
    void finish(Result<Reply> result) {
      const auto channel = std::exchange(channel_, {}).lock();
      if (!channel || !channel->open()) return;
      if (result) channel->answer(request_, encode(*result));
      else channel->refuse(request_, result.error().code);
    }

   private:
    std::weak_ptr<Channel> channel_;
    Frame request_;
  };

  std::shared_ptr<Promise> promise_;
};

class Server {
 public:
  Server(EventLoop& loop, std::span<const Rule> rules) : loop_(loop), rules_(rules) {}
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The handler of one message: `Result<Reply>(const std::string& peer, Request&)`; a notice
  // returns Status, and since nobody waits for an answer to it, an error drops the peer.
  template <Message Request, class Handler>
  void on(Handler handler) {
    constexpr bool kIsNotice = std::same_as<typename Request::Reply, NoReply>;
    handlers_[static_cast<std::uint16_t>(Request::kOp)] = {
        kIsNotice ? Kind::notice : Kind::request,
        [handler = std::move(handler)](const std::shared_ptr<Channel>& channel, Frame frame) -> Status {
          TRY(Request request, parse_message<Request>(frame.body));
          if constexpr (kIsNotice) {
            return handler(channel->peer(), request);
          } else {
            Result<typename Request::Reply> result = handler(channel->peer(), request);
            if (result) channel->answer(frame, encode(*result));
            else channel->refuse(frame, result.error().code);
            return kOk;
          }
        }};
  }

  // A handler that answers later: `void(const std::string& peer, Request, Later<Reply>)`.
  template <Message Request, class Handler>
  void on_later(Handler handler) {
    handlers_[static_cast<std::uint16_t>(Request::kOp)] = {
        Kind::request,
        [handler = std::move(handler)](const std::shared_ptr<Channel>& channel, Frame frame) -> Status {
          TRY(Request request, parse_message<Request>(frame.body));
          frame.body = {};  // what was asked may be secret, and must not wait for the answer
          handler(channel->peer(), std::move(request), Later<typename Request::Reply>(channel, std::move(frame)));
          return kOk;
        }};
  }

  // Starts to answer this peer. The same channel can also carry our own requests to it.
  std::shared_ptr<Channel> adopt(UniqueFd fd, std::string peer);

  void on_peer_closed(std::function<void(const std::string& peer, const Error&)> closed) { peer_closed_ = std::move(closed); }
  std::uint64_t dropped_peers() const { return dropped_; }  // dropped by us; a peer that closed is not counted

 private:
  struct Handler {
    Kind kind{};
    std::function<Status(const std::shared_ptr<Channel>&, Frame)> run;
  };
  struct PeerState {
    std::shared_ptr<Channel> channel;
    std::unordered_map<std::uint16_t, std::uint32_t> used;
  };

  void incoming(const std::shared_ptr<PeerState>& peer, Frame frame);
  Status permitted(PeerState& peer, const Frame& frame) const;
  void closed(const std::shared_ptr<PeerState>& peer, const Error& why);

  EventLoop& loop_;
  std::span<const Rule> rules_;
  std::unordered_map<std::uint16_t, Handler> handlers_;
  std::vector<std::shared_ptr<PeerState>> peers_;
  std::function<void(const std::string&, const Error&)> peer_closed_;
  std::uint64_t dropped_ = 0;
};

}  // namespace cardea::ipc
