// SPDX-License-Identifier: Apache-2.0
// Which class of data may exist in which state of the device (EN 303 645 annex A.2): one row for each place where data lie. A table of
// steward.db that is not here does not pass the tests; docs/states.md is drawn from the rows.
#pragma once

#include <array>
#include <string_view>

#include "device/steward/state.hpp"

namespace cardea::steward {

enum class Whose : std::uint8_t { device, household, person };

struct DataClass {
  std::string_view place;  // a table of steward.db, or a path below DEVICE
  std::string_view what;
  Whose whose;
  std::array<bool, 3> may_exist;  // factory_default, initializing, initialized
};

// clang-format off
inline constexpr std::array kDataClasses{
    //        place                        what                                                whose             factory default, initializing, initialized
    DataClass{"identity/",                 "certificates, trust anchors, the service's address", Whose::device,    {true,  true,  true}},
    DataClass{"state/vault/",              "the device's private keys and its security epoch",  Whose::device,    {true,  true,  true}},
    DataClass{"state/steward/factory.cbor", "the verifier of the label's password",              Whose::device,    {true,  true,  true}},
    DataClass{"state/updater/",            "update metadata and what became of updates",        Whose::device,    {true,  true,  true}},
    DataClass{"fact",                      "the device's state, the salt of the attempt counters", Whose::device,  {true,  true,  true}},
    DataClass{"throttle",                  "counters of sign-in attempts, in salted buckets",   Whose::device,    {true,  true,  true}},
    DataClass{"event",                     "what happened, with who did it",                    Whose::household, {true,  true,  true}},
    DataClass{"key_ring",                  "the key of the data keys, sealed by vault",          Whose::device,    {true,  true,  true}},
    DataClass{"data_key",                  "the data keys of the household and of each person", Whose::device,    {true,  true,  true}},
    DataClass{"person",                    "names, roles, password verifiers",                  Whose::person,    {false, false, true}},
    DataClass{"session",                   "hashes of session tokens",                          Whose::person,    {false, false, true}},
    DataClass{"second_factor",             "secrets of the second step",                        Whose::person,    {false, false, true}},
    DataClass{"recovery",                  "marks of recovery codes",                           Whose::person,    {false, false, true}},
    DataClass{"setting",                   "what the household has chosen",                     Whose::household, {false, false, true}},
    DataClass{"telemetry",                 "measurements, with consent, until they are delivered", Whose::household, {false, false, true}},
};
// clang-format on

}  // namespace cardea::steward
