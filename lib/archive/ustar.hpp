// SPDX-License-Identifier: Apache-2.0
// The headers of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"): as much of it as a flat set of plain files needs.
// `tar tf` lists what we write, and we read what `tar --format=ustar` writes of plain files.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::archive {

inline constexpr std::size_t kUstarBlock = 512;

struct Member {
  std::string name;        // relative, without "..", printable ASCII, at most 255 characters
  std::uint64_t size = 0;  // of the content, which follows the header; at most 8 GiB - 1
};

// `block`: kUstarBlock bytes. nullopt: the archive ends here (a block of zeros). Err::bad_value: no header of a plain file.
Result<std::optional<Member>> parse_ustar_header(Bytes block);

// Err::bad_value: a name that ustar, or we, have no room for.
Result<std::array<std::uint8_t, kUstarBlock>> encode_ustar_header(const Member& member);

// Bytes from a header to the next one.
constexpr std::uint64_t ustar_span(std::uint64_t size) {
  return kUstarBlock + (size + kUstarBlock - 1) / kUstarBlock * kUstarBlock;
}

}  // namespace cardea::archive
