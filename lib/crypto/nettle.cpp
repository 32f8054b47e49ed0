// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/nettle.hpp"

#include <cstdlib>
#include <cstring>

#include "lib/crypto/crypto.hpp"

namespace cardea::crypto {
namespace {

// GMP knows the size of each block that it gives back, and has no other way to say "no memory" than to end the program.
void* take(std::size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) std::abort();
  return block;
}

void give_back(void* block, std::size_t size) {
  explicit_bzero(block, size);
  std::free(block);
}

void* resize(void* block, std::size_t old_size, std::size_t new_size) {
  void* moved = take(new_size);
  std::memcpy(moved, block, old_size < new_size ? old_size : new_size);
  give_back(block, old_size);
  return moved;
}

// Before the first number: here, because nobody can make one without this file.
const bool kWiped = (mp_set_memory_functions(take, resize, give_back), true);

}  // namespace

Number::Number() {
  mpz_init(value_);
}

Number::Number(Bytes big_endian) : Number() {
  nettle_mpz_set_str_256_u(value_, big_endian.size(), big_endian.data());
}

void nettle_random(void*, std::size_t size, std::uint8_t* out) {
  random_bytes(MutableBytes(out, size));
}

}  // namespace cardea::crypto
