// SPDX-License-Identifier: Apache-2.0
// Secrets are types: they move but do not copy, wipe themselves, cannot be compared with == nor
// printed, and leave only through one greppable door, expose_secret().
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea {

// A secret of fixed size. `Tag` makes a session key and a device key different types.
template <class Tag, std::size_t N>
class Secret {
 public:
  static constexpr std::size_t kSize = N;

  explicit Secret(std::span<const std::uint8_t, N> raw) { std::memcpy(b_.data(), raw.data(), N); }
  Secret(Secret&& from) noexcept : b_(from.b_) { from.wipe(); }
  Secret& operator=(Secret&& from) noexcept {
    if (this != &from) {
      b_ = from.b_;
      from.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  bool operator==(const Secret&) const = delete;  // say crypto::same_in_constant_time(a, b)
  std::span<const std::uint8_t, N> expose_secret() const { return b_; }

 private:
  void wipe() { explicit_bzero(b_.data(), N); }
  std::array<std::uint8_t, N> b_{};
};

// Wipes every block before it is given back, growth included.
template <class T>
struct ZeroizingAllocator {
  using value_type = T;
  ZeroizingAllocator() = default;
  template <class U>
  explicit ZeroizingAllocator(const ZeroizingAllocator<U>&) {}
  T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
  void deallocate(T* p, std::size_t n) {
    explicit_bzero(p, n * sizeof(T));
    std::allocator<T>().deallocate(p, n);
  }
  bool operator==(const ZeroizingAllocator&) const { return true; }
};

// A buffer that may hold a secret on its way (an encoded message, say): wiped when it goes or grows.
using WipedBuffer = std::vector<std::uint8_t, ZeroizingAllocator<std::uint8_t>>;

// A secret whose size is known at run time: a password, a token, a private key in DER.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(Bytes raw) : b_(raw.begin(), raw.end()) {}
  explicit SecretBytes(std::string_view raw) : SecretBytes(as_bytes(raw)) {}
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(SecretBytes&&) noexcept = default;
  ~SecretBytes() = default;

  bool operator==(const SecretBytes&) const = delete;
  Bytes expose_secret() const { return b_; }
  bool empty() const { return b_.empty(); }
  std::size_t size() const { return b_.size(); }
  SecretBytes clone() const { return SecretBytes(expose_secret()); }

 private:
  WipedBuffer b_;
};

// Wipes text that a library handed us in a std::string (a parsed request body, say).
inline void wipe(std::string& text) {
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace cardea
