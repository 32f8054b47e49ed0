// SPDX-License-Identifier: Apache-2.0
#include "lib/ipc/server.hpp"

#include <algorithm>

#include "lib/base/log.hpp"

namespace cardea::ipc {

// A channel may live on in other hands; it must not call back into a server that is gone.
Server::~Server() {
  for (const auto& peer : peers_) {
    peer->channel->on_incoming({});
    peer->channel->on_closed({});
  }
}

std::shared_ptr<Channel> Server::adopt(UniqueFd fd, std::string peer) {
  auto state = std::make_shared<PeerState>();
  state->channel = std::make_shared<Channel>(loop_, std::move(fd), std::move(peer));
  const std::weak_ptr<PeerState> weak = state;  // the channel is in the state: a strong one would be a ring
  state->channel->on_incoming([this, weak](Frame frame) {
    if (const auto alive = weak.lock()) incoming(alive, std::move(frame));
  });
  state->channel->on_closed([this, weak](const Error& why) {
    if (const auto alive = weak.lock()) closed(alive, why);
  });
  if (state->channel->open()) peers_.push_back(state);
  return state->channel;
}

void Server::incoming(const std::shared_ptr<PeerState>& peer, Frame frame) {
  const std::shared_ptr<Channel> channel = peer->channel;
  if (const Status allowed = permitted(*peer, frame); !allowed) return channel->drop(allowed.error());
  const Handler& handler = handlers_.find(static_cast<std::uint16_t>(frame.op))->second;
  if (const Status handled = handler.run(channel, std::move(frame)); !handled) channel->drop(handled.error());
}

//= EN303645 5.6-7
Status Server::permitted(PeerState& peer, const Frame& frame) const {
  const auto rule = std::find_if(rules_.begin(), rules_.end(),
                                 [&](const Rule& r) { return r.op == frame.op && r.peer == peer.channel->peer(); });
  if (rule == rules_.end()) return Error{Err::refused, "the peer asked what it may not ask"};
  const auto handler = handlers_.find(static_cast<std::uint16_t>(frame.op));
  if (handler == handlers_.end()) return Error{Err::unsupported, "the peer asked what nobody answers"};
  if (handler->second.kind != frame.kind) return Error{Err::bad_value, "a notice where a request belongs, or the reverse"};
  std::uint32_t& used = peer.used[static_cast<std::uint16_t>(frame.op)];
  if (rule->uses != kUnlimited && used >= rule->uses) return Error{Err::exhausted, "the peer asked more often than it may"};
  ++used;
  return kOk;
}

void Server::closed(const std::shared_ptr<PeerState>& peer, const Error& why) {
  if (peer->channel->was_dropped()) {
    ++dropped_;
    log::warn("dropped the peer " + peer->channel->peer() + ": " + why.what);
  }
  std::erase(peers_, peer);
  // A copy: the handler may end this server's owner, and its own std::function with it.
  if (const auto tell = peer_closed_; tell) tell(peer->channel->peer(), why);
}

}  // namespace cardea::ipc
