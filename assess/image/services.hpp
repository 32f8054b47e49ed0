// SPDX-License-Identifier: Apache-2.0
// What an image starts by itself, whoever starts it: systemd, scripts of init, inittab, inetd.
#pragma once

#include "assess/image/root_tree.hpp"
#include "assess/image/start_files.hpp"

namespace cardea::assess {

inline constexpr std::size_t kServicesMax = 500;

struct StartedService {
  std::string_view starter;  // "systemd", "init scripts", "inittab", "inetd"
  Started what;
};

struct ImageServices {
  std::vector<StartedService> services;
  bool complete = true;  // false: there are more, or a file that may start some could not be read
};

ImageServices services_of(const RootTree& tree);

// A way in for who repairs a unit, or breaks it: "telnetd (inittab)", "a login on ttyS0 (inittab)". Empty: it is none.
std::string debug_way_of(const StartedService& service);
// Programs that are such a way once they run.
bool is_debug_program(std::string_view path);

}  // namespace cardea::assess
