// SPDX-License-Identifier: Apache-2.0
// The input is a program of reads over itself: each moves the cursor by exactly what it gave, or not at all.
#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

// Reads one field; returns what a Writer makes of it again.
cardea::Buffer read_one(cardea::Reader& r, std::uint8_t choice) {
  cardea::Writer w;
  switch (choice % 6) {
    case 0: if (const auto v = r.u8()) w.u8(*v); break;
    case 1: if (const auto v = r.u16()) w.u16(*v); break;
    case 2: if (const auto v = r.u32()) w.u32(*v); break;
    case 3: if (const auto v = r.u64()) w.u64(*v); break;
    case 4: if (const auto v = r.take(choice)) w.raw(*v); break;
    default: if (const auto v = r.sized(choice)) w.sized(*v); break;
  }
  return w.take();
}

}  // namespace

void fuzz(cardea::Bytes input) {
  cardea::Reader r(input);
  for (const std::uint8_t choice : input) {
    const std::size_t before = r.position();
    const cardea::Buffer again = read_one(r, choice);
    require(r.position() == before + again.size(), "the cursor moved by something else than the field");
    require(cardea::equal(input.subspan(before, again.size()), again), "a field did not write back as it was read");
    require(r.finish().ok() == (r.left() == 0));
  }
}
