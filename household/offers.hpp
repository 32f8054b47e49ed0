// SPDX-License-Identifier: Apache-2.0
// What somebody who has broken into the associated service can offer its devices: every file of the repository is theirs, no signing key is.
// Used on the screen, and by the assessor through `cardea-home offer`.
#pragma once

#include <string>

#include "lib/base/result.hpp"

namespace cardea::household {

// Where an offer is made: enough to make one from another process while the home runs (home.json).
struct OfferPlace {
  std::string home;             // the household's folder
  std::string room;
  std::string model;
  std::string serial;
  std::string service_address;
  std::uint16_t api_port = 0;
};

Outcome<Unit> write_offer_place(const OfferPlace& place);
Outcome<OfferPlace> read_offer_place(const std::string& home, const std::string& room);

inline constexpr const char* kOfferedVersion = "1.3.0";

// Keeps what the repository says now, to be played back as "older" after the next release.
Outcome<Unit> keep_for_later(const OfferPlace& place);

// Each puts the repository into a state and hints the device.
//   tampered      1.3.0, truly signed, with one bit of its image flipped
//   older         the maker's own earlier metadata
//   foreign_key   1.3.0 signed with keys that the device does not know
//   honest        the maker takes 1.3.0 back: the repository is clean again
Outcome<Unit> make_offer(const OfferPlace& place, const std::string& kind);

}  // namespace cardea::household
