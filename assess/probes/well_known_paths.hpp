// SPDX-License-Identifier: Apache-2.0
// Paths that products forget: asked for without an account when no declared function has them.
#pragma once

namespace cardea::assess {

struct WellKnownPath {
  const char* method;
  const char* path;
  bool takes_updates;  // an update mechanism, were it there
};

inline constexpr WellKnownPath kWellKnownPaths[]{
    {"GET", "/admin", false},
    {"GET", "/cgi-bin/", false},
    {"GET", "/debug", false},
    {"GET", "/metrics", false},
    {"GET", "/console", false},
    {"GET", "/shell", false},
    {"GET", "/api", false},
    {"GET", "/api/config", false},
    {"GET", "/api/users", false},
    {"GET", "/api/logs", false},
    {"GET", "/api/debug", false},
    {"GET", "/api/v1", false},
    {"GET", "/config", false},
    {"GET", "/config.json", false},
    {"GET", "/config.xml", false},
    {"GET", "/backup", false},
    {"GET", "/backup.tar.gz", false},
    {"GET", "/.git/config", false},
    {"GET", "/.env", false},
    {"GET", "/server-status", false},
    {"GET", "/status", false},
    {"GET", "/info", false},
    {"GET", "/version", false},
    {"GET", "/system", false},
    {"GET", "/logs", false},
    {"GET", "/setup.cgi", false},
    {"GET", "/HNAP1/", false},
    {"GET", "/goform/", false},
    {"GET", "/onvif/device_service", false},
    {"GET", "/description.xml", false},
    {"GET", "/rootDesc.xml", false},
    {"GET", "/actuator", false},
    {"GET", "/swagger.json", false},
    {"GET", "/openapi.json", false},
    {"GET", "/rpc", false},
    {"GET", "/ws", false},
    {"GET", "/reboot", false},
    {"GET", "/factory-reset", false},
    {"GET", "/etc/passwd", false},
    {"GET", "/..%2f..%2f..%2fetc/passwd", false},
    {"GET", "/%2e%2e/%2e%2e/etc/passwd", false},
    {"GET", "/update", true},
    {"GET", "/upload", true},
    {"GET", "/firmware", true},
    {"GET", "/upgrade", true},
    {"GET", "/fw", true},
    {"POST", "/update", true},
    {"POST", "/upload", true},
    {"POST", "/firmware", true},
    {"POST", "/upgrade", true},
    {"POST", "/api/firmware", true},
    {"POST", "/api/update/upload", true},
    {"PUT", "/firmware.bin", true},
};

}  // namespace cardea::assess
