// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/conversations.hpp"

#include <algorithm>

#include "assess/traffic/language.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kConversationsMax = 8192;
constexpr std::size_t kSightingsMax = 500;
constexpr std::size_t kBeginsMax = 32;

}  // namespace

Talk Conversations::talk_of(const Ends& ends) {
  Talk talk{ends.transport, ends.client, ends.server};
  talk.client.port = 0;
  return talk;
}

// Whoever speaks first is the client, unless it accepts what was opened before the capture began.
Conversations::Conversation* Conversations::find(const Segment& segment, Ends& ends, bool& to_server) {
  const Ends forth{segment.transport, segment.from, segment.to};
  const Ends back{segment.transport, segment.to, segment.from};
  to_server = !segment.accepts;
  ends = segment.accepts ? back : forth;
  if (const auto known = conversations_.find(forth); known != conversations_.end()) {
    to_server = true;
    ends = forth;
    return &known->second;
  }
  if (const auto known = conversations_.find(back); known != conversations_.end()) {
    to_server = false;
    ends = back;
    return &known->second;
  }
  if (conversations_.size() >= kConversationsMax) return nullptr;
  return &conversations_[ends];
}

// What is sent again was read before; where something is missing, nothing can be cut in two there.
Bytes Conversations::new_bytes(Direction& direction, const Segment& segment) {
  if (segment.transport == Transport::udp) {
    direction.tail.clear();
    return segment.payload;
  }
  Bytes payload = segment.payload;
  if (segment.opens || !direction.is_followed) {
    direction.tail.clear();
    direction.next = segment.sequence;
    direction.is_followed = true;
  }
  const auto ahead = static_cast<std::int32_t>(segment.sequence - direction.next);
  if (ahead < 0)
    payload = payload.subspan(std::min<std::size_t>(payload.size(), static_cast<std::uint32_t>(-std::int64_t{ahead})));
  if (payload.empty()) return payload;
  if (ahead > 0) {
    ++unheard_.gaps;
    direction.tail.clear();
  }
  direction.next = static_cast<std::uint32_t>(segment.sequence + segment.payload.size());
  return payload;
}

void Conversations::search(Direction& direction, Bytes bytes, const Talk& talk, bool to_server) {
  const std::size_t old = direction.tail.size();
  direction.tail.insert(direction.tail.end(), bytes.begin(), bytes.end());
  const std::string_view text = as_text(direction.tail);
  for (const Spelling& one : canaries_.spellings()) {
    const std::size_t from = old - std::min(old, one.bytes.size() - 1);
    if (text.find(as_text(one.bytes), from) == std::string_view::npos) continue;
    const Sighting sighting{one.value, one.name, talk, to_server};
    if (sightings_.size() < kSightingsMax || sightings_.contains(sighting)) ++sightings_[sighting];
  }
  const std::size_t kept = canaries_.longest() == 0 ? 0 : canaries_.longest() - 1;
  if (direction.tail.size() > kept)
    direction.tail.erase(direction.tail.begin(), direction.tail.end() - static_cast<std::ptrdiff_t>(kept));
}

void Conversations::take(const Packet& packet) {
  unheard_.fragments += packet.kind == Packet::Kind::fragment ? 1 : 0;
  unheard_.broken += packet.kind == Packet::Kind::broken ? 1 : 0;
  unheard_.cut += packet.kind == Packet::Kind::cut ? 1 : 0;
  if (packet.kind != Packet::Kind::segment && packet.kind != Packet::Kind::cut) return;
  const Segment& segment = packet.segment;
  Ends ends;
  bool to_server = false;
  Conversation* conversation = find(segment, ends, to_server);
  if (conversation == nullptr) {
    ++unheard_.unfollowed;
    return;
  }
  Direction& direction = to_server ? conversation->there : conversation->back;
  const Bytes bytes = new_bytes(direction, segment);
  if (bytes.empty()) return;
  direction.bytes += static_cast<std::int64_t>(bytes.size());
  const std::size_t more = std::min(bytes.size(), kBeginsMax - direction.begins.size());
  direction.begins.insert(direction.begins.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(more));
  search(direction, bytes, talk_of(ends), to_server);
}

std::map<Talk, TalkTotals> Conversations::talks() const {
  std::map<Talk, TalkTotals> talks;
  for (const auto& [ends, conversation] : conversations_) {
    TalkTotals& totals = talks[talk_of(ends)];
    ++totals.connections;
    totals.bytes_there += conversation.there.bytes;
    totals.bytes_back += conversation.back.bytes;
    if (conversation.there.bytes + conversation.back.bytes == 0) continue;
    const std::string language = language_of(ends.transport, conversation.there.begins, conversation.back.begins);
    if (std::find(totals.speaks.begin(), totals.speaks.end(), language) == totals.speaks.end()) totals.speaks.push_back(language);
  }
  return talks;
}

}  // namespace cardea::assess
