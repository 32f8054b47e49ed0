// SPDX-License-Identifier: Apache-2.0
// Who talked with whom, in which language as far as the first bytes tell, and which canaries stood there to be read. Of what
// passes nothing is kept but the few bytes in which a canary may be cut in two, and those are wiped.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assess/traffic/canaries.hpp"
#include "assess/traffic/packet.hpp"

namespace cardea::assess {

// All conversations of one client address with one place of a server.
struct Talk {
  Transport transport = Transport::tcp;
  PlaceOnWire client;  // without a port
  PlaceOnWire server;
  auto operator<=>(const Talk&) const = default;
};

struct TalkTotals {
  std::int64_t connections = 0;
  std::int64_t bytes_there = 0;
  std::int64_t bytes_back = 0;
  std::vector<std::string> speaks;  // "TLS", "HTTP", ...: each that was heard; "": none of those that are known
};

// One canary, as it stood there to be read.
struct Sighting {
  std::size_t value = 0;
  std::string spelling;
  Talk talk;
  bool to_server = false;
  auto operator<=>(const Sighting&) const = default;
};

// What keeps "not seen" from meaning "not sent".
struct Unheard {
  std::int64_t fragments = 0;
  std::int64_t cut = 0;
  std::int64_t broken = 0;
  std::int64_t gaps = 0;        // bytes of a conversation that the capture lacks
  std::int64_t unfollowed = 0;  // packets of conversations beyond the bound
  bool none() const { return fragments + cut + broken + gaps + unfollowed == 0; }
};

class Conversations {
 public:
  explicit Conversations(const Canaries& canaries) : canaries_(canaries) {}

  void take(const Packet& packet);

  std::map<Talk, TalkTotals> talks() const;
  const std::map<Sighting, std::int64_t>& sightings() const { return sightings_; }  // how often
  const Unheard& unheard() const { return unheard_; }

 private:
  struct Direction {
    std::int64_t bytes = 0;
    std::uint32_t next = 0;  // sequence number that should come
    bool is_followed = false;
    WipedBuffer tail;
    WipedBuffer begins;  // the first bytes, which tell the language
  };
  struct Conversation {
    Direction there;
    Direction back;
  };
  struct Ends {
    Transport transport = Transport::tcp;
    PlaceOnWire client;
    PlaceOnWire server;
    auto operator<=>(const Ends&) const = default;
  };

  static Talk talk_of(const Ends& ends);
  Conversation* find(const Segment& segment, Ends& ends, bool& to_server);
  Bytes new_bytes(Direction& direction, const Segment& segment);
  void search(Direction& direction, Bytes bytes, const Talk& talk, bool to_server);

  const Canaries& canaries_;
  std::map<Ends, Conversation> conversations_;
  std::map<Sighting, std::int64_t> sightings_;
  Unheard unheard_;
};

}  // namespace cardea::assess
