// SPDX-License-Identifier: Apache-2.0
#include "assess/image/file_capabilities.hpp"

#include <array>
#include <string>

namespace cardea::assess {

namespace {

constexpr std::array<const char*, 41> kNames{"chown",
                                             "dac_override",
                                             "dac_read_search",
                                             "fowner",
                                             "fsetid",
                                             "kill",
                                             "setgid",
                                             "setuid",
                                             "setpcap",
                                             "linux_immutable",
                                             "net_bind_service",
                                             "net_broadcast",
                                             "net_admin",
                                             "net_raw",
                                             "ipc_lock",
                                             "ipc_owner",
                                             "sys_module",
                                             "sys_rawio",
                                             "sys_chroot",
                                             "sys_ptrace",
                                             "sys_pacct",
                                             "sys_admin",
                                             "sys_boot",
                                             "sys_nice",
                                             "sys_resource",
                                             "sys_time",
                                             "sys_tty_config",
                                             "mknod",
                                             "lease",
                                             "audit_write",
                                             "audit_control",
                                             "setfcap",
                                             "mac_override",
                                             "mac_admin",
                                             "syslog",
                                             "wake_alarm",
                                             "block_suspend",
                                             "audit_read",
                                             "perfmon",
                                             "bpf",
                                             "checkpoint_restore"};

std::uint32_t word_at(Bytes attribute, std::size_t index) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word |= std::uint32_t{attribute[4 * index + i]} << (8 * i);
  return word;
}

std::size_t size_of_revision(std::uint32_t revision) {
  return revision == 1 ? 12 : revision == 2 ? 20 : revision == 3 ? 24 : 0;
}

}  // namespace

std::string FileCapabilities::names() const {
  std::string out;
  for (std::size_t bit = 0; bit < 64; ++bit) {
    if ((permitted >> bit & 1U) == 0) continue;
    out += (out.empty() ? "cap_" : ", cap_") + (bit < kNames.size() ? std::string(kNames[bit]) : std::to_string(bit));
  }
  return out;
}

Result<FileCapabilities> parse_file_capabilities(Bytes attribute) {
  if (attribute.size() < 12) return Error{Err::truncated, "an attribute of capabilities is too short"};
  const std::uint32_t magic = word_at(attribute, 0);
  const std::uint32_t revision = magic >> 24;
  if (size_of_revision(revision) != attribute.size()) return Error{Err::bad_value, "no attribute of capabilities"};
  FileCapabilities found;
  found.effective = (magic & 1U) != 0;
  found.permitted = word_at(attribute, 1);
  found.inheritable = word_at(attribute, 2);
  if (revision > 1) {
    found.permitted |= std::uint64_t{word_at(attribute, 3)} << 32;
    found.inheritable |= std::uint64_t{word_at(attribute, 4)} << 32;
  }
  return found;
}

}  // namespace cardea::assess
