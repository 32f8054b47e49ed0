// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/secrets_in_file.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  for (const char* path : {"etc/shadow", "bin/program"}) {
    const auto told = assess::secrets_in_file(path, input);
    require(told.size() <= assess::kSecretsToldMax, "what is told is bounded");
    for (const std::string& one : told) require(one.size() <= 64, "each is a kind and a name, never a value");
  }
}
