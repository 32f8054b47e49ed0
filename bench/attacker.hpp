// SPDX-License-Identifier: Apache-2.0
// Somebody on the local network who guesses a password as fast as asked: a process of its own, niced, so that on a machine of few
// cores its own cost is not taken for the device's. Keep-alive connections from several addresses of loopback.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "lib/base/result.hpp"

namespace cardea::bench {

struct Target {
  std::string address;
  std::uint16_t port = 0;
  std::string spki_pin;
};

class Attacker {
 public:
  // Starts the process; it does nothing until press().
  static Result<Attacker> start(const Target& target, std::uint32_t attempts_per_s);
  Attacker(Attacker&& from) noexcept;
  Attacker& operator=(Attacker&&) = delete;
  ~Attacker();

  void press();
  void rest();
  std::uint64_t answered() const;  // attempts that the device has answered, every one with a refusal

 private:
  struct Shared;
  Attacker(Shared* shared, pid_t pid) : shared_(shared), pid_(pid) {}

  Shared* shared_;
  pid_t pid_;
};

}  // namespace cardea::bench
