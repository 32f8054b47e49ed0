// SPDX-License-Identifier: Apache-2.0
// Messages for the tests and fuzzers of this folder: one with a field of every type, and a few small ones.
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::ipc::testing {

enum class Colour : std::uint16_t { red, green, blue, kLast = blue };

struct Inner {
  std::string name;
  std::uint32_t count = 0;
  auto fields() { return std::tie(name, count); }
};

struct Everything {
  static constexpr Op kOp{0x7001};
  using Reply = Everything;
  bool flag = false;
  std::uint8_t small = 0;
  std::uint16_t medium = 0;
  std::uint32_t large = 0;
  std::uint64_t huge = 0;
  std::int64_t signed_one = 0;
  Colour colour = Colour::red;
  std::string text;
  Buffer bytes;
  SecretBytes secret;
  std::array<std::uint8_t, 4> digest{};
  std::vector<std::string> list;
  std::optional<std::uint16_t> maybe;
  std::vector<Inner> nested;
  auto fields() {
    return std::tie(flag, small, medium, large, huge, signed_one, colour, text, bytes, secret, digest, list, maybe, nested);
  }
};

struct Add {
  static constexpr Op kOp{0x7002};
  struct Sum {
    std::uint64_t sum = 0;
    auto fields() { return std::tie(sum); }
  };
  using Reply = Sum;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  auto fields() { return std::tie(a, b); }
};

struct Tick {
  static constexpr Op kOp{0x7003};
  using Reply = NoReply;
  std::uint32_t number = 0;
  auto fields() { return std::tie(number); }
};

// A reply of any size up to the bound of a field.
struct Fetch {
  static constexpr Op kOp{0x7004};
  struct Piece {
    Buffer bytes;
    auto fields() { return std::tie(bytes); }
  };
  using Reply = Piece;
  std::uint32_t size = 0;
  auto fields() { return std::tie(size); }
};

inline Everything sample() {
  Everything m;
  m.flag = true;
  m.small = 0xfe;
  m.medium = 0xfedc;
  m.large = 0xfedcba98;
  m.huge = 0xfedcba9876543210;
  m.signed_one = -2;
  m.colour = Colour::blue;
  m.text = "t\xc3\xa9xt";
  m.bytes = {0, 1, 255};
  m.secret = SecretBytes("hush");
  m.digest = {9, 8, 7, 6};
  m.list = {"one", "", "three"};
  m.maybe = 77;
  m.nested = {{"inner", 1}, {"", 2}};
  return m;
}

}  // namespace cardea::ipc::testing
