// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/formats.hpp"

#include <array>

#include "assess/imports/cyclonedx.hpp"
#include "assess/imports/junit.hpp"
#include "assess/imports/nmap.hpp"
#include "assess/imports/sarif.hpp"
#include "assess/imports/spdx.hpp"
#include "assess/imports/ssh_audit.hpp"
#include "assess/imports/testssl.hpp"

namespace cardea::assess {

namespace {

struct Format {
  std::string_view key;
  std::string_view area;
  Outcome<Import> (*parse)(Bytes file);
};

// In the order of ImportKind.
constexpr std::array<Format, 7> kFormats{{
    {"nmap", "ports", parse_nmap},
    {"testssl", "tls", parse_testssl},
    {"ssh_audit", "ssh", parse_ssh_audit},
    {"spdx", "components", parse_spdx},
    {"cyclonedx", "components", parse_cyclonedx},
    {"sarif", "code", parse_sarif},
    {"junit", "tests", parse_junit},
}};

const Format& format_of(ImportKind kind) {
  return kFormats.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view key_of(ImportKind kind) {
  return format_of(kind).key;
}
std::string_view area_of(ImportKind kind) {
  return format_of(kind).area;
}

std::optional<ImportKind> import_kind_named(std::string_view key) {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i].key == key) return static_cast<ImportKind>(i);
  }
  return std::nullopt;
}

std::string import_kinds() {
  std::string all;
  for (const Format& format : kFormats) all += (all.empty() ? "" : ", ") + std::string(format.key);
  return all;
}

Outcome<Import> import_file(ImportKind kind, Bytes file) {
  return format_of(kind).parse(file);
}

}  // namespace cardea::assess
