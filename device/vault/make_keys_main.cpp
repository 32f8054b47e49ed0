// SPDX-License-Identifier: Apache-2.0
// vault-make-keys: run once in a device's life, by the factory. A program of its own, so that the vault of a device in use holds
// no code that makes keys or certificates.
#include <cstdio>

#include "device/vault/make_keys.hpp"
#include "lib/base/log.hpp"

int main(int argc, char** argv) {
  using namespace cardea;
  if (argc != 3 || std::string_view(argv[1]) != "--device") {
    std::fputs("usage: vault-make-keys --device FOLDER\n", stderr);
    return 2;
  }
  const Status made = vault::make_keys(argv[2], SystemClock());
  if (!made) log::error("cannot make the keys: " + Problem::describe(made.error()));
  return made ? 0 : 1;
}
