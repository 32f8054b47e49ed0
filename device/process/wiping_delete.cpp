// SPDX-License-Identifier: Apache-2.0
// For programs through which secrets pass (vault, steward, gate): memory that C++ gives back is wiped first, whatever it held: a request's
// head, a parsed body, a string that grew. Linked into the program itself. mallopt(M_PERTURB) alone is not enough: glibc's cache for
// small blocks (tcache, malloc.c) takes them before it would overwrite them.
#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

void* operator new(std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  explicit_bzero(block, ::malloc_usable_size(block));
  std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
  ::operator delete(block);
}
