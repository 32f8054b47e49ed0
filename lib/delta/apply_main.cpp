// SPDX-License-Identifier: Apache-2.0
// cardea-delta-apply OLD DELTA HEAD_SIZE ROOT NEW: what a device does with a delta, as a program, so that tests and figures can
// see what memory that takes. Prints the most that it had, in KiB. The head is believed as it lies there.
#include <cstdio>
#include <fstream>
#include <span>

#include "lib/delta/delta.hpp"
#include "lib/image/block_io.hpp"

namespace cardea::delta {
namespace {

Result<Buffer> part_of(const UniqueFd& file, std::uint64_t offset, std::size_t size) {
  Buffer part(size);
  TRY_(image::read_at(file, offset, part));
  return part;
}

Result<crypto::Digest256> digest_in(const std::string& hex) {
  TRY(const Buffer raw, from_hex(hex));
  crypto::Digest256 digest{};
  if (raw.size() != digest.size()) return Error{Err::bad_value, "a root hash is 64 hexadecimal digits"};
  std::copy(raw.begin(), raw.end(), digest.begin());
  return digest;
}

Status apply(std::span<const std::string> words) {
  TRY(const UniqueFd old_image, image::open_to_read(words[0]));
  TRY(const UniqueFd delta, image::open_to_read(words[1]));
  TRY(const Buffer head, part_of(delta, 0, std::min<std::size_t>(std::stoul(words[2]), kHeadMax)));
  TRY(const crypto::Digest256 root, digest_in(words[3]));
  TRY(const UniqueFd out, image::create_new(words[4], 0644));
  TRY(Applier applier, Applier::open(head, crypto::sha256(head), root));
  const ReadOld read = [&](std::uint64_t offset, MutableBytes into) { return image::read_at(old_image, offset, into); };
  const Sink sink = [&](std::uint64_t offset, Bytes content) { return image::write_at(out, offset, content); };
  while (!applier.complete()) {
    const Group& group = applier.next_group();
    TRY(const Buffer packed, part_of(delta, group.offset, group.size));
    TRY_(applier.add_group(packed, read, sink));
  }
  return applier.finish(sink);
}

std::string most_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return line.substr(line.find_first_of("0123456789"));
  }
  return "unknown";
}

}  // namespace
}  // namespace cardea::delta

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() != 5) return std::fputs("usage: cardea-delta-apply OLD DELTA HEAD_SIZE ROOT NEW\n", stderr), 2;
  if (const cardea::Status applied = cardea::delta::apply(words); !applied) {
    return std::fprintf(stderr, "cardea-delta-apply: error: %s\n", applied.error().what), 1;
  }
  return std::printf("%s\n", cardea::delta::most_memory().c_str()) < 0 ? 1 : 0;
}
