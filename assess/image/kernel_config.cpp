// SPDX-License-Identifier: Apache-2.0
#include "assess/image/kernel_config.hpp"

#include <array>
#include <map>

#include "assess/image/gzip.hpp"
#include "assess/image/lines.hpp"

namespace cardea::assess {

namespace {

struct Guard {
  std::string_view option;
  std::string_view only_with = {};  // without it there is nothing to guard
  std::string_view or_else = {};    // guards as well
};

constexpr std::array<Guard, 16> kGuards{{
    {"STACKPROTECTOR", {}, "CC_STACKPROTECTOR"},  // its name before Linux 4.18
    {"STACKPROTECTOR_STRONG", {}, "CC_STACKPROTECTOR_STRONG"},
    {"STRICT_KERNEL_RWX", {}, "DEBUG_RODATA"},
    {"STRICT_MODULE_RWX", "MODULES", "DEBUG_SET_MODULE_RONX"},
    {"RANDOMIZE_BASE"},
    {"VMAP_STACK"},
    {"HARDENED_USERCOPY"},
    {"FORTIFY_SOURCE"},
    {"SLAB_FREELIST_RANDOM"},
    {"INIT_ON_ALLOC_DEFAULT_ON"},
    {"SECCOMP"},
    {"SECCOMP_FILTER"},
    {"SECURITY_DMESG_RESTRICT"},
    {"MODULE_SIG", "MODULES"},
    {"MODULE_SIG_FORCE", "MODULES"},
    {"STRICT_DEVMEM", "DEVMEM"},
}};

constexpr std::array<std::string_view, 8> kOpenings{"DEVMEM", "DEVKMEM",    "KGDB",     "KGDB_SERIAL_CONSOLE",
                                                    "KEXEC",  "PROC_KCORE", "DEBUG_FS", "ACPI_CUSTOM_METHOD"};

using Options = std::map<std::string_view, bool>;  // on, or said to be off

// "CONFIG_X=y", "# CONFIG_X is not set". A module is on: it can be loaded.
void read_option(std::string_view line, Options& options) {
  constexpr std::string_view kPrefix = "CONFIG_";
  constexpr std::string_view kNot = " is not set";
  const bool off = line.starts_with("# CONFIG_") && line.ends_with(kNot);
  if (off) {
    line.remove_prefix(2);
    line.remove_suffix(kNot.size());
  }
  if (!line.starts_with(kPrefix)) return;
  line.remove_prefix(kPrefix.size());
  const std::string_view name = off ? line : next_field(line, '=');
  options[name] = !off && line != "n";
}

bool is_on(const Options& options, std::string_view name) {
  const auto found = options.find(name);
  return found != options.end() && found->second;
}

KernelConfig weigh(const Options& options) {
  KernelConfig config;
  config.options = static_cast<std::int64_t>(options.size());
  for (const Guard& guard : kGuards) {
    const std::string name(guard.option);
    if (!guard.only_with.empty() && !is_on(options, guard.only_with)) continue;
    if (is_on(options, guard.option) || is_on(options, guard.or_else))
      config.hardens.push_back(name);
    else if (options.contains(guard.option) || options.contains(guard.or_else))
      config.lacks.push_back(name);
    else
      config.silent.push_back(name);
  }
  for (const std::string_view name : kOpenings) {
    if (is_on(options, name)) config.opens.emplace_back(name);
  }
  return config;
}

}  // namespace

Result<KernelConfig> parse_kernel_config(Bytes file) {
  Buffer unpacked;
  if (is_gzip(file)) {
    TRY(unpacked, unpack_gzip(file, kKernelConfigMax));
    file = unpacked;
  }
  if (file.size() > kKernelConfigMax) return Error{Err::too_large, "a configuration of a kernel is too long"};
  Options options;
  for (std::string_view rest = as_text(file); !rest.empty();) read_option(next_line(rest), options);
  if (options.empty()) return Error{Err::bad_value, "no configuration of a kernel"};
  return weigh(options);
}

}  // namespace cardea::assess
