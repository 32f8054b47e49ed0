// SPDX-License-Identifier: Apache-2.0
#include "lib/archive/ustar.hpp"

#include <algorithm>
#include <string_view>

namespace cardea::archive {

namespace {

struct Field {
  std::size_t offset, size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kGroup{116, 8}, kSize{124, 12}, kTime{136, 12}, kSum{148, 8},
    kType{156, 1}, kMagic{257, 8}, kPrefix{345, 155};
constexpr std::string_view kUstar{"ustar\00000", 8};
constexpr std::uint64_t kSizeMax = (1ULL << 33) - 1;  // eleven octal digits

Bytes field_of(Bytes block, Field field) {
  return block.subspan(field.offset, field.size);
}

// Up to the first zero, or the end.
std::string text_of(Bytes block, Field field) {
  const std::string_view all = as_text(field_of(block, field));
  return std::string(all.substr(0, all.find('\0')));
}

// Octal digits, then zeros or spaces; some programs put spaces in front.
Result<std::uint64_t> number_of(Bytes block, Field field) {
  std::string_view text = as_text(field_of(block, field));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view digits = text.substr(0, text.find_first_not_of("01234567"));
  if (digits.empty() || digits.size() > 11) return Error{Err::bad_value, "a number of the archive cannot be read"};
  std::uint64_t value = 0;
  for (const char digit : digits) value = value << 3 | static_cast<std::uint64_t>(digit - '0');
  return value;
}

// The checksum counts its own field as spaces.
std::uint64_t sum_of(Bytes block) {
  std::uint64_t sum = kSum.size * ' ';
  for (std::size_t i = 0; i < kUstarBlock; ++i) {
    if (i < kSum.offset || i >= kSum.offset + kSum.size) sum += block[i];
  }
  return sum;
}

bool is_plain(std::string_view name) {
  const bool printable = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
  const bool climbs = ("/" + std::string(name) + "/").find("/../") != std::string::npos;
  return printable && !climbs && !name.empty() && name.front() != '/' && name.back() != '/';
}

void put(std::array<std::uint8_t, kUstarBlock>& block, Field field, std::string_view text) {
  std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(field.offset));
}

std::string octal(std::uint64_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 3) text[i] = static_cast<char>('0' + (value & 7));
  return text;
}

}  // namespace

Result<std::optional<Member>> parse_ustar_header(Bytes block) {
  if (block.size() != kUstarBlock) return Error{Err::truncated, "the archive ends in a header"};
  if (std::all_of(block.begin(), block.end(), [](std::uint8_t byte) { return byte == 0; })) return std::optional<Member>();
  if (as_text(field_of(block, kMagic)).substr(0, 5) != kUstar.substr(0, 5))
    return Error{Err::bad_value, "this is no tar archive"};
  TRY(const std::uint64_t sum, number_of(block, kSum));
  if (sum != sum_of(block)) return Error{Err::bad_value, "a header of the archive is damaged"};
  const std::uint8_t type = block[kType.offset];
  if (type != '0' && type != 0) return Error{Err::bad_value, "the archive holds something else than plain files"};
  Member member;
  const std::string prefix = text_of(block, kPrefix);
  member.name = prefix.empty() ? text_of(block, kName) : prefix + '/' + text_of(block, kName);
  if (!is_plain(member.name)) return Error{Err::bad_value, "a name in the archive is no plain relative path"};
  TRY(member.size, number_of(block, kSize));
  return std::optional(std::move(member));
}

Result<std::array<std::uint8_t, kUstarBlock>> encode_ustar_header(const Member& member) {
  if (!is_plain(member.name) || member.size > kSizeMax) return Error{Err::bad_value, "no name or size for an archive"};
  std::string prefix, name = member.name;
  if (name.size() > kName.size) {
    const std::size_t slash = name.find('/', name.size() - kName.size - 1);
    if (slash == std::string::npos || slash > kPrefix.size) return Error{Err::bad_value, "the name is too long for an archive"};
    prefix = name.substr(0, slash);
    name.erase(0, slash + 1);
  }
  std::array<std::uint8_t, kUstarBlock> block{};
  put(block, kName, name);
  put(block, kMode, octal(0644, 7));
  put(block, kOwner, octal(0, 7));
  put(block, kGroup, octal(0, 7));
  put(block, kSize, octal(member.size, 11));
  put(block, kTime, octal(0, 11));
  put(block, kType, "0");
  put(block, kMagic, kUstar);
  put(block, kPrefix, prefix);
  put(block, kSum, octal(sum_of(block), 6));
  block[kSum.offset + 7] = ' ';
  return block;
}

}  // namespace cardea::archive
