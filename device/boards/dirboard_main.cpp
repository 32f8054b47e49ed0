// SPDX-License-Identifier: Apache-2.0
// cardea-dirboard: the simulated hardware of a device. It boots what a folder holds and keeps it running; it knows no
// secret and opens no network.
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>

#include "device/boards/power.hpp"
#include "lib/base/log.hpp"

namespace cardea::board {
namespace {

constexpr std::uint32_t kDefaultUidBase = 71'000;  // outside what Debian gives to people and services
constexpr const char* kUsage =
    "usage: cardea-dirboard run DEVICE [--listen ID=ADDRESS:PORT]... [--uid-base N] [--once] [--events FD]\n"
    "\n"
    "Runs the device in the folder DEVICE until SIGTERM or Ctrl-C.\n"
    "  --listen    where a declared interface listens, instead of the declared port\n"
    "  --uid-base  as root: the first of the users that the device's processes get (default 71000)\n"
    "  --once      one boot; the exit code says how it ended: 0 power off, 42 restart, 1 crash\n"
    "  --events    one JSON line on this descriptor for each boot event\n"
    "\n"
    "example: cardea-dirboard run home/speaker --listen Intf-LocalHttps=127.0.0.1:8443 --events 1\n";

Outcome<std::uint32_t> number(const std::string& option, const std::string& text) {
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size())
    return Problem(Err::bad_value, option + " " + text + " is no number", kUsage);
  return value;
}

Outcome<Unit> read_option(PowerPlan& plan, const std::string& option, const std::string& value) {
  if (option == "--listen") {
    plan.listen.push_back(value);
  } else if (option == "--uid-base") {
    TRY(plan.uid_base, number(option, value));
  } else if (option == "--events") {
    TRY(const std::uint32_t fd, number(option, value));
    plan.events_fd = static_cast<int>(fd);
  } else {
    return Problem(Err::bad_value, "there is no option " + option, kUsage);
  }
  return kOk;
}

Outcome<PowerPlan> read_plan(const std::vector<std::string>& words) {
  if (words.size() < 2 || words[0] != "run" || words[1].starts_with("--"))
    return Problem(Err::bad_value, "run DEVICE is missing", kUsage);
  PowerPlan plan;
  std::error_code failed;
  plan.device = std::filesystem::absolute(words[1], failed).lexically_normal().string();
  while (plan.device.size() > 1 && plan.device.ends_with('/')) plan.device.pop_back();
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (words[i] == "--once") {
      plan.once = true;
      continue;
    }
    if (i + 1 == words.size()) return Problem(Err::bad_value, words[i] + " needs a value", kUsage);
    TRY_(read_option(plan, words[i], words[i + 1]));
    ++i;
  }
  const bool root = ::geteuid() == 0;
  if (root && !plan.uid_base) plan.uid_base = kDefaultUidBase;
  if (!root) plan.uid_base.reset();
  return plan;
}

Outcome<int> dirboard_main(const std::vector<std::string>& words) {
  TRY(const PowerPlan plan, read_plan(words));
  return run_power(plan);
}

}  // namespace
}  // namespace cardea::board

int main(int argc, char** argv) {
  using namespace cardea;  // NOLINT(google-build-using-namespace): main only
  log::set_tag("dirboard");
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!words.empty() && (words[0] == "--help" || words[0] == "-h")) return std::fputs(board::kUsage, stdout) < 0 ? 1 : 0;
  const Outcome<int> code = board::dirboard_main(words);
  if (code) return *code;
  std::fprintf(stderr, "cardea-dirboard: error: %s\ncardea-dirboard: hint: %s\n", code.error().message.c_str(),
               code.error().hint.c_str());
  return code.error().code == Err::bad_value ? 2 : board::kExitNoImage;
}
