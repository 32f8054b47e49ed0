// SPDX-License-Identifier: Apache-2.0
// Names and passwords that stand in manuals and in lists of attackers: tried on every sign-in surface, whatever the product. They
// are public, so they may be written down. At most four to a name: beyond that the limits of a good target answer, and not its
// check.
#pragma once

namespace cardea::assess {

struct KnownPair {
  const char* name;
  const char* password;
};

inline constexpr KnownPair kKnownPairs[]{
    {"admin", "admin"},
    {"admin", ""},
    {"admin", "password"},
    {"admin", "1234"},
    {"root", "root"},
    {"root", ""},
    {"root", "admin"},
    {"root", "12345"},
    {"Administrator", "admin"},
    {"administrator", "password"},
    {"user", "user"},
    {"user", "password"},
    {"guest", "guest"},
    {"guest", ""},
    {"support", "support"},
    {"service", "service"},
    {"default", "default"},
    {"test", "test"},
    {"demo", "demo"},
    {"", ""},
    {"", "admin"},
    {"owner", "owner"},
    {"operator", "operator"},
    {"supervisor", "supervisor"},
    {"monitor", "monitor"},
    {"tech", "tech"},
    {"ubnt", "ubnt"},
    {"pi", "raspberry"},
    {"cisco", "cisco"},
    {"mqtt", "mqtt"},
    {"transmission", "transmission"},
    {"deluge", "deluge"},
    {"homeassistant", "homeassistant"},
    {"openhabian", "openhabian"},
    {"libreelec", "libreelec"},
    {"nodered", "password"},
    {"kodi", "kodi"},
    {"upsmon", "pass"},
    {"mysql", "mysql"},
    {"postgres", "postgres"},
};

// Of SNMP, where there are no names.
inline constexpr const char* kKnownCommunities[]{"public",  "private", "community", "snmp",  "admin",
                                                 "manager", "monitor", "write",     "cisco", ""};

}  // namespace cardea::assess
