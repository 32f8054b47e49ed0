// SPDX-License-Identifier: Apache-2.0
#include "lib/delta/delta.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto streams = delta::parse_group(input);
  if (!streams) return;
  std::size_t plain = 0;
  for (const Bytes& stream : streams->plain) plain += stream.size();
  require(plain <= delta::kPlainMax, "no more is unpacked than the bound");
  const delta::ReadOld zeros = [](std::uint64_t offset, MutableBytes into) -> Status {
    require(offset + into.size() <= image::kMaxImage, "only places in an image are read");
    std::fill(into.begin(), into.end(), std::uint8_t{0});
    return kOk;
  };
  delta::Program program(*streams, zeros);
  Buffer segment(image::kSegment);
  if (program.produce(segment)) (void)program.finish().ok();
}
