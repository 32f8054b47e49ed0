// SPDX-License-Identifier: Apache-2.0
// What an ELF64 program for a little-endian machine says of its own hardening. A file of a target is foreign bytes: every
// offset is checked, every table bounded.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kElfBytesMax = 256U << 20;

enum class Known : std::uint8_t { no, yes, unknown };  // unknown: stripped, nothing to tell by
enum class Relro : std::uint8_t { none, partial, full };

struct ElfFacts {
  bool position_independent = false;
  bool executable_stack = true;          // without a PT_GNU_STACK the kernel gives an executable one
  bool writable_and_executable = false;  // a segment that is both
  Relro relro = Relro::none;
  bool bind_now = false;
  bool dynamic = false;
  bool text_relocations = false;
  std::vector<std::string> run_paths;  // RPATH and RUNPATH
  Known stack_protector = Known::unknown;
  Known fortified = Known::unknown;  // _chk variants; unknown too when nothing could have been fortified
  bool cet_branch = false;           // IBT note (x86-64)
  bool cet_stack = false;            // SHSTK note
  std::uint16_t machine = 0;
};

// Err::unsupported: no ELF, or not ELF64 little-endian. Err::bad_value: its tables lie.
Result<ElfFacts> parse_elf(Bytes file);

std::string_view name_of(Known known);
std::string_view name_of(Relro relro);

}  // namespace cardea::assess
