// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/process_facts.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "lib/base/fd.hpp"

namespace cardea::confine {
namespace {

constexpr Error kMalformed{Err::bad_value, "a line of a process status is malformed"};

// The next field of a line, between tabs and spaces.
std::string_view next_field(std::string_view& line) {
  const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
  const std::string_view field = line.substr(start, end - start);
  line.remove_prefix(end);
  return field;
}

template <class Int>
Status number(std::string_view& line, int base, Int& into) {
  const std::string_view field = next_field(line);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), into, base);
  if (field.empty() || error != std::errc() || end != field.data() + field.size()) return kMalformed;
  return kOk;
}

template <class Int>
Status only_number(std::string_view line, int base, Int& into) {
  TRY_(number(line, base, into));
  return next_field(line).empty() ? Status(kOk) : Status(kMalformed);
}

Status name(std::string_view line, ProcessFacts& facts) {
  if (!line.starts_with('\t')) return kMalformed;
  facts.name = line.substr(1);
  return kOk;
}

Status users(std::string_view line, ProcessFacts& facts) {
  TRY_(number(line, 10, facts.uid_real));
  TRY_(number(line, 10, facts.uid_effective));
  return number(line, 10, facts.uid_saved);
}

Status group(std::string_view line, ProcessFacts& facts) {
  std::uint32_t real = 0;
  TRY_(number(line, 10, real));
  return number(line, 10, facts.gid_effective);
}

Status groups_of(std::string_view line, ProcessFacts& facts) {
  facts.groups = 0;
  while (!next_field(line).empty()) ++facts.groups;
  return kOk;
}

Status permitted(std::string_view line, ProcessFacts& facts) { return only_number(line, 16, facts.capabilities_permitted); }
Status effective(std::string_view line, ProcessFacts& facts) { return only_number(line, 16, facts.capabilities_effective); }
Status bounding(std::string_view line, ProcessFacts& facts) { return only_number(line, 16, facts.capabilities_bounding); }
Status ambient(std::string_view line, ProcessFacts& facts) { return only_number(line, 16, facts.capabilities_ambient); }

Status no_new_privs(std::string_view line, ProcessFacts& facts) {
  unsigned value = 0;
  TRY_(only_number(line, 10, value));
  if (value > 1) return kMalformed;
  facts.no_new_privs = value == 1;
  return kOk;
}

Status seccomp(std::string_view line, ProcessFacts& facts) {
  unsigned value = 0;
  TRY_(only_number(line, 10, value));
  if (value > static_cast<unsigned>(SeccompMode::filter)) return kMalformed;
  facts.seccomp = static_cast<SeccompMode>(value);
  return kOk;
}

struct Line {
  std::string_view key;
  Status (*read)(std::string_view rest, ProcessFacts& facts);
};
constexpr std::array kLines{
    Line{"Name", name},        Line{"Uid", users},       Line{"Gid", group},       Line{"Groups", groups_of},
    Line{"CapPrm", permitted}, Line{"CapEff", effective}, Line{"CapBnd", bounding}, Line{"CapAmb", ambient},
    Line{"NoNewPrivs", no_new_privs}, Line{"Seccomp", seccomp},
};

Result<Buffer> read_status(const char* path) {
  const UniqueFd file(open(path, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return errno == ENOENT ? Error{Err::not_found, "there is no such process"} : io_error("cannot read a process status");
  Buffer text(kProcStatusMax + 1);
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == ESRCH ? Error{Err::not_found, "there is no such process"} : io_error("cannot read a process status");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

}  // namespace

Result<ProcessFacts> parse_proc_status(Bytes text) {
  if (text.size() > kProcStatusMax) return Error{Err::too_large, "a process status is longer than its bound"};
  ProcessFacts facts;
  std::array<bool, kLines.size()> seen{};
  std::string_view left = as_text(text);
  while (!left.empty()) {
    const std::size_t end = left.find('\n');
    if (end == std::string_view::npos) return Error{Err::truncated, "a process status ends inside a line"};
    const std::string_view line = left.substr(0, end);
    left.remove_prefix(end + 1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return kMalformed;
    for (std::size_t i = 0; i < kLines.size(); ++i) {
      if (kLines[i].key != line.substr(0, colon)) continue;
      if (std::exchange(seen[i], true)) return kMalformed;
      TRY_(kLines[i].read(line.substr(colon + 1), facts));
    }
  }
  if (std::find(seen.begin(), seen.end(), false) != seen.end()) return Error{Err::bad_value, "a process status lacks a line"};
  return facts;
}

Result<ProcessFacts> facts_of_process(int pid) {
  TRY(const Buffer text, read_status(("/proc/" + std::to_string(pid) + "/status").c_str()));
  return parse_proc_status(text);
}

}  // namespace cardea::confine
