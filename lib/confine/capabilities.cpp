// SPDX-License-Identifier: Apache-2.0
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

// What the spawner keeps as root: to start others under their own users, to end them, and to erase what is theirs.
constexpr std::array kSpawnerKeeps{CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_KILL, CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER};

// Root has no power of its own any more, and the switches that could change this are locked.
constexpr unsigned long kSecureBits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                      SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;

bool keeps_some(const Rules& rules) { return is_root() && !rules.identity && allows(rules, Allow::spawn); }

bool keeps(const Rules& rules, int capability) {
  return keeps_some(rules) && std::find(kSpawnerKeeps.begin(), kSpawnerKeeps.end(), capability) != kSpawnerKeeps.end();
}

using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

Result<Sets> read_sets() {
  __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
  Sets sets{};
  if (syscall(SYS_capget, &head, sets.data()) != 0) return io_error("cannot read the capabilities");
  return sets;
}

// Only takes away: what is not held already is not gained.
Status keep_only(const Rules& rules) {
  TRY(const Sets held, read_sets());
  Sets sets{};
  for (const int capability : kSpawnerKeeps) {
    if (!keeps(rules, capability)) continue;
    const std::size_t word = CAP_TO_INDEX(static_cast<unsigned>(capability));
    const std::uint32_t bit = CAP_TO_MASK(static_cast<unsigned>(capability)) & held[word].permitted;
    sets[word].permitted |= bit;
    sets[word].effective |= bit;
  }
  __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
  if (syscall(SYS_capset, &head, sets.data()) != 0) return io_error("cannot drop the capabilities");
  TRY(const Sets now, read_sets());
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i].permitted != sets[i].permitted || now[i].effective != sets[i].effective || now[i].inheritable != 0) {
      return Error{Err::broken, "capabilities are left over"};
    }
  }
  return kOk;
}

}  // namespace

Result<std::string> give_up_future_capabilities(const Rules& rules) {
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return io_error("cannot clear the ambient capabilities");
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    if (keeps(rules, capability) || prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 0) continue;
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
    if (errno != EPERM) return io_error("cannot shrink the bounding set");
    return std::string("the bounding set stays (it takes CAP_SETPCAP to shrink it); no_new_privs leaves it without effect");
  }
  if (keeps_some(rules)) return std::string();
  if (prctl(PR_SET_SECUREBITS, kSecureBits, 0, 0, 0) != 0) {
    if (errno != EPERM) return io_error("cannot lock the secure bits");
    return std::string("the secure bits are not locked (it takes CAP_SETPCAP); no_new_privs leaves them without effect");
  }
  return std::string();
}

Result<WallFact> drop_capabilities(const Rules& rules, std::string_view not_given_up) {
  TRY_(keep_only(rules));
  std::string detail = keeps_some(rules) ? "keeps setuid, setgid, setpcap, kill, chown, dac_override and fowner to start others"
                                         : "none held";
  if (!not_given_up.empty()) detail += "; " + std::string(not_given_up);
  return WallFact{"capabilities", true, std::move(detail)};
}

}  // namespace cardea::confine
