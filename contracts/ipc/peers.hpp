// SPDX-License-Identifier: Apache-2.0
// Who exists on a device and who may talk to whom. warden makes exactly these channels and hands
// the ends over at start; a pair that is not listed has no way to address each other.
#pragma once

#include <array>
#include <string_view>

namespace cardea::peer {

inline constexpr std::string_view warden = "warden";
inline constexpr std::string_view vault = "vault";
inline constexpr std::string_view steward = "steward";
inline constexpr std::string_view gate = "gate";
inline constexpr std::string_view courier = "courier";
inline constexpr std::string_view updater = "updater";

// In the order in which warden starts them: a server before those that ask it.
inline constexpr std::array kProcesses{vault, steward, updater, courier, gate};

struct Link {
  std::string_view asks;
  std::string_view answers;
};

// Besides these, warden has a control channel to each process (control.hpp).
inline constexpr std::array kLinks{
    Link{gate, vault},       // sign the local TLS handshake
    Link{steward, vault},    // open, make and end the key ring
    Link{gate, steward},     // sign-in, settings, events, erase
    Link{gate, updater},     // status, check, apply, postpone
    Link{courier, vault},    // sign the handshake with the associated service
    Link{courier, steward},  // telemetry to send, what the service said
    Link{updater, courier},  // read update metadata and targets
    Link{courier, updater},  // the service hints at an update; status for the check-in
    Link{updater, vault},    // read the rollback epoch
    Link{updater, steward},  // the consumer's update settings; record events
};

}  // namespace cardea::peer
